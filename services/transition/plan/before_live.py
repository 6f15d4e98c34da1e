"""The milestones of a wave that its go-live waits for."""

from collections.abc import Iterable
from typing import NamedTuple

from services.transition.models import Task
from services.transition.plan.waits import Waits


class HeldTask(NamedTuple):
    """What counts for milestones. `own`: of the client, reached once it is finished."""

    code: str
    wave: str
    live: bool
    milestone: str | None
    reached: bool
    own: bool

    @classmethod
    def of(cls, task: Task) -> "HeldTask":
        reached = task.is_reached
        own = reached and not task.accepted
        return cls(task.code, task.wave, task.live, task.milestone, reached, own)


def held(tasks: Iterable[Task]) -> list[HeldTask]:
    """Those with a milestone, and those that put a wave live; in their order."""
    return [HeldTask.of(task) for task in tasks if task.milestone is not None or task.live]


def before_live(wave: str, tasks: Iterable[HeldTask], waits: Waits) -> dict[str, bool]:
    """By milestone of the wave, in the order of its tasks, whether it is reached: those that its
    go-live waits for, over whatever tasks; all of them where nothing puts it live."""
    its = [task for task in tasks if task.wave == wave]
    live = next((task.code for task in its if task.live), None)
    before = None if live is None else set(waits.before([live])) - {live}
    return {
        task.milestone: task.reached
        for task in its
        if task.milestone is not None and (before is None or task.code in before)
    }
