"""Figures of the sample beside what the system made of them."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any


@dataclass(frozen=True)
class Figure:
    code: str
    title: str
    expected: str
    system: str | None = None

    @property
    def equal(self) -> bool:
        return self.system is not None and alike(self.expected, self.system)


def alike(expected: str, system: str) -> bool:
    """As numbers where both are, so that 55 is 55.00; else to the letter."""
    try:
        return Decimal(expected) == Decimal(system)
    except InvalidOperation:
        return expected == system


class Numbers:
    """What must come out; `found` notes what did."""

    def __init__(self, expected: list[dict[str, str]]) -> None:
        self._expected = {figure["code"]: figure for figure in expected}
        self._found: dict[str, str] = {}

    def found(self, code: str, value: Any) -> None:
        self._found[code] = str(value)

    def expect(self, code: str, title: str, value: str) -> None:
        """A figure that only this run has."""
        self._expected[code] = {"code": code, "title": title, "value": value}

    def forgo(self, *codes: str) -> None:
        """Figures that this run does not bring about."""
        for code in codes:
            self._expected.pop(code, None)

    @property
    def figures(self) -> list[Figure]:
        return [
            Figure(code, one["title"], one["value"], self._found.get(code))
            for code, one in self._expected.items()
        ]

    @property
    def differing(self) -> list[Figure]:
        return [figure for figure in self.figures if not figure.equal]
