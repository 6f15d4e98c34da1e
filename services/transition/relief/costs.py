"""What a side's delays cost the other, by the rates that were stated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from libs.common.events.transition.party import Party
from libs.common.explain import Explained
from services.transition.models import DayRate
from services.transition.models.day_rates import Per
from services.transition.relief.delay_cost import Rate, delay_cost
from services.transition.relief.delay_shares import Shares
from services.transition.relief.happened import Happened
from services.transition.relief.movements import Movement


@dataclass(frozen=True)
class Cost:
    rate: DayRate
    days: Decimal
    amount: Explained[Decimal]


def costs(
    happened: Happened, movements: Sequence[Movement], rates: Iterable[DayRate]
) -> list[Cost]:
    """Of each rate whose wave is there, or that is of the plan's end."""
    of = {movement.wave: movement for movement in movements}
    return [_cost(happened, rate, of[rate.wave]) for rate in rates if rate.wave in of]


def _cost(happened: Happened, rate: DayRate, of: Movement) -> Cost:
    if rate.per is Per.CALENDAR_DAY:
        days = Decimal(_of(of.calendar.value, rate.side))
    else:
        days = happened.working(_of(of.minutes.value, rate.side))
    terms = Rate(**{name: getattr(rate, name) for name in Rate.model_fields})
    return Cost(rate, days, delay_cost.explained(days, terms))


def _of(shares: Shares, side: Party) -> int:
    return shares.client if side is Party.CLIENT else shares.vendor
