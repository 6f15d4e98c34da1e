"""What a delay reaches in the plan: tasks that wait, and all that waits for them in turn."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from libs.common.db import Db
from services.transition.models import Task
from services.transition.plan.told_tasks import told_tasks

COLUMNS = (
    *(Task.code, Task.parent, Task.predecessors, Task.milestone, Task.wave, Task.live),
    *(Task.done_on, Task.finished_at, Task.accepted),
)
Told = Row[Any]


class Reach:
    """Of one plan. `tasks`: in outline order."""

    def __init__(self, tasks: Sequence[Any]) -> None:
        self.tasks: Mapping[str, Any] = {task.code: task for task in tasks}
        self.milestones = {task.milestone: task.code for task in tasks if task.milestone}
        self._parts: dict[str, list[str]] = {}
        self._after: dict[str, list[str]] = {}
        for task in tasks:
            if task.parent is not None:
                self._parts.setdefault(task.parent, []).append(task.code)
            for link in task.predecessors:
                self._after.setdefault(link.task, []).append(task.code)

    def task_of(self, name: str) -> str | None:
        """By its code, or by its milestone's."""
        return name if name in self.tasks else self.milestones.get(name)

    def is_summary(self, code: str) -> bool:
        return code in self._parts

    def carried(self, touched: Mapping[str, int]) -> dict[str, int]:
        """In outline order, those with work: the bits of all that they wait for, and their own."""
        bits = dict(touched)
        for code in self._in_turn(touched):
            for after in self._next(code):
                bits[after] = bits.get(after, 0) | bits[code]
        return {code: bits[code] for code in self.tasks if code in bits and code not in self._parts}

    def behind(self, codes: Iterable[str]) -> list[str]:
        """These, and what waits for them by links, in outline order; those with work alone."""
        found: set[str] = set()
        looking = [code for code in codes if code in self.tasks]
        while looking:
            code = looking.pop()
            if code in found:
                continue
            found.add(code)
            looking += self._next(code)
        return [code for code in self.tasks if code in found and code not in self._parts]

    def _next(self, code: str) -> list[str]:
        """What waits for it by links of its own or of what it is a part of; and its parts."""
        found = [*self._after.get(code, ()), *self._parts.get(code, ())]
        above = self.tasks[code].parent
        while above is not None:
            found += self._after.get(above, ())
            above = self.tasks[above].parent if above in self.tasks else None
        return found

    def _in_turn(self, codes: Iterable[str]) -> list[str]:
        """These and all behind them, each before what waits for it."""
        turn: list[str] = []
        seen: set[str] = set()
        for first in codes:
            looking = [(first, iter(self._next(first)))] if first not in seen else []
            seen.add(first)
            while looking:
                _, rest = looking[-1]
                after = next((each for each in rest if each not in seen), None)
                if after is None:
                    turn.append(looking.pop()[0])
                else:
                    seen.add(after)
                    looking.append((after, iter(self._next(after))))
        return turn[::-1]

    def open_of(self, blocks: Iterable[str]) -> list[str]:
        """Those that wait; where all of them are done, the open ones behind them: work that is
        live needs it still."""
        direct = [code for code in blocks if code in self.tasks]
        waiting = [code for code in direct if not self._is_done(code)]
        return waiting or [code for code in self.behind(direct) if not self._is_done(code)]

    def milestones_behind(self, codes: Iterable[str]) -> list[str]:
        """Not reached yet."""
        behind = (self.tasks[code] for code in self.behind(codes))
        return [
            task.milestone for task in behind if task.milestone and not self._is_done(task.code)
        ]

    def waves_of(self, codes: Iterable[str]) -> list[str]:
        waves = (self.tasks[code].wave for code in codes if code in self.tasks)
        return list(dict.fromkeys(wave for wave in waves if wave))

    def _is_done(self, code: str) -> bool:
        task = self.tasks[code]
        return task.done_on is not None or task.finished_at is not None


async def reach_of(db: Db, plan_id: UUID) -> Reach:
    return Reach(await told_tasks(db, plan_id, *COLUMNS))
