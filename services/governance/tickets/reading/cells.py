"""Cells understood: text becomes moments, numbers and truths, or its row a bad row."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from services.governance.tickets.log import MOMENT, MOMENTS
from services.governance.tickets.reading.bad_rows import Reason, Sieve
from services.governance.tickets.reading.mapping import Part, TicketMapping, name_of

EARLIEST, LATEST = 1900, 2099
NUMBERS = ("sequence", "reopens")
TRUTHS = ("made_sla",)


@dataclass(frozen=True)
class Cells:
    """Reads columns of one file into fields of the common form."""

    mapping: TicketMapping
    patterns: tuple[str, ...]
    sieve: Sieve
    longest: int

    def field(self, name: str, text: pl.Series, needed: bool) -> pl.Series:
        column = name_of(self.mapping.columns[name])
        text = self._bounded(column, text)
        text = self._part(name, column, text)
        text = self._without_missing(text)
        if needed:
            self.sieve.refuse(text.is_null(), column, Reason.MISSING)
        text = self._named(name, text)
        return self._typed(name, column, text).alias(name)

    def _typed(self, name: str, column: str, text: pl.Series) -> pl.Series:
        if name in MOMENTS:
            return self._moments(column, text)
        if name in NUMBERS:
            numbers = text.cast(pl.Int64, strict=False)
            self._must(column, text, numbers, Reason.NOT_A_NUMBER)
            return numbers
        return self._truths(column, text) if name in TRUTHS else text

    def _bounded(self, column: str, text: pl.Series) -> pl.Series:
        long = text.str.len_bytes() > self.longest
        if not long.any():
            return text
        self.sieve.refuse(long, column, Reason.TOO_LONG, text.str.head(80))
        return text.set(long.fill_null(False), None)

    def _without_missing(self, text: pl.Series) -> pl.Series:
        for nothing in self.mapping.missing:
            empty = text == nothing
            text = text.set(empty.fill_null(False), None) if empty.any() else text
        return text

    def _part(self, name: str, column: str, text: pl.Series) -> pl.Series:
        stated = self.mapping.columns[name]
        if not isinstance(stated, Part):
            return text
        parts = text.str.split(stated.split_by)
        self.sieve.refuse(parts.list.len() != stated.parts, column, Reason.NOT_SPLIT, text)
        return parts.list.get(stated.part - 1, null_on_oob=True)

    def _named(self, name: str, text: pl.Series) -> pl.Series:
        names = self.mapping.values.get(name)
        return text.replace(names) if names else text

    def _moments(self, column: str, text: pl.Series) -> pl.Series:
        moments = pl.Series([None], dtype=MOMENT).new_from_index(0, len(text))
        skipped = pl.Series([False], dtype=pl.Boolean).new_from_index(0, len(text))
        for pattern in self.patterns:
            wall = text.str.to_datetime(pattern, strict=False, time_unit="us")
            placed = self._placed(wall)
            skipped |= wall.is_not_null() & placed.is_null()
            moments = moments.zip_with(moments.is_not_null(), placed)
            if moments.null_count() == text.null_count():
                break
        self.sieve.refuse(skipped & moments.is_null(), column, Reason.SKIPPED_BY_THE_CLOCK, text)
        self._must(column, text, moments, Reason.NOT_A_MOMENT)
        far = (moments.dt.year() < EARLIEST) | (moments.dt.year() > LATEST)
        self.sieve.refuse(far, column, Reason.OUT_OF_REACH, text)
        return moments

    def _placed(self, wall: pl.Series) -> pl.Series:
        """In UTC. A pattern with an offset has placed it already."""
        if isinstance(wall.dtype, pl.Datetime) and wall.dtype.time_zone:
            return wall.dt.convert_time_zone("UTC")
        if self.mapping.zone == "UTC":
            return wall.dt.replace_time_zone("UTC")
        local = wall.dt.replace_time_zone(
            self.mapping.zone, ambiguous="earliest", non_existent="null"
        )
        return local.dt.convert_time_zone("UTC")

    def _truths(self, column: str, text: pl.Series) -> pl.Series:
        low = text.str.to_lowercase()
        true, false = low.is_in(self.mapping.says_true), low.is_in(self.mapping.says_false)
        truths = true.set(~(true | false), None)
        self._must(column, text, truths, Reason.NOT_A_TRUTH)
        return truths

    def _must(self, column: str, text: pl.Series, read: pl.Series, reason: Reason) -> None:
        self.sieve.refuse(text.is_not_null() & read.is_null(), column, reason, text)


def moment_cells(texts: dict[str, pl.Series], missing: Sequence[str]) -> list[pl.Series]:
    return [
        text.filter(~text.is_in(list(missing))) for name, text in texts.items() if name in MOMENTS
    ]
