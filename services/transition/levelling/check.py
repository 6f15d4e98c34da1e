"""Whether a plan keeps every constraint; trusts nobody who made it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from services.transition.levelling.problem import LevellingProblem, Resource, Task
from services.transition.levelling.profile import apart, needs_of
from services.transition.scheduling.network import Link, LinkKind


class Breach(StrEnum):
    NOT_PLANNED = "not_planned"
    UNKNOWN = "unknown"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    LINK = "link"
    CAPACITY = "capacity"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Violation:
    """`at`: the unit at which it begins. `tasks`: all that take part, by code."""

    kind: Breach
    tasks: tuple[str, ...]
    at: int
    sentence: str
    resource: str | None = None


def check(problem: LevellingProblem, starts: Mapping[str, int]) -> list[Violation]:
    """All violations; none is a plan that can be done. Grows with n log n."""
    planned = [task for task in problem.tasks if task.code in starts]
    return [
        *_missing(problem, starts),
        *(broken for task in planned for broken in _dates(task, starts[task.code])),
        *_links(problem, starts),
        *(
            broken
            for resource in _resources(problem)
            for broken in _held(planned, resource, starts)
        ),
    ]


def _missing(problem: LevellingProblem, starts: Mapping[str, int]) -> Iterator[Violation]:
    known = {task.code for task in problem.tasks}
    for task in problem.tasks:
        if task.code not in starts:
            yield Violation(Breach.NOT_PLANNED, (task.code,), 0, f"{task.code} has no start")
    for code in starts:
        if code not in known:
            yield Violation(Breach.UNKNOWN, (code,), starts[code], f"{code} is not in the plan")


def _dates(task: Task, start: int) -> Iterator[Violation]:
    earliest, finish = max(task.not_before, 0), start + task.duration
    if start < earliest:
        words = f"{task.code} starts at {start}, before {earliest}"
        yield Violation(Breach.TOO_EARLY, (task.code,), start, words)
    if task.deadline is not None and finish > task.deadline:
        words = f"{task.code} is finished at {finish}, after its deadline {task.deadline}"
        yield Violation(Breach.TOO_LATE, (task.code,), task.deadline, words)


def _links(problem: LevellingProblem, starts: Mapping[str, int]) -> Iterator[Violation]:
    tasks = {task.code: task for task in problem.tasks}
    for link in problem.links:
        if link.before in starts and link.after in starts:
            yield from _link(link, tasks, starts)


def _link(link: Link, tasks: Mapping[str, Task], starts: Mapping[str, int]) -> Iterator[Violation]:
    from_start = link.kind in (LinkKind.SS, LinkKind.SF)
    to_start = link.kind in (LinkKind.FS, LinkKind.SS)
    theirs = starts[link.before] + (0 if from_start else tasks[link.before].duration)
    ours = starts[link.after] + (0 if to_start else tasks[link.after].duration)
    if ours < theirs + link.lag:
        words = (
            f"{link.after} {'starts' if to_start else 'is finished'} at {ours}, but {link.before} "
            f"{'starts' if from_start else 'is finished'} at {theirs} "
            f"({link.kind}, lag {link.lag})"
        )
        yield Violation(Breach.LINK, (link.before, link.after), ours, words)


def _resources(problem: LevellingProblem) -> Iterator[Resource]:
    """A resource that nobody described has no capacity."""
    known = {resource.code for resource in problem.resources}
    named = {code for task in problem.tasks for code in task.needs}
    yield from problem.resources
    yield from (Resource(code, 0) for code in sorted(named - known))


def _held(
    planned: list[Task], resource: Resource, starts: Mapping[str, int]
) -> Iterator[Violation]:
    holders = [task for task in planned if needs_of(task).get(resource.code)]
    spans = [(starts[task.code], starts[task.code] + task.duration, task) for task in holders]
    yield from _overdrawn(spans, resource)
    yield from _in_closed(spans, resource)


Spanned = tuple[int, int, Task]


def _overdrawn(spans: list[Spanned], resource: Resource) -> Iterator[Violation]:
    """A sweep over starts and finishes; one violation for each stretch, as it begins. What is
    held already breaks nothing by itself."""
    fixed = [
        (held.first, held.after, Task(held.by, 0, {resource.code: held.units}))
        for held in resource.held
    ]
    planned = {task.code for *_, task in spans}
    changes = [(first, 1, task) for first, _, task in [*fixed, *spans]]
    changes += [(after, 0, task) for _, after, task in [*fixed, *spans]]
    changes.sort(key=lambda change: change[:2])
    held: dict[str, int] = {}
    used, above = 0, False
    for at, at_once in groupby(changes, key=lambda change: change[0]):
        for _, begins, task in at_once:
            units = task.needs[resource.code]
            used += units if begins else -units
            if begins:
                held[task.code] = units
            else:
                held.pop(task.code, None)
        overdrawn = used > resource.capacity and not planned.isdisjoint(held)
        if overdrawn and not above:
            words = f"{used} of {resource.code} are needed at {at}, of {resource.capacity}"
            words += f", by {', '.join(held)}"
            yield Violation(Breach.CAPACITY, tuple(held), at, words, resource.code)
        above = overdrawn


def _in_closed(spans: list[Spanned], resource: Resource) -> Iterator[Violation]:
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    closed = apart(resource.closed)
    n = 0
    for first, after, task in sorted(spans, key=lambda span: span[:2]):
        while n < len(closed) and closed[n][1] <= first:
            n += 1
        for span in closed[n:]:
            if span[0] >= after:
                break
            found[span].append(task.code)
    for (begin, end), codes in found.items():
        words = f"{resource.code} is closed from {begin} to {end}, but is needed by "
        words += ", ".join(codes)
        yield Violation(Breach.CLOSED, tuple(codes), begin, words, resource.code)
