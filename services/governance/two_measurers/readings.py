"""What one side measured of a service level in a day or a month."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from services.governance.attainment import Counts, attainment
from services.governance.months import Month

Key = tuple[str, str, str]


class Measure(StrEnum):
    SHARE = "share"
    "Within target, in per cent."
    CASES = "cases"
    "How many counted. Equal shares of unequal numbers are two different months."
    VALUE = "value"
    "Anything else, in the level's own unit."


class Reading(BaseModel):
    """A value that was not measured is no reading, never nought."""

    model_config = ConfigDict(frozen=True)
    level: str
    period: Month | date
    measure: Measure = Measure.VALUE
    value: Decimal

    @property
    def key(self) -> Key:
        return self.level, str(self.period), self.measure.value


def of_days(level: str, days: Iterable[Counts]) -> Iterator[Reading]:
    """The share and the cases of each day; a day on which nothing counts has no share."""
    for day in days:
        yield from _of(level, day.taken_on, [day])


def of_month(level: str, month: str, days: Iterable[Counts]) -> Iterator[Reading]:
    """The same of the whole month; none where no day of it was measured."""
    yield from _of(level, month, [day for day in days if f"{day.taken_on:%Y-%m}" == month])


def _of(level: str, period: Month | date, days: list[Counts]) -> Iterator[Reading]:
    if days:
        counted = sum(day.total - day.excluded for day in days)
        yield Reading(
            level=level, period=period, measure=Measure.CASES, value=Decimal(max(counted, 0))
        )
    if score := attainment(days):
        exact = Decimal(score.met) * 100 / score.counted
        yield Reading(level=level, period=period, measure=Measure.SHARE, value=exact)
