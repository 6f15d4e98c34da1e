"""What a plan holds of its milestones, so that it is told where that changes: the decisions of
gates are proven by it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from libs.common.events.transition.plans import MilestonesMoved
from services.transition.models import Plan, Task, Wave
from services.transition.plan.before_live import HeldTask, before_live, held
from services.transition.plan.waits import Waits


class MilestonesHeld(NamedTuple):
    """Of the tasks that are loaded."""

    tasks: Sequence[HeldTask]
    waits: Waits

    @classmethod
    def of(cls, tasks: Iterable[Task], waits: Waits) -> "MilestonesHeld":
        return cls(held(tasks), waits)

    @property
    def names(self) -> set[str]:
        return {task.milestone for task in self.tasks if task.milestone is not None}

    @property
    def reached(self) -> set[str]:
        return {task.milestone for task in self.tasks if task.milestone and task.reached}

    @property
    def finished(self) -> set[str]:
        """Of the client's own work."""
        return {task.milestone for task in self.tasks if task.milestone and task.own}

    def before_live(self, waves: Iterable[Wave]) -> dict[str, list[str]]:
        """By wave; takes all tasks."""
        return {w.code: list(before_live(w.code, self.tasks, self.waits)) for w in waves}


def told_of_facts(
    plan: Plan, was: MilestonesHeld, now: MilestonesHeld, cause: str
) -> Iterator[MilestonesMoved]:
    """Other facts, of those tasks that were loaded before as well."""
    finished = (now.finished - was.finished) & was.names
    return _told(plan, finished, (was.reached & now.names) - now.reached, cause)


def told_of_tasks(
    plan: Plan, was: MilestonesHeld, now: MilestonesHeld, cause: str, waves: Sequence[Wave]
) -> Iterator[MilestonesMoved]:
    """Other tasks or links. Takes all tasks."""
    before = was.before_live(waves)
    others = {w: names for w, names in now.before_live(waves).items() if before[w] != names}
    finished, undone = now.finished - was.finished, was.reached - now.reached
    return _told(plan, finished, undone, cause, others)


def _told(
    plan: Plan,
    finished: Collection[str],
    undone: Collection[str],
    cause: str,
    before: Mapping[str, list[str]] | None = None,
) -> Iterator[MilestonesMoved]:
    if finished or undone or before:
        yield MilestonesMoved(
            **plan.ours,
            finished=sorted(finished),
            undone=sorted(undone),
            before_live=dict(before or {}),
            cause=cause,
        )
