"""Codes for what a file only numbers or names."""

from pydantic import TypeAdapter, ValidationError

from services.transition.exchange.plan_document import Name

LONGEST_CODE = 100
_NAME = TypeAdapter[str](Name)


def is_code(text: str | None) -> bool:
    try:
        return _NAME.validate_python(text) == text
    except ValidationError:
        return False


class Names:
    """Codes given out so far."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def free(self, wished: str, otherwise: str) -> str:
        """The name itself where it can be a code that nobody has, else one made of it."""
        code = wished if is_code(wished) else " ".join(wished.split())[: LONGEST_CODE - 8].strip()
        code = code or otherwise
        found, n = code, 2
        while found in self._taken:
            found, n = f"{code[: LONGEST_CODE - 8]}-{n}", n + 1
        self._taken.add(found)
        return found

    def has(self, code: str) -> bool:
        return code in self._taken
