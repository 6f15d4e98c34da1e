"""The outline of a plan: which tasks are parts of which, in the order in which they are read."""

from collections.abc import Sequence
from typing import NamedTuple

from services.transition.exchange.plan_document import PlannedTask

LONGEST_NUMBER = 512


class Entry(NamedTuple):
    """`level` 1 at the top. `number` such as 1.2.3, none where it grows beyond 512 characters."""

    task: PlannedTask
    level: int
    number: str | None
    is_summary: bool


def outlined(tasks: Sequence[PlannedTask]) -> list[Entry]:
    """Each summary before its parts, parts in the order given.

    Raises `ValueError` for a code used twice, an unknown parent, tasks that are parts of each
    other.
    """
    parts = _parts(tasks)
    found: list[Entry] = []
    ahead = _numbered(parts.get(None, []), 1, "")
    while ahead:
        task, level, number = ahead.pop()
        inside = parts.get(task.code, [])
        found.append(Entry(task, level, number, bool(inside)))
        ahead += _numbered(inside, level + 1, number)
    if len(found) < len(tasks):
        lost = next(t.code for t in tasks if t.code not in {entry.task.code for entry in found})
        raise ValueError(f"The task {lost} is a part of itself, through its parents")
    return found


def _parts(tasks: Sequence[PlannedTask]) -> dict[str | None, list[PlannedTask]]:
    codes = {task.code for task in tasks}
    if len(codes) < len(tasks):
        raise ValueError("Two tasks of the plan have the same code")
    parts: dict[str | None, list[PlannedTask]] = {}
    for task in tasks:
        if task.parent is not None and task.parent not in codes:
            raise ValueError(f"The task {task.code} is part of {task.parent}, which is not there")
        parts.setdefault(task.parent, []).append(task)
    return parts


def _numbered(
    tasks: list[PlannedTask], level: int, above: str | None
) -> list[tuple[PlannedTask, int, str | None]]:
    """Last one first, as a stack takes them."""
    rows = [(task, level, _number(above, n)) for n, task in enumerate(tasks, start=1)]
    return rows[::-1]


def _number(above: str | None, n: int) -> str | None:
    if above is None:
        return None
    number = f"{above}.{n}" if above else str(n)
    return number if len(number) <= LONGEST_NUMBER else None
