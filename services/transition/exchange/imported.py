"""What reading a file gives, and how it fails."""

from typing import NamedTuple

from pydantic import ValidationError

from services.transition.exchange.plan_document import PlanDocument

NAMED = 5
"Examples that a note names before it only counts."


class Imported(NamedTuple):
    """`notes`: what the file said and the plan does not, or says otherwise."""

    document: PlanDocument
    notes: list[str]


class Unreadable(ValueError):
    """A file that is no plan: a sentence for people, and the line, task, row or column."""

    def __init__(self, sentence: str, where: str = "") -> None:
        super().__init__(f"{where}: {sentence}" if where else sentence)
        self.sentence, self.where = sentence, where

    @classmethod
    def because(cls, invalid: ValidationError, where: str) -> "Unreadable":
        """Of several faults the first."""
        fault = invalid.errors(include_url=False, include_input=False)[0]
        field = ".".join(str(part) for part in fault["loc"])
        return cls(f"{field}: {fault['msg']}" if field else fault["msg"], where)


class Notes:
    """Remarks gathered by what they say, each with the places that it holds for."""

    def __init__(self) -> None:
        self._places: dict[str, list[str]] = {}
        self._counts: dict[str, int] = {}

    def add(self, sentence: str, place: str = "") -> None:
        self._counts[sentence] = self._counts.get(sentence, 0) + 1
        places = self._places.setdefault(sentence, [])
        if place and len(places) < NAMED:
            places.append(place)

    def told(self) -> list[str]:
        return [self._told(sentence) for sentence in self._places]

    def _told(self, sentence: str) -> str:
        places = self._places[sentence]
        if not places:
            return f"{sentence}."
        more = self._counts[sentence] - len(places)
        return f"{sentence}: {', '.join(places)}{f' and {more} more' if more else ''}."


def shortened(text: str, length: int = 60) -> str:
    """A name from a file as a message can carry it."""
    return text if len(text) <= length else f"{text[: length - 1]}…"
