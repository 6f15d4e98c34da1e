"""A plan written down, and a written plan taken over."""

from collections.abc import Mapping
from typing import NamedTuple

from services.transition.loading import Laid
from services.transition.models import Task
from services.transition.plan_document import Dates, PlanDocument, PlannedTask
from services.transition.plan_network import PlanNetwork
from services.transition.scheduling.work_time import moment

KEPT_AS_THEY_ARE = {"started_at", "finished_at", "percent", "actual_cost"}
"Facts that a file without them does not take away."


def document_of(found: Laid) -> PlanDocument:
    """`found`: with all its tasks."""
    plan = found.plan
    return PlanDocument(
        title=plan.title,
        starts_at=plan.starts_at,
        calendar=plan.calendar,
        calendars=plan.calendars,
        tasks=tuple(task.as_planned() for task in found.tasks),
        resources=plan.resources,
        minutes_per_day=plan.minutes_per_day,
        currency=plan.currency,
        slack=plan.slack,
        finishes_at=moment(found.network.finish),
    )


def dates_of(network: PlanNetwork) -> Mapping[str, Dates]:
    return {code: _dates(network, code) for code in network.outline.codes}


def _dates(network: PlanNetwork, code: str) -> Dates:
    at = network[code]
    return Dates(
        start=moment(at.start),
        finish=moment(at.finish),
        early_start=moment(at.early_start),
        early_finish=moment(at.early_finish),
        late_start=moment(at.late_start),
        late_finish=moment(at.late_finish),
        total_float=at.total_float,
        free_float=at.free_float,
        critical=at.critical,
    )


class TakenOver(NamedTuple):
    """Codes; `kept`: tasks that are not in the file and stay, with the reason."""

    added: list[Task]
    changed: list[str]
    removed: list[Task]
    kept: dict[str, str]


def take_over(found: Laid, document: PlanDocument) -> TakenOver:
    """Plans as the document says. What happened stays: a task that has begun, was claimed, or
    puts a wave live is not taken out."""
    plan, was = found.plan, {task.code: task for task in found.tasks}
    plan.starts_at, plan.calendar = document.starts_at, document.calendar
    plan.calendars, plan.resources = document.calendars, document.resources
    plan.minutes_per_day, plan.currency = document.minutes_per_day, document.currency
    plan.slack = document.slack
    added = [plan.task(task, n) for n, task in enumerate(document.tasks) if task.code not in was]
    changed = [
        task.code
        for n, task in enumerate(document.tasks)
        if task.code in was and _changed(was[task.code], task, n)
    ]
    named = {task.code for task in document.tasks}
    others = [task for code, task in was.items() if code not in named]
    kept = {task.code: why for task in others if (why := _why(found, task))}
    removed = [task for task in others if task.code not in kept]
    _lay_out(found, document, added, kept)
    return TakenOver(added, changed, removed, kept)


def _lay_out(
    found: Laid, document: PlanDocument, added: list[Task], kept: Mapping[str, str]
) -> None:
    """The document's order, then what is kept beside it, without links to what is gone."""
    by_code = {task.code: task for task in [*found.tasks, *added]}
    there = [task.code for task in document.tasks] + list(kept)
    calendars = {calendar.code for calendar in document.calendars}
    known = set(there)
    for code in kept:
        task = by_code[code]
        task.predecessors = tuple(p for p in task.predecessors if p.task in known)
        task.parent = task.parent if task.parent in known else None
        task.calendar = task.calendar if task.calendar in calendars else None
    found.tasks = [by_code[code] for code in there]
    for n, task in enumerate(found.tasks):
        task.position = n


def _changed(task: Task, planned: PlannedTask, position: int) -> bool:
    task.position = position
    was = task.as_planned()
    for name in PlannedTask.model_fields:
        value = getattr(planned, name)
        if name not in KEPT_AS_THEY_ARE or value:
            setattr(task, name, value)
    return task.as_planned() != was


def _why(found: Laid, task: Task) -> str:
    """Why it stays, though the file does not have it; empty where it need not."""
    if task.started_at or task.is_done or task.reported_on:
        return "it has begun"
    if any(wave.live_task == task.code for wave in found.waves):
        return f"it puts {task.wave} live"
    return ""
