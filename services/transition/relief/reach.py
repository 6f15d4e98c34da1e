"""What a delay reaches in the plan: tasks that wait, and all that waits for them in turn."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from libs.common.db import Db
from services.transition.models import Task
from services.transition.plan.told_tasks import told_tasks
from services.transition.plan.waits import Waits

COLUMNS = (
    *(Task.code, Task.parent, Task.predecessors, Task.milestone, Task.wave, Task.live),
    *(Task.done_on, Task.finished_at, Task.accepted),
)
Told = Row[Any]


class Reach(Waits):
    """Of one plan. `tasks`: in outline order."""

    def __init__(self, tasks: Sequence[Any]) -> None:
        self.tasks: Mapping[str, Any] = {task.code: task for task in tasks}
        self.milestones = {task.milestone: task.code for task in tasks if task.milestone}
        parents = {task.code: task.parent for task in tasks if task.parent is not None}
        links = ((link.task, task.code) for task in tasks for link in task.predecessors)
        super().__init__(list(self.tasks), parents, links)

    def task_of(self, name: str) -> str | None:
        """By its code, or by its milestone's."""
        return name if name in self.tasks else self.milestones.get(name)

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
