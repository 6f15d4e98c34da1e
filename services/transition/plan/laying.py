"""What others in the plan wait for is laid before them; what is overdue is expected no earlier than
the day that has come, which is looked at again every week."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.problems import invalid
from services.transition.exchange.plan_document import PlannedTask, Predecessor
from services.transition.models import Plan, Task
from services.transition.plan.contract_calendar import end_of_day
from services.transition.plan.editing import add_task
from services.transition.plan.loading import Laid

A_WEEK_LATER = timedelta(days=6)
"The end of the day that lies so far behind the one that has just begun."


def waiting(found: Laid, names: Sequence[str], *, or_milestones: bool = False) -> list[Task]:
    """Those to be blocked. Refuses (422) what the plan does not have, what has parts, and what is
    done."""
    return [_waiting(found, f"/blocks/{n}", name, or_milestones) for n, name in enumerate(names)]


def _waiting(found: Laid, field: str, name: str, or_milestones: bool) -> Task:
    task = next((t for t in found.tasks if _is_named(t, name, or_milestones)), None)
    if task is None:
        what = "task or milestone" if or_milestones else "task"
        raise invalid(field, f"The plan has no {what} {name}.")
    if found.network.is_summary(task.code):
        raise invalid(field, f"{name} is a summary: name those of its parts that wait.")
    if task.is_done:
        raise invalid(field, f"{name} is done: it waits for nothing.")
    return task


def _is_named(task: Task, name: str, or_milestones: bool) -> bool:
    return task.code == name or (or_milestones and task.milestone == name)


def lay_before(found: Laid, drafted: PlannedTask, place: int, behind: Sequence[Task]) -> Task:
    """At its place among all tasks; `behind`: those that wait for it."""
    task = add_task(found, drafted, None)
    found.tasks.insert(place, found.tasks.pop())
    for n, each in enumerate(found.tasks[place:], start=place):
        each.position = n
    for each in behind:
        each.predecessors = (*each.predecessors, Predecessor(task=task.code))
    return task


def expect_later(db: Db, found: Laid, task: Task, today: date, cause: str) -> None:
    task.slipped_to = found.plan.business_day(today)
    publish(db, found.forecast(cause))


def a_week_later(plan: Plan, today: date) -> datetime:
    return end_of_day(plan.country, today + A_WEEK_LATER)
