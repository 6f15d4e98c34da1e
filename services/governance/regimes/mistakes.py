"""Why a text is no regime: every mistake with its place and, in YAML, its line."""

from dataclasses import dataclass

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Mistake:
    place: str
    """`levels[0].cost.pool`"""
    line: int | None
    said: str

    def __str__(self) -> str:
        at = f"line {self.line}, " if self.line else ""
        return f"{at}{self.place or 'the regime'}: {self.said}"


class RegimeRefused(ValueError):
    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def unreadable(line: int | None, said: str) -> RegimeRefused:
    """Nothing further can be said of such a text."""
    return RegimeRefused([Mistake("", line, said)])


def too_deep(line: int | None, most: int) -> RegimeRefused:
    return unreadable(line, f"nothing lies deeper than {most}")
