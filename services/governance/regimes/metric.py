"""What is measured, in which unit, on which calendar, and what is left out."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from libs.common.money import Percentage
from services.governance.regimes.numbers import Number, Rounding, Stated

Code = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
Words = Annotated[str, Field(min_length=1, max_length=500)]


class Kind(StrEnum):
    SHARE = "share_within_target"
    "met / (total − excluded), in %."
    AVAILABILITY = "availability"
    "(agreed time − counted downtime) / agreed time, in %."
    MEAN = "mean_time"
    PERCENTILE = "percentile_time"
    "Nearest rank: the ⌈p % of n⌉-th of the n times, shortest first."
    COUNT = "count"
    SURVEY = "survey"
    "Mean of the answers, or the share of answers from `satisfied_from` up, in %."


class Better(StrEnum):
    HIGH = "high"
    LOW = "low"


IN_PERCENT = (Kind.SHARE, Kind.AVAILABILITY)


class Metric(Stated):
    title: Words
    kind: Kind
    unit: Annotated[str, Field(min_length=1, max_length=40)]
    better: Better
    calendar: Code | None = None
    exclusions: tuple[Code, ...] = ()
    percentile: Percentage | None = None
    satisfied_from: Number | None = None
    rounding: Rounding | None = None
    "Of the value before it is judged. Without it, the exact value is judged."

    @property
    def is_share(self) -> bool:
        """Whether the value is a part of a hundred."""
        return self.kind in IN_PERCENT or self.satisfied_from is not None

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if wrong := next(self._unfit(), None):
            raise ValueError(wrong)
        return self

    def _unfit(self) -> Iterator[str]:
        if (self.kind is Kind.PERCENTILE) != bool(self.percentile):
            yield "a percentile above 0 belongs to percentile_time, and to no other kind"
        if self.satisfied_from is not None and self.kind is not Kind.SURVEY:
            yield "satisfied_from belongs to a survey"
        if self.is_share and self.unit != "%":
            yield f"a share is in %, not in {self.unit}"
        if self.is_share and self.better is Better.LOW:
            yield "of what was met or available, more is better: turn the measure round"
