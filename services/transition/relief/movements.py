"""How far the plan's end and each go-live are from what was agreed, and whose delays did it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from libs.common.events.transition.party import Party
from libs.common.explain import Explained
from services.transition.models import Relief, Wave
from services.transition.plan.network import PlanNetwork, last_day
from services.transition.relief.delay_shares import Shares, Without, delay_shares
from services.transition.relief.happened import Happened
from services.transition.scheduling.work_time import instant

CLIENT, VENDOR = frozenset({Party.CLIENT}), frozenset({Party.VENDOR})


@dataclass(frozen=True)
class Movement:
    """Of the plan's end, or of a wave's go-live. `minutes` of work, `calendar` in calendar days."""

    wave: str | None
    agreed: date
    stands: date
    minutes: Explained[Shares]
    calendar: Explained[Shares]


def movements(
    happened: Happened, counted: Sequence[Relief], waves: Iterable[Wave]
) -> list[Movement]:
    """Of the end, then of the waves that the plan puts live. The plan is computed anew once for
    each side, and once without both."""
    collapsed = happened.collapsed({row.number: row.caused_by for row in counted})
    models = (
        collapsed.network,
        collapsed.without(CLIENT),
        collapsed.without(VENDOR),
        collapsed.without(CLIENT | VENDOR),
    )
    live = [(w.code, w.live_task) for w in waves if w.live_task and w.live_task in happened.network]
    return [_movement(happened, models, *each) for each in ((None, None), *live)]


def ends_by_themselves(
    happened: Happened, counted: Sequence[Relief], tried: Sequence[Relief]
) -> list[Decimal]:
    """How far each of those that are tried moved the end, in working days."""
    collapsed = happened.collapsed({row.number: row.number for row in counted})
    clock, stands = happened.network.clocks.usual, collapsed.network.finish
    ends = (collapsed.without(frozenset({row.number})).finish for row in tried)
    return [happened.working(clock.at(stands) - clock.at(end)) for end in ends]


def _movement(
    happened: Happened, models: Sequence[PlanNetwork], wave: str | None, task: str | None
) -> Movement:
    agreed, stands = _agreed_finish(happened, task), _finish(happened.network, task)
    dates = [_finish(network, task) for network in models]
    clock = happened.network.clocks.usual
    marks, days = [clock.at(each) for each in dates], [_number(each) for each in dates]
    return Movement(
        wave=wave,
        agreed=last_day(agreed),
        stands=last_day(stands),
        minutes=delay_shares.explained(clock.at(agreed), clock.at(stands), Without(*marks)),
        calendar=delay_shares.explained(_number(agreed), _number(stands), Without(*days)),
    )


def _agreed_finish(happened: Happened, task: str | None) -> int:
    """As the baseline has it; of what it has not, as it stands."""
    if task is None:
        return max((instant(each.finish) for each in happened.agreed.tasks), default=0)
    there = (each for each in happened.agreed.tasks if each.task.code == task)
    agreed = next(there, None)
    return _finish(happened.network, task) if agreed is None else instant(agreed.finish)


def _finish(network: PlanNetwork, task: str | None) -> int:
    return network.finish if task is None else network[task].finish


def _number(finish: int) -> int:
    return last_day(finish).toordinal()
