"""What was measured in a month. Readings of one level add up, in any order and however split."""

from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, model_validator

from services.governance.months import Month
from services.governance.regimes.metric import Code, Words
from services.governance.regimes.numbers import Number, Stated

Cases = Annotated[int, Field(ge=0, le=10**12)]


class Reading(Stated):
    """share_within_target: met and total. availability: agreed and down, in one unit of time.
    count: total. mean_time, percentile_time: values. survey: values, or met and total of the
    answers that satisfy."""

    level: Code
    code: Code | None = None
    "Why it may be left out; it is, where the metric names the code."
    incident: Words | None = None
    "The incident that what is wrong here comes from."
    met: Cases | None = None
    total: Cases | None = None
    agreed: Number | None = None
    "Agreed time without planned windows."
    down: Number | None = None
    values: tuple[Number, ...] | None = None

    @property
    def says(self) -> frozenset[str]:
        """What of a measurement it states."""
        stated = ("met", "total", "agreed", "down", "values")
        return frozenset(name for name in stated if getattr(self, name) is not None)

    @property
    def is_amiss(self) -> bool:
        """Whether something here can have come from an incident."""
        if self.met is not None:
            return self.met < (self.total or 0)
        return bool(self.down or self.total or self.values)

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.met is not None and self.met > (self.total or 0):
            raise ValueError(f"{self.met} of {self.total or 0} cannot have met the target")
        return self


class MonthReadings(Stated):
    month: Month
    fee: Number
    "Of the month, in the regime's currency: what shares of a fee are taken of."
    charges: dict[Code, Number] = {}
    "By level, for ladders of charges; the fee where none are named."
    readings: tuple[Reading, ...] = ()

    def charged(self, level: str) -> Decimal:
        return self.charges.get(level, self.fee)
