"""The plan as it happened, in a form in which a delay can be taken out.

Choices: whatever happened to a task becomes its length, from when all before it let it begin to
when it was finished, waiting included; so it follows when what is before it comes earlier. What
was owed keeps the day on which it was there. No task comes out shorter than it was planned.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, time
from typing import Any

from services.transition.exchange.plan_document import PlannedConstraint, end_of
from services.transition.plan.contract_calendar import calendar_of
from services.transition.plan.network import Facts, PlanNetwork, first_day, last_day
from services.transition.plan.planned_facts import PlannedFacts
from services.transition.relief.delay_days import Span, days_of, within
from services.transition.relief.made_good import Cause, Late, made_good_without
from services.transition.scheduling.work_time import moment

NOTHING: dict[str, Any] = {
    "started_at": None,
    "finished_at": None,
    "done_on": None,
    "reported_on": None,
    "slipped_to": None,
}
HAPPENED = tuple(NOTHING)


class Collapsed:
    """`owed`: by task that stands for what was owed, its delays. `named`: by other task, those
    that it was kept waiting by. `agreed`: dates that a task was set to when it was agreed."""

    def __init__(
        self,
        network: PlanNetwork,
        tasks: Iterable[Facts],
        country: str,
        minutes_per_day: int,
        owed: Mapping[str, Sequence[Late]],
        named: Mapping[str, Sequence[Late]],
        agreed: Mapping[str, date] | None = None,
    ) -> None:
        leaves = {task.code: task for task in tasks if not network.is_summary(task.code)}
        self._asked, self._country, self._day = network, country, minutes_per_day
        self._owed = {code: each for code, each in owed.items() if code in leaves}
        self._named = {code: each for code, each in named.items() if code in leaves}
        self._leaves, self._agreed = leaves, agreed or {}
        self._facts = self._lengths()
        self.network = network.with_facts(self._facts.values())

    def without(self, removed: frozenset[Cause]) -> PlanNetwork:
        """The plan as it would be without that side's delays, or both sides'."""
        changed = [*self._owed_without(removed), *self._named_without(removed)]
        return self.network.with_facts(changed) if changed else self.network

    def _lengths(self) -> dict[str, PlannedFacts]:
        happened = [t for t in self._leaves.values() if _happened(t) or t.code in self._owed]
        pinned = {task.code: self._pinned(task) for task in happened}
        ready = self._asked.with_facts(pinned.values())
        return {
            code: fact if code in self._owed else self._as_long_as_it_took(fact, ready)
            for code, fact in pinned.items()
        }

    def _pinned(self, task: Facts) -> PlannedFacts:
        """Finished when it is; its start follows from what is before it."""
        finish = moment(self._asked[task.code].finish)
        return replace(_facts(task), **(NOTHING | {"finished_at": finish}))

    def _as_long_as_it_took(self, fact: PlannedFacts, ready: PlanNetwork) -> PlannedFacts:
        clock, at = self._asked.clocks.of(fact.calendar, fact.elapsed), ready[fact.code]
        took = clock.at(at.finish) - clock.at(at.start)
        return replace(fact, finished_at=None, minutes=took)

    def _owed_without(self, removed: frozenset[Cause]) -> Iterable[PlannedFacts]:
        for code, delays in self._owed.items():
            there = last_day(self._asked[code].finish)
            day = made_good_without(self._country, there, delays, removed)
            if day is not None and day < there:
                yield replace(self._facts[code], finished_at=end_of(day))

    def _named_without(self, removed: frozenset[Cause]) -> Iterable[PlannedFacts]:
        for code, delays in self._named.items():
            if not any(late.side in removed for late in delays):
                continue
            fact = self._facts.get(code) or _facts(self._leaves[code])
            shorter = self._shorter(fact, delays, removed)
            held = self._held_since(fact, delays, removed)
            if (shorter, held) != (fact.minutes, fact.constraint):
                yield replace(fact, minutes=shorter, constraint=held)

    def _shorter(
        self, fact: PlannedFacts, delays: Sequence[Late], removed: frozenset[Cause]
    ) -> int:
        """By the days that were lost to them alone, between when it could begin and its end."""
        if fact.code not in self._facts:
            return fact.minutes
        at = self.network[fact.code]
        begins, ends = first_day(at.start), last_day(at.finish)
        all_, kept = _spans(delays, ends), _spans(_kept(delays, removed), ends)
        before = date.fromordinal(begins.toordinal() - 1)
        lost = self._days(within(all_, before, ends)) - self._days(within(kept, before, ends))
        planned = min(self._leaves[fact.code].minutes, fact.minutes)
        return max(fact.minutes - lost * self._day, planned)

    def _held_since(
        self,
        fact: PlannedFacts,
        delays: Sequence[Late],
        removed: frozenset[Cause],
    ) -> PlannedConstraint | None:
        """A date that was set later because of them is where it was before, but no earlier than
        agreed."""
        constraint = fact.constraint
        if constraint is None or constraint.at is None:
            return constraint
        day = constraint.at.date()
        moved = [
            late.from_on
            for late in delays
            if late.side in removed and late.from_on < day <= (late.until_on or day)
        ]
        if not moved:
            return constraint
        begins = min(moved)
        left = self._days(within(_spans(_kept(delays, removed), day), begins, day))
        back = calendar_of(self._country).add_business_days(begins, left) if left else begins
        back = min(max(back, self._agreed.get(fact.code, back)), day)
        return constraint.model_copy(update={"at": datetime.combine(back, time.min)})

    def _days(self, spans: Sequence[Span]) -> int:
        return days_of(self._country, spans)


def _kept(delays: Sequence[Late], removed: frozenset[Cause]) -> list[Late]:
    return [late for late in delays if late.side not in removed]


def _spans(delays: Sequence[Late], until: date) -> list[Span]:
    return [Span(late.from_on, late.until_on or max(until, late.from_on)) for late in delays]


def _happened(task: Facts) -> bool:
    return any(getattr(task, name) is not None for name in HAPPENED)


def _facts(task: Facts) -> PlannedFacts:
    return PlannedFacts(**{each.name: getattr(task, each.name) for each in fields(PlannedFacts)})
