"""What a complex transition does once for all its waves.

Lengths in working days are this template's choices. Staff are consulted and told, and the way out
is drafted, before the first gate; no wave asks for access or connects before that is agreed.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services.transition.exchange.plan_document import DAY, PlannedTask, Predecessor, not_before
from services.transition.templates.estimates import estimated
from services.transition.templates.responsibilities import responsibilities_of

TITLE = "Programme"


class Task(NamedTuple):
    """`ahead_of`: the stages that wait for it; of the first wave alone, or of every one."""

    name: str
    title: str
    days: int
    after: str | None
    milestone: str | None
    ahead_of: tuple[str, ...] = ()
    of_every_wave: bool = False


SET_UP = "governance"
LEVEL = (
    Task(SET_UP, "Set governance up", 10, None, "governance-set-up"),
    Task("communication", "Tell staff and customers", 5, SET_UP, "communication-sent", ("gate",)),
    Task("consultation", "Consult the works council", 30, SET_UP, "staff-consulted", ("gate",)),
    Task(
        *("integrations", "Agree access and integrations", 10, SET_UP, "integrations-agreed"),
        *(("access", "connect"), True),
    ),
    Task("exit-plan", "Draft the exit plan", 15, SET_UP, "exit-plan-drafted", ("gate",)),
)


def programme_tasks(code: str, starts_on: date) -> list[PlannedTask]:
    """`code`: of the summary above them, with which theirs begin."""
    return [_task(code, task, starts_on) for task in LEVEL]


def ahead_of(code: str, tasks: Sequence[PlannedTask], first: str) -> list[PlannedTask]:
    """The waves' tasks, waiting for the programme's. `first`: the wave that goes live first."""
    return [
        task.model_copy(update={"predecessors": (*task.predecessors, *_links(code, task, first))})
        for task in tasks
    ]


def _links(code: str, task: PlannedTask, first: str) -> Iterator[Predecessor]:
    stage = task.code.removeprefix(f"{task.wave}-")
    for each in LEVEL:
        if stage in each.ahead_of and (each.of_every_wave or task.wave == first):
            yield Predecessor(task=f"{code}-{each.name}")


def _task(code: str, task: Task, starts_on: date) -> PlannedTask:
    after = (Predecessor(task=f"{code}-{task.after}"),) if task.after else ()
    planned = PlannedTask(
        code=f"{code}-{task.name}",
        title=task.title,
        minutes=task.days * DAY,
        milestone=task.milestone and f"{code}-{task.milestone}",
        predecessors=after,
        constraint=None if after else not_before(starts_on),
        responsibilities=responsibilities_of(task.name, is_exit=False),
    )
    return estimated(planned, task.name)
