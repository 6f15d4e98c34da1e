"""Changes to the plan by hand. What cannot be scheduled is refused when the dates are found."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from libs.common.problems import invalid, refused
from services.transition.contract_calendar import wall_in
from services.transition.loading import Laid
from services.transition.models import Task
from services.transition.plan_document import MOST_TASKS, PlannedTask


def add_task(found: Laid, drafted: PlannedTask, after: str | None) -> Task:
    """Behind another in the outline, last unless stated."""
    if len(found.tasks) >= MOST_TASKS:
        raise refused("plan-full", f"A plan has {MOST_TASKS:,} tasks at most.")
    codes = [task.code for task in found.tasks]
    if drafted.code in codes:
        raise refused("code-taken", f"The plan has a task {drafted.code} already.")
    if after is not None and after not in codes:
        raise invalid("/after_task", f"The plan has no task {after}.")
    _check_names(found, drafted)
    position = codes.index(after) + 1 if after is not None else len(codes)
    task = found.plan.task(drafted, position)
    found.tasks.insert(position, task)
    for n, each in enumerate(found.tasks[position:], start=position):
        each.position = n
    return task


def change_task(found: Laid, code: str, given: Mapping[str, Any]) -> Task:
    task = next(task for task in found.tasks if task.code == code)
    for name, value in given.items():
        setattr(task, name, value)
    _check_names(found, task.as_planned())
    return task


def remove_task(found: Laid, code: str) -> Task:
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
    """Refuses what has not happened yet, and what began after it was finished."""
    if found.network.is_summary(task.code):
        raise refused("summary", f"{task.code} comes as far as its parts do.")
    latest = wall_in(found.plan.country, now)
    for name in ("started_at", "finished_at"):
        if (at := stated.get(name)) is not None and at > latest:
            raise invalid(f"/{name}", f"{at} lies in the future.")
    for name, value in stated.items():
        setattr(task, name, value)
    if task.started_at and task.finished_at and task.finished_at < task.started_at:
        raise invalid("/finished_at", f"{task.code} was started on {task.started_at}.")
    if task.finished_at is not None:
        task.percent = 100


def _check_names(found: Laid, drafted: PlannedTask) -> None:
    codes = {task.code for task in found.tasks} | {drafted.code}
    calendars = {calendar.code for calendar in found.plan.calendars}
    resources = {resource.code for resource in found.plan.resources}
    if drafted.parent is not None and drafted.parent not in codes:
        raise invalid("/parent", f"The plan has no task {drafted.parent}.")
    if drafted.calendar is not None and drafted.calendar not in calendars:
        raise invalid("/calendar", f"The plan has no calendar {drafted.calendar}.")
    for n, demand in enumerate(drafted.demands):
        if demand.resource not in resources:
            message = f"The plan has no resource {demand.resource}."
            raise invalid(f"/demands/{n}/resource", message)
