"""Whose turn it is: a wave goes live once those are live that its go-live waits for.

Choice: what counts are the links of the plan, straight or over other tasks of the same wave. A
plan that links no go-lives lets waves go live in any order.
"""

from collections.abc import Sequence

from libs.common.problems import refused
from services.transition.models import Wave
from services.transition.plan.loading import Laid


def must_be_in_turn(found: Laid, wave: Wave) -> None:
    """Refuses (409) a go-live before that of another wave which the plan puts first."""
    if waiting := [other.code for other in goes_before(found, wave) if other.live_on is None]:
        raise refused(
            "earlier-wave-not-live",
            f"By the plan {wave.code} goes live after {', '.join(waiting)}, not live yet.",
            do="Take that live first, or take the link out of the plan.",
        )


def goes_before(found: Laid, wave: Wave) -> Sequence[Wave]:
    """The other waves whose go-live comes first, by the links of this one's tasks."""
    tasks = {task.code: task for task in found.tasks}
    before: set[str] = set()
    looking = [wave.live_task or ""]
    while looking:
        task = tasks.get(looking.pop())
        new = {link.task for link in task.predecessors} - before if task else set()
        before |= new
        looking += new
    return [other for other in found.waves if other is not wave and other.live_task in before]
