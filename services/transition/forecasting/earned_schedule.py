"""Earned schedule: the day by which as much should have been earned as is earned now.

Source: ES = N + (EV − PV_N)/(PV_{N+1} − PV_N), with N the last day whose planned value is earned;
SPI(t) = ES/AT, IEAC(t) = PD/SPI(t). Late in a plan it still tells what SPI, which ends at 1, hides.

Choices: a day is one of the plan's working days; the last of the curve may be a part of one. When
all is earned, ES is the planned duration. Finish as forecast: the plan's start plus IEAC(t), the
part of a minute counted whole.
"""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.transition.forecasting.planned_value import Point
from services.transition.scheduling.work_time import Clock


class EarnedSchedule(BaseModel):
    """Working days, half-up to 0.0001, as is SPI(t); None is no score."""

    model_config = ConfigDict(frozen=True)
    earned: Decimal | None
    passed: Decimal
    planned_duration: Decimal | None
    spi_t: Decimal | None
    duration: Decimal | None


@rule("earned_schedule", version=1)
def earned_schedule(
    explain: Explain, planned: Sequence[Point], earned: Decimal, days_passed: Decimal
) -> EarnedSchedule:
    """`planned` rises from day nought to the last. Without planned value there is no score."""
    if not planned or not planned[-1].value:
        return _no_score(days_passed)
    duration = _first_day_of(planned, planned[-1].value)
    on_day = _earned_on(planned, min(earned, planned[-1].value))
    explain("ES = N + (EV − PV_N)/(PV_{N+1} − PV_N)", half_up(on_day, 4))
    explain("PD, days until all is planned to be earned", half_up(duration, 4))
    pace = on_day / days_passed if days_passed > 0 else None
    lasts = duration / pace if pace else None
    return EarnedSchedule(
        earned=half_up(on_day, 4),
        passed=half_up(days_passed, 4),
        planned_duration=half_up(duration, 4),
        spi_t=explain("SPI(t) = ES/AT", None if pace is None else half_up(pace, 4)),
        duration=explain("IEAC(t) = PD/SPI(t)", None if lasts is None else half_up(lasts, 4)),
    )


def forecast_finish(duration: Decimal, clock: Clock, starts_at: int, minutes_per_day: int) -> int:
    """The instant at which so many working days since the plan's start have been worked."""
    minutes = (duration * minutes_per_day).to_integral_value(ROUND_CEILING)
    return clock.ends(clock.at(starts_at) + int(minutes))


def _no_score(days_passed: Decimal) -> EarnedSchedule:
    return EarnedSchedule(
        earned=None,
        passed=half_up(days_passed, 4),
        planned_duration=None,
        spi_t=None,
        duration=None,
    )


def _first_day_of(planned: Sequence[Point], value: Decimal) -> Decimal:
    return next(point.days for point in planned if point.value >= value)


def _earned_on(planned: Sequence[Point], earned: Decimal) -> Decimal:
    if earned >= planned[-1].value:
        return _first_day_of(planned, earned)
    if earned < planned[0].value:
        return planned[0].days
    n = max(n for n, point in enumerate(planned) if point.value <= earned)
    before, after = planned[n], planned[n + 1]
    share = (earned - before.value) / (after.value - before.value)
    return before.days + share * (after.days - before.days)
