"""What a contract says of availability, and what is known of a month."""

from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from libs.common.calendars import NAIVE, BusinessCalendar, CalendarTerms
from libs.common.money import Share

PLACES_OF_A_DEGREE = 4


class Degradation(StrEnum):
    """How an outage that took only a part of the service away counts."""

    WEIGHTED = "weighted"
    "By the share of the service that was lost."
    AS_DOWN = "as_down"
    NOT_COUNTED = "not_counted"


class DegradationUndefined(ValueError):
    """A part of the service was lost, and the contract does not say how that counts."""


def _few_places(share: Decimal) -> Decimal:
    if share != round(share, PLACES_OF_A_DEGREE):
        raise ValueError(f"a share lost has at most {PLACES_OF_A_DEGREE} decimals")
    return share


class AvailabilityTerms(BaseModel):
    """Around the clock is a calendar as well. Choice: time that really passes, never wall clock,
    so that the night of a clock change has the hours that it has."""

    model_config = ConfigDict(frozen=True)
    calendar: CalendarTerms
    degradation: Degradation | None = None
    "None: the contract is silent, and a degradation is refused."

    @model_validator(mode="after")
    def _in_real_time(self) -> Self:
        if self.calendar.tz == NAIVE or self.calendar.clock != "absolute":
            raise ValueError("availability needs a calendar with a time zone and absolute time")
        return self


class Window(BaseModel):
    """A time that is planned away, from `begins` up to, not including, `ends`."""

    model_config = ConfigDict(frozen=True)
    begins: AwareDatetime
    ends: AwareDatetime

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.ends < self.begins:
            raise ValueError("it ends before it begins")
        return self


class Outage(BaseModel):
    """From `began` up to, not including, `ended`. None: not over yet."""

    model_config = ConfigDict(frozen=True)
    began: AwareDatetime
    ended: AwareDatetime | None = None
    lost: Annotated[Share, AfterValidator(_few_places), Field(examples=["0.25"])] = Decimal(1)
    "Share of the service that was gone; 1: down."

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.ended is not None and self.ended < self.began:
            raise ValueError("it ended before it began")
        return self

    def weight(self, degradation: Degradation | None) -> Decimal:
        """How much of each second of it counts, 0 to 1."""
        if self.lost in {0, 1} or degradation is Degradation.WEIGHTED:
            return self.lost
        if degradation is None:
            raise DegradationUndefined(
                f"since {self.began} {self.lost} of the service was lost: "
                "the terms do not say how a part counts"
            )
        return Decimal(degradation is Degradation.AS_DOWN)


def seconds(time: timedelta) -> Decimal:
    """Exact to the microsecond."""
    return Decimal(time // timedelta(microseconds=1)).scaleb(-6)


def round_the_clock(tz: str) -> CalendarTerms:
    return BusinessCalendar.round_the_clock(tz).terms
