"""Rows that cannot be read: counted all, named the first of them, dropped in silence none."""

from collections.abc import Callable, Sequence
from enum import StrEnum

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

SHOWN = 80
"Characters of a bad cell that are shown."
Rows = NDArray[np.intp]
LinesOf = Callable[[Sequence[int]], Sequence[int]]
"The lines of a file at which these rows begin."


class Reason(StrEnum):
    FIELD_COUNT = "field_count"
    "More or fewer fields than the header."
    MISSING = "missing"
    "Empty, though nothing can be said of a ticket without it."
    NOT_A_MOMENT = "not_a_moment"
    SKIPPED_BY_THE_CLOCK = "skipped_by_the_clock"
    "A time on the wall that the spring change leaves out."
    OUT_OF_REACH = "out_of_reach"
    "Before 1900 or after 2099, where calendars end."
    NOT_A_NUMBER = "not_a_number"
    NOT_A_TRUTH = "not_a_truth"
    NOT_SPLIT = "not_split"
    "Not in as many parts as the mapping states."
    TOO_LONG = "too_long"
    UNKNOWN_TICKET = "unknown_ticket"
    "A change of a ticket that the export of tickets does not hold."


class BadRow(BaseModel):
    """`line`: of a text file, the header's is 1; of JSON and Parquet the record's number from 1."""

    model_config = ConfigDict(frozen=True)
    line: int
    column: str
    reason: Reason
    value: str | None = None


class Sieve:
    """Notes bad rows; each is named by the first column found at fault."""

    def __init__(self, rows: int, lines_of: LinesOf, limit: int) -> None:
        self._lines_of, self._limit = lines_of, limit
        self._bad = np.zeros(rows, dtype=bool)
        self._named: list[tuple[int, str, Reason, str | None]] = []

    @property
    def count(self) -> int:
        return int(self._bad.sum())

    @property
    def good(self) -> pl.Series:
        return pl.Series("good", ~self._bad)

    def refuse(
        self, at_fault: pl.Series, column: str, reason: Reason, values: pl.Series | None = None
    ) -> None:
        """`values`: what to show of the faulty cells."""
        if not at_fault.any():
            return
        new = at_fault.fill_null(False).to_numpy() & ~self._bad
        for row in np.flatnonzero(new)[: self._limit].tolist():
            value = None if values is None or values[row] is None else str(values[row])[:SHOWN]
            self._named.append((row, column, reason, value))
        self._bad |= new

    def named(self) -> tuple[BadRow, ...]:
        first = sorted(self._named, key=lambda bad: bad[0])[: self._limit]
        lines = self._lines_of([row for row, *_ in first]) if first else ()
        return tuple(
            BadRow(line=line, column=column, reason=reason, value=value)
            for line, (_, column, reason, value) in zip(lines, first, strict=True)
        )
