"""What would happen to a wave plan, without touching it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from services.transition.wave_planning.check import check_waves
from services.transition.wave_planning.greedy import possible_days
from services.transition.wave_planning.objective import Objective, wave_objective
from services.transition.wave_planning.problem import (
    Blackout,
    Level,
    LiveOn,
    Process,
    WaveProblem,
    groups_of,
)
from services.transition.wave_planning.violation import Violation


@dataclass(frozen=True, slots=True)
class Change:
    """`live_on`: other dates. `not_before`: a process is ready no earlier. `more_transfer`:
    business days that its transfer takes longer. `blackouts` come on top; `trainers` and `seats`
    take the place of those stated."""

    live_on: dict[str, date] = field(default_factory=dict)
    not_before: dict[str, date] = field(default_factory=dict)
    more_transfer: dict[str, int] = field(default_factory=dict)
    blackouts: tuple[Blackout, ...] = ()
    trainers: dict[str, tuple[Level, ...]] = field(default_factory=dict)
    seats: tuple[Level, ...] | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    process: str
    was: date
    now: date

    @property
    def days(self) -> int:
        return (self.now - self.was).days


@dataclass(frozen=True, slots=True)
class WhatIf:
    """`violations`: all under the change; `new`: those that it brings; `gone`: those that it
    takes away. `lands_on`: for each process that can no longer keep its date, the first day from
    there on that breaks nothing while the others stay; `None`: no such day."""

    live_on: LiveOn
    moved: tuple[Moved, ...]
    violations: tuple[Violation, ...]
    new: tuple[Violation, ...]
    gone: tuple[Violation, ...]
    before: Objective
    after: Objective
    lands_on: dict[str, date | None]


def what_if(problem: WaveProblem, live_on: Mapping[str, date], change: Change) -> WhatIf:
    """Raises `KeyError` where the change names a process that is not in the plan."""
    was, now = dict(live_on), dict(live_on) | change.live_on
    then = changed(problem, change)
    before, after = check_waves(problem, was), check_waves(then, now)
    return WhatIf(
        live_on=now,
        moved=tuple(
            Moved(code, was[code], now[code]) for code in sorted(was) if was[code] != now[code]
        ),
        violations=tuple(after),
        new=tuple(violation for violation in after if violation not in before),
        gone=tuple(violation for violation in before if violation not in after),
        before=wave_objective(problem, was),
        after=wave_objective(then, now),
        lands_on=_landings(then, now, after),
    )


def changed(problem: WaveProblem, change: Change) -> WaveProblem:
    """The circumstances after the change; a date that moves is no longer pinned to its old one."""
    for code in {*change.live_on, *change.not_before, *change.more_transfer}:
        problem.process(code)
    return replace(
        problem,
        processes=tuple(_changed(process, change) for process in problem.processes),
        blackouts=(*problem.blackouts, *change.blackouts),
        trainers=problem.trainers | change.trainers,
        seats=problem.seats if change.seats is None else change.seats,
    )


def _changed(process: Process, change: Change) -> Process:
    earliest = max(
        filter(None, (process.earliest, change.not_before.get(process.code))), default=None
    )
    moves = process.code in change.live_on
    return replace(
        process,
        earliest=earliest,
        transfer_days=process.transfer_days + change.more_transfer.get(process.code, 0),
        pinned=change.live_on[process.code] if moves and process.pinned else process.pinned,
    )


def _landings(
    problem: WaveProblem, live_on: LiveOn, violations: list[Violation]
) -> dict[str, date | None]:
    """Of processes that a limit of their own keeps from their date."""
    kept_off = {
        code
        for violation in violations
        if len(violation.processes) == 1
        for code in violation.processes
        if code in live_on
    }
    return {
        process.code: _landing(problem, live_on, group)
        for group in groups_of(problem)
        for process in group
        if kept_off & {member.code for member in group} and process.code in live_on
    }


def _landing(problem: WaveProblem, live_on: LiveOn, group: list[Process]) -> date | None:
    codes = {process.code for process in group} & set(live_on)
    since = min(live_on[code] for code in codes)
    others = {code: day for code, day in live_on.items() if code not in codes}
    for day in possible_days(problem, group):
        moved = others | dict.fromkeys(codes, day)
        if day >= since and not any(
            codes & set(violation.processes) for violation in check_waves(problem, moved)
        ):
            return day
    return None
