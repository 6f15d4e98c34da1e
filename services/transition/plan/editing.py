"""Changes to the plan by hand. What cannot be scheduled is refused when the dates are found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from libs.common.problems import invalid, refused
from services.transition.exchange.plan_document import MOST_TASKS, PlannedTask
from services.transition.models import Plan, Task
from services.transition.models.plans import PlanState
from services.transition.plan.loading import Laid
from services.transition.plan.planned_progress import state_progress


def must_be_active(plan: Plan) -> None:
    if plan.state is PlanState.CLOSED:
        raise refused(
            "plan-closed",
            f"The transition was closed on {plan.closed_on}: its plan stays as it is.",
        )


def puts_live(found: Laid, task: Task) -> bool:
    return any(wave.live_task == task.code for wave in found.waves)


def is_settled(found: Laid, task: Task) -> bool:
    """Whether claims, acceptances or a wave rest on it: its milestone and its wave stay."""
    return task.reported_on is not None or task.accepted or puts_live(found, task)


def may_have_parts(found: Laid, task: Task) -> bool:
    """A summary comes as far as its parts: what is claimed or puts a wave live is none."""
    return task.milestone is None and not task.live and not is_settled(found, task)


def add_task(found: Laid, drafted: PlannedTask, after: str | None) -> Task:
    """Behind another in the outline, last unless stated."""
    must_be_active(found.plan)
    if len(found.tasks) >= MOST_TASKS:
        raise refused("plan-full", f"A plan has {MOST_TASKS:,} tasks at most.")
    codes = [task.code for task in found.tasks]
    if drafted.code in codes:
        raise refused("code-taken", f"The plan has a task {drafted.code} already.")
    if after is not None and after not in codes:
        raise invalid("/after_task", f"The plan has no task {after}.")
    if drafted.milestone is not None:
        _must_be_free(found, drafted.milestone)
    _check_names(found, drafted)
    position = codes.index(after) + 1 if after is not None else len(codes)
    task = found.plan.task(drafted, position)
    found.tasks.insert(position, task)
    for n, each in enumerate(found.tasks[position:], start=position):
        each.position = n
    return task


def change_task(found: Laid, code: str, given: Mapping[str, Any]) -> Task:
    must_be_active(found.plan)
    task = next(task for task in found.tasks if task.code == code)
    _must_be_in_order(task, given)
    for name, value in given.items():
        setattr(task, name, value)
    _check_names(found, task.as_planned())
    return task


def remove_task(found: Laid, code: str) -> Task:
    must_be_active(found.plan)
    task = next(task for task in found.tasks if task.code == code)
    if task.started_at or task.is_done or task.reported_on:
        raise refused("task-begun", f"{code} has begun: what happened stays in the plan.")
    if found.network.is_summary(code):
        raise refused("task-has-parts", f"{code} has parts. Take these out first.")
    if any(wave.live_task == code for wave in found.waves):
        raise refused("puts-wave-live", f"{code} puts its wave live.")
    found.tasks.remove(task)
    for each in found.tasks:
        if any(p.task == code for p in each.predecessors):
            each.predecessors = tuple(p for p in each.predecessors if p.task != code)
    return task


def note_progress(found: Laid, task: Task, stated: Mapping[str, Any], now: datetime) -> None:
    must_be_active(found.plan)
    if found.network.is_summary(task.code):
        raise refused("summary", f"{task.code} comes as far as its parts do.")
    state_progress(found.plan, task, stated, now)


def _must_be_free(found: Laid, milestone: str) -> None:
    for task in found.tasks:
        if task.milestone == milestone:
            raise refused("milestone-taken", f"{task.code} reaches the milestone {milestone}.")


def _must_be_in_order(task: Task, given: Mapping[str, Any]) -> None:
    """Optimistic, most likely, pessimistic."""
    names = ("optimistic", "minutes", "pessimistic")
    shortest, work, longest = (given.get(name, getattr(task, name)) for name in names)
    if shortest is not None and shortest > work:
        raise invalid("/optimistic", f"{shortest} minutes are more than the {work} of {task.code}.")
    if longest is not None and longest < work:
        raise invalid(
            "/pessimistic", f"{longest} minutes are fewer than the {work} of {task.code}."
        )


def _check_names(found: Laid, drafted: PlannedTask) -> None:
    codes = {task.code for task in found.tasks} | {drafted.code}
    calendars = {calendar.code for calendar in found.plan.calendars}
    resources = {resource.code for resource in found.plan.resources}
    if drafted.parent is not None and drafted.parent not in codes:
        raise invalid("/parent", f"The plan has no task {drafted.parent}.")
    above = next((task for task in found.tasks if task.code == drafted.parent), None)
    if above is not None and not may_have_parts(found, above):
        raise invalid("/parent", f"{above.code} is claimed or puts a wave live: it has no parts.")
    if drafted.wave and drafted.wave not in {wave.code for wave in found.waves}:
        raise invalid("/wave", f"The plan has no wave {drafted.wave}.")
    if drafted.calendar is not None and drafted.calendar not in calendars:
        raise invalid("/calendar", f"The plan has no calendar {drafted.calendar}.")
    for n, demand in enumerate(drafted.demands):
        if demand.resource not in resources:
            message = f"The plan has no resource {demand.resource}."
            raise invalid(f"/demands/{n}/resource", message)
