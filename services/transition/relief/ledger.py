"""The relief ledger of a plan: what is in it, what it did to dates, what that costs, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from libs.common.explain import Explained, Explanation
from libs.common.money import half_up
from services.transition.baselining import baseline
from services.transition.loading import waves_of
from services.transition.models import Agreed, Baseline, DayRate, Plan, Relief, ReliefState, Wave
from services.transition.models.day_rates import Per
from services.transition.models.relief import other
from services.transition.networks import FACTS, network_of
from services.transition.plan_network import PlanNetwork, last_day
from services.transition.relief.collapsed import Collapsed
from services.transition.relief.delay_cost import Rate, delay_cost
from services.transition.relief.delay_days import Span, delay_days
from services.transition.relief.delay_shares import Shares, Without, delay_shares
from services.transition.relief.made_good import Cause, Late
from services.transition.relief.reach import COLUMNS, Reach
from services.transition.relief.relieved_deadline import relieved_deadline
from services.transition.scheduling.work_time import instant
from services.transition.told_tasks import told_tasks

CLIENT, VENDOR = frozenset({Party.CLIENT}), frozenset({Party.VENDOR})
MOST_ALONE = 25
"Periods of which it is tried what each did by itself: the longest."
TOLD = tuple({column.key: column for column in (*FACTS, *COLUMNS)}.values())


@dataclass(frozen=True)
class Movement:
    """Of the plan's end, or of a wave's go-live. `days` in hundredths of working days, `calendar`
    in calendar days."""

    wave: str | None
    agreed: date
    stands: date
    minutes: Explained[Shares]
    calendar: Explained[Shares]


@dataclass(frozen=True)
class Cost:
    rate: DayRate
    days: Decimal
    amount: Explained[Decimal]


@dataclass(frozen=True)
class Relieved:
    """A date that moved with a delay of the other side: `agreed` stays as it is."""

    task: str
    milestone: str | None
    wave: str
    relieves: Party
    agreed: date
    deadline: Explained[date]


@dataclass(frozen=True)
class Alone:
    """What one period did by itself. Half-up to hundredths of working days."""

    end: Decimal
    float_used: Decimal


@dataclass(frozen=True)
class Ledger:
    """`rows`: all periods. `counted`: those that count. `rates`: the latest of each code."""

    plan: Plan
    rows: Sequence[Relief]
    counted: Sequence[Relief]
    rates: Sequence[DayRate]
    waves: Sequence[Wave]
    network: PlanNetwork
    tasks: Sequence[Any]
    agreed: Baseline
    today: date

    @cached_property
    def reach(self) -> Reach:
        return Reach(self.tasks)

    def days(self, row: Relief) -> Explained[int]:
        """So far, where it goes on."""
        until = max(row.until_on or self.today, row.from_on)
        return delay_days.explained(self.plan.country, row.from_on, until)

    @cached_property
    def movements(self) -> list[Movement]:
        live = [(wave.code, wave.live_task) for wave in self.waves if self._is_there(wave)]
        return [self._movement(None, None), *(self._movement(*each) for each in live)]

    @cached_property
    def costs(self) -> list[Cost]:
        of = {movement.wave: movement for movement in self.movements}
        return [self._cost(rate, of[rate.wave]) for rate in self.rates if rate.wave in of]

    def cost_of(self, side: Party) -> Decimal:
        return sum((c.amount.value for c in self.costs if c.rate.side is side), Decimal(0))

    @cached_property
    def alone(self) -> dict[int, Alone]:
        """By number: how far it moved the end by itself, and how much float took in."""
        longest = sorted(self.counted, key=lambda row: (-self.days(row).value, row.number))
        return {row.number: self._alone(row) for row in longest[:MOST_ALONE]}

    @cached_property
    def relieved(self) -> list[Relieved]:
        """Of what is touched and has a deadline, is a milestone or goes live."""
        return [each for side in Party for each in self._relieved(side)]

    def _cost(self, rate: DayRate, of: Movement) -> Cost:
        if rate.per is Per.CALENDAR_DAY:
            days = Decimal(_of(of.calendar.value, rate.side))
        else:
            days = self.working(_of(of.minutes.value, rate.side))
        terms = Rate(**{name: getattr(rate, name) for name in Rate.model_fields})
        return Cost(rate, days, delay_cost.explained(days, terms))

    def working(self, minutes: int) -> Decimal:
        return half_up(Decimal(minutes) / self.plan.minutes_per_day, 2)

    def _is_there(self, wave: Wave) -> bool:
        return wave.live_task is not None and wave.live_task in self.network

    @cached_property
    def _without(self) -> tuple[PlanNetwork, PlanNetwork, PlanNetwork, PlanNetwork]:
        happened = self._collapsed({row.number: row.caused_by for row in self.counted})
        return (
            happened.network,
            happened.without(CLIENT),
            happened.without(VENDOR),
            happened.without(CLIENT | VENDOR),
        )

    def _collapsed(self, causes: Mapping[int, Cause]) -> Collapsed:
        """By number; what has no cause was nobody's, and stays in what happened."""
        owed: dict[str, list[Late]] = {}
        named: dict[str, list[Late]] = {}
        standing = {row.delays for row in self.rows if row.delays}
        for row in self.rows:
            late = Late(row.from_on, row.until_on, causes.get(row.number))
            for code in [row.delays] if row.delays else row.tasks:
                (owed if code in standing else named).setdefault(code, []).append(late)
        where = (self.plan.country, self.plan.minutes_per_day)
        return Collapsed(self.network, self.tasks, *where, owed, named, self._agreed_starts)

    @cached_property
    def _agreed_starts(self) -> Mapping[str, date]:
        """Dates that were set to be kept."""
        held = ((each.task.code, each.task.constraint) for each in self.agreed.tasks)
        return {code: held.at.date() for code, held in held if held is not None and held.at}

    def _movement(self, wave: str | None, task: str | None) -> Movement:
        agreed, stands = self._agreed_finish(task), _finish(self.network, task)
        dates = [_finish(network, task) for network in self._without]
        clock = self.network.clocks.usual
        marks, days = [clock.at(each) for each in dates], [_number(each) for each in dates]
        return Movement(
            wave=wave,
            agreed=last_day(agreed),
            stands=last_day(stands),
            minutes=delay_shares.explained(clock.at(agreed), clock.at(stands), Without(*marks)),
            calendar=delay_shares.explained(_number(agreed), _number(stands), Without(*days)),
        )

    def _agreed_finish(self, task: str | None) -> int:
        """As the baseline has it; of what it has not, as it stands."""
        if task is None:
            return max((instant(each.finish) for each in self.agreed.tasks), default=0)
        there = {each.task.code: instant(each.finish) for each in self.agreed.tasks}
        return there.get(task, _finish(self.network, task))

    @cached_property
    def _each_alone(self) -> Collapsed:
        return self._collapsed({row.number: row.number for row in self.counted})

    def _alone(self, row: Relief) -> Alone:
        happened, clock = self._each_alone, self.network.clocks.usual
        without = happened.without(frozenset({row.number}))
        end = self.working(clock.at(happened.network.finish) - clock.at(without.finish))
        return Alone(end, max(Decimal(self.days(row).value) - end, Decimal(0)))

    def _relieved(self, side: Party) -> list[Relieved]:
        delays: dict[str, list[Span]] = {}
        for row in self.counted:
            if other(row.caused_by) is side:
                until = max(row.until_on or self.today, row.from_on)
                for code in self._reached(row):
                    delays.setdefault(code, []).append(Span(row.from_on, until))
        found = (self._date(code, side, spans) for code, spans in delays.items())
        return [each for each in found if each is not None]

    def _reached(self, row: Relief) -> list[str]:
        """What it touches, and what waits for that in its waves."""
        tasks = self.reach.tasks
        behind = self.reach.behind(self._touched(row))
        return [code for code in behind if not row.waves or tasks[code].wave in row.waves]

    def _touched(self, row: Relief) -> list[str]:
        named = (self.reach.task_of(name) for name in (*row.tasks, *row.milestones))
        return [code for code in named if code is not None]

    def _date(self, code: str, side: Party, spans: Sequence[Span]) -> Relieved | None:
        task = self.reach.tasks[code]
        agreed = self._due(task)
        if agreed is None:
            return None
        if task.done_on is not None and task.done_on <= min(spans).from_on:
            return None
        deadline = relieved_deadline.explained(self.plan.country, agreed, sorted(spans))
        if deadline.value == agreed:
            return None
        return Relieved(code, task.milestone, task.wave, side, agreed, deadline)

    def _due(self, task: Any) -> date | None:
        """As the baseline has it, its deadline; of a milestone without one, its finish. What came
        into the plan later was agreed with the delay in sight."""
        if (agreed := self._in_baseline.get(task.code)) is None:
            return None
        if agreed.task.deadline is not None:
            return last_day(instant(agreed.task.deadline))
        return last_day(instant(agreed.finish)) if task.milestone or task.live else None

    @cached_property
    def _in_baseline(self) -> Mapping[str, Agreed]:
        return {each.task.code: each for each in self.agreed.tasks}

    @property
    def explanations(self) -> dict[str, Explanation]:
        """By what it explains, in the order in which one follows from the other."""
        found = {f"relief {row.number}: days": self.days(row).explanation for row in self.rows}
        for each in self.relieved:
            found[f"{each.task}: deadline, {each.relieves}"] = each.deadline.explanation
        for movement in self.movements:
            name = movement.wave or "end"
            found[f"{name}: minutes"] = movement.minutes.explanation
            found[f"{name}: calendar days"] = movement.calendar.explanation
        return found | {f"cost: {c.rate.code}": c.amount.explanation for c in self.costs}


def _finish(network: PlanNetwork, task: str | None) -> int:
    return network.finish if task is None else network[task].finish


def _number(finish: int) -> int:
    return last_day(finish).toordinal()


def _of(shares: Shares, side: Party) -> int:
    return shares.client if side is Party.CLIENT else shares.vendor


async def ledger_of(db: Db, plan: Plan, number: int | None, *, agreed_only: bool) -> Ledger:
    """`number`: of the baseline, the latest unless stated. Refuses (409) where there is none."""
    rows = await db.all(
        select(Relief).where(Relief.plan_id == plan.id).order_by(col(Relief.number))
    )
    rates = await db.all(
        select(DayRate).where(DayRate.plan_id == plan.id).order_by(col(DayRate.id))
    )
    counted = [row for row in rows if row.counts]
    if agreed_only:
        counted = [row for row in counted if row.state is ReliefState.AGREED]
    return Ledger(
        plan=plan,
        rows=rows,
        counted=counted,
        rates=list({rate.code: rate for rate in rates}.values()),
        waves=await waves_of(db, plan.id),
        network=await network_of(db, plan),
        tasks=await told_tasks(db, plan.id, *TOLD),
        agreed=await baseline(db, plan.id, number),
        today=plan.today(db.now),
    )
