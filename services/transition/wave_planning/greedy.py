"""A wave plan for few processes without a search: the least critical first, each as early as the
plan so far lets it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal

from services.transition.wave_planning.check import check_waves, conflicts
from services.transition.wave_planning.obstacles import obstacles
from services.transition.wave_planning.problem import (
    LiveOn,
    Process,
    WaveProblem,
    candidate_dates,
    groups_of,
)

Group = list[Process]
WIDER = (42, 56, 84)
"Days between waves that are tried where as few as allowed leave no plan."


def patient() -> bool:
    return False


def propose(problem: WaveProblem, tired: Callable[[], bool] = patient) -> LiveOn | None:
    """Keeps every constraint; `None` where this simple way finds no plan, though there may be one,
    or where `tired`, which is asked for each process, says so.

    Where early days use up waves or trainers, again with waves filled before another is begun,
    and these farther apart. Raises `UnknownProcess`.
    """
    first = _placed(problem, tired, filled=False)
    if first is not None:
        return first
    for gap in sorted({problem.gap_days, *WIDER}):
        apart = replace(problem, gap_days=max(gap, problem.gap_days))
        found = _placed(apart, tired, filled=True)
        if found is not None:
            return found
    return None


def _placed(problem: WaveProblem, tired: Callable[[], bool], *, filled: bool) -> LiveOn | None:
    live_on: LiveOn = {}
    for group in _in_turn(problem):
        day = _first_day(problem, live_on, group, filled)
        if day is None or tired():
            return None
        live_on |= dict.fromkeys((process.code for process in group), day)
    return None if check_waves(problem, live_on) else live_on


def _in_turn(problem: WaveProblem) -> Iterator[Group]:
    """Pinned ones, then by criticality, but none before what it depends on."""
    waiting = sorted(groups_of(problem), key=_rank)
    placed: set[str] = set()
    while waiting:
        free = (group for group in waiting if _needed(group) <= placed)
        group = next(free, waiting[0])
        waiting.remove(group)
        placed |= {process.code for process in group}
        yield group


def _rank(group: Group) -> tuple[bool, Decimal, str]:
    pinned = any(process.pinned for process in group)
    return not pinned, max(process.criticality for process in group), group[0].code


def _needed(group: Group) -> set[str]:
    codes = {process.code for process in group}
    return {code for process in group for code in process.depends_on} - codes


def _first_day(problem: WaveProblem, live_on: LiveOn, group: Group, filled: bool) -> date | None:
    """Behind those less critical if there is such a day, else any."""
    days, waves = possible_days(problem, group), set(live_on.values())
    days.sort(
        key=lambda day: (
            _inverts(problem, live_on, group, day),
            filled and day not in waves,
            day,
        )
    )
    for day in days:
        trial = live_on | dict.fromkeys((process.code for process in group), day)
        if not any(conflicts(problem, trial)):
            return day
    return None


def possible_days(problem: WaveProblem, group: Group) -> list[date]:
    """On which nothing forbids the group to go live, whatever the others do."""
    return [
        day
        for day in candidate_dates(problem)
        if not any(any(obstacles(problem, process, day)) for process in group)
    ]


def _inverts(problem: WaveProblem, live_on: LiveOn, group: Group, day: date) -> bool:
    """Whether it would go live before a less critical one that has its date."""
    least = min(process.criticality for process in group)
    return any(
        problem.process(code).criticality < least and day < other for code, other in live_on.items()
    )
