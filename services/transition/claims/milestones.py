"""What becomes of a milestone with its claim."""

from services.transition.models import Task


def set_free(task: Task) -> None:
    """It is not reached, and can be claimed anew."""
    task.reported_on = None
    if task.accepted:
        task.done_on, task.accepted = None, False
