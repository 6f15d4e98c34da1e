"""Everything that a wave plan breaks, at once. Trusts nobody who made the plan."""

from collections.abc import Iterator, Mapping
from datetime import date

from services.transition.wave_planning.obstacles import obstacles
from services.transition.wave_planning.problem import (
    Level,
    LiveOn,
    Process,
    WaveProblem,
    consecutive,
    level_on,
    transfer_begins,
    waves_of,
)
from services.transition.wave_planning.violation import Limit, Violation


def check_waves(problem: WaveProblem, live_on: Mapping[str, date]) -> list[Violation]:
    """None is a plan that can be done."""
    return [*_missing(problem, live_on), *broken_so_far(problem, dict(live_on))]


def broken_so_far(problem: WaveProblem, live_on: LiveOn) -> list[Violation]:
    """The same of a plan that does not name every process yet."""
    planned = [process for process in problem.processes if process.code in live_on]
    alone = (broken for p in planned for broken in obstacles(problem, p, live_on[p.code]))
    return [*alone, *conflicts(problem, live_on)]


def conflicts(problem: WaveProblem, live_on: LiveOn) -> Iterator[Violation]:
    """What processes that have a date break together."""
    planned = [process for process in problem.processes if process.code in live_on]
    for process in planned:
        yield from _pairs(problem, process, live_on)
    yield from _waves(problem, live_on)
    yield from _trainers(problem, planned, live_on)
    yield from _seats(problem, planned, live_on)


def _missing(problem: WaveProblem, live_on: Mapping[str, date]) -> Iterator[Violation]:
    known = {process.code for process in problem.processes}
    for process in problem.processes:
        if process.code not in live_on:
            words = f"{process.title} is in no wave."
            yield Violation(Limit.NOT_PLANNED, "", (process.code,), None, words)
    for code, day in live_on.items():
        if code not in known:
            yield Violation(Limit.UNKNOWN, "", (code,), day, f"{code} is not in the plan.")


def _pairs(problem: WaveProblem, process: Process, live_on: LiveOn) -> Iterator[Violation]:
    day, title = live_on[process.code], process.title
    for limit, others, breaks, words in (
        (Limit.DEPENDENCY, process.depends_on, day.__lt__, "but depends on"),
        (Limit.TOGETHER, process.together_with, day.__ne__, "but must be in one wave with"),
        (Limit.APART, process.apart_from, day.__eq__, "but must not be in one wave with"),
    ):
        for code in others:
            other = live_on.get(code)
            if other is not None and breaks(other):
                named = f"{problem.process(code).title}, live on {other}"
                sentence = f"{title} goes live on {day}, {words} {named}."
                yield Violation(limit, code, (process.code, code), day, sentence)


def _waves(problem: WaveProblem, live_on: LiveOn) -> Iterator[Violation]:
    waves = waves_of(live_on)
    most = problem.most_processes
    for day, codes in waves.items():
        if most is not None and len(codes) > most:
            words = f"The wave of {day} has {len(codes)} processes, of {most} at most: "
            words += f"{', '.join(codes)}."
            yield Violation(Limit.MOST_PROCESSES, str(most), tuple(codes), day, words)
    for first, second in consecutive(live_on):
        days = (second - first).days
        if days < problem.gap_days:
            words = f"Between the waves of {first} and {second} lie {days} days, of "
            words += f"{problem.gap_days} at least."
            both = (*waves[first], *waves[second])
            yield Violation(Limit.GAP, str(problem.gap_days), both, second, words)
    if problem.most_waves is not None and len(waves) > problem.most_waves:
        words = f"There are {len(waves)} waves, of {problem.most_waves} at most."
        yield Violation(
            Limit.MOST_WAVES, str(problem.most_waves), tuple(sorted(live_on)), None, words
        )


Taken = list[tuple[date, date, int, str]]
"From a day until before another, so many, by whom."


def _trainers(problem: WaveProblem, planned: list[Process], live_on: LiveOn) -> Iterator[Violation]:
    """A skill of which nobody said how many there are has none."""
    for skill in sorted({skill for process in planned for skill in process.trainers}):
        taken = [
            (
                transfer_begins(problem, p, live_on[p.code]),
                live_on[p.code],
                p.trainers[skill],
                p.code,
            )
            for p in planned
            if p.trainers.get(skill)
        ]
        levels = problem.trainers.get(skill, ())
        for day, used, units, codes in _overdrawn(taken, levels):
            words = f"On {day} {used} trainers for {skill} are needed, of {units}: "
            words += f"{', '.join(codes)}."
            yield Violation(Limit.TRAINERS, skill, codes, day, words)


def _seats(problem: WaveProblem, planned: list[Process], live_on: LiveOn) -> Iterator[Violation]:
    if not problem.seats:
        return
    taken = [
        (transfer_begins(problem, p, live_on[p.code]), date.max, p.seats, p.code)
        for p in planned
        if p.seats
    ]
    for day, used, units, codes in _overdrawn(taken, problem.seats):
        words = f"On {day} {used} seats are needed, of {units}: {', '.join(codes)}."
        yield Violation(Limit.SEATS, "", codes, day, words)


def _overdrawn(
    taken: Taken, levels: tuple[Level, ...]
) -> Iterator[tuple[date, int, int, tuple[str, ...]]]:
    """Every day on which more is taken than there is, and by others than on the day before."""
    days = sorted({day for span in taken for day in span[:2]} | {level.since for level in levels})
    told: list[tuple[int, str]] = []
    for day in days:
        holders = [(units, code) for begin, end, units, code in taken if begin <= day < end]
        used, there = sum(units for units, _ in holders), level_on(levels, day)
        if used > there and holders != told:
            yield day, used, there, tuple(sorted(code for _, code in holders))
        told = holders if used > there else []
