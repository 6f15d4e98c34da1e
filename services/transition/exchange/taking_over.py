"""A plan as a file has it, taken over: what happened, was claimed or goes live stays as it is."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from libs.common.problems import invalid
from services.transition.exchange.imported import Notes
from services.transition.exchange.plan_document import PlanDocument, PlannedTask
from services.transition.models import Task
from services.transition.plan.editing import (
    is_settled,
    may_have_parts,
    puts_live,
)
from services.transition.plan.loading import Laid
from services.transition.plan.planned_progress import PROGRESS, with_progress

SETTLED = ("milestone", "wave")
"Claims and waves rest on them."


class TakenOver(NamedTuple):
    """`changed`: codes. `kept`: tasks that are not in the file and stay, with the reason. `notes`:
    what the file says and was not taken."""

    added: list[Task]
    changed: list[str]
    removed: list[Task]
    kept: dict[str, str]
    notes: list[str]


def take_over(found: Laid, document: PlanDocument, at: datetime) -> TakenOver:
    """Plans as the document says, at that moment. A task that has begun, was claimed, or puts a
    wave live is not taken out, and keeps its milestone and its wave. Refuses (422) milestones that
    two tasks reach and waves that are not there."""
    settings = ("starts_at", "calendar", "calendars", "resources", "minutes_per_day")
    for name in (*settings, "currency", "slack"):
        setattr(found.plan, name, getattr(document, name))
    taking = _Taking(found, at)
    added, changed = taking.tasks(document)
    named = {task.code for task in document.tasks}
    others = [task for task in found.tasks if task.code not in named]
    kept = {task.code: why for task in others if (why := _why(found, task))}
    removed = [task for task in others if task.code not in kept]
    _lay_out(found, document, added, kept)
    _check(found)
    return TakenOver(added, changed, removed, kept, taking.notes.told())


class _Taking:
    def __init__(self, found: Laid, at: datetime) -> None:
        self.found, self.at, self.notes = found, at, Notes()
        self._was = {task.code: task for task in found.tasks}
        self._waves = {wave.code for wave in found.waves}

    def tasks(self, document: PlanDocument) -> tuple[list[Task], list[str]]:
        """Those that are new, and the codes of those that are others than before."""
        summaries = {task.parent for task in document.tasks}
        added, changed = [], []
        for n, planned in enumerate(document.tasks):
            was = self._was.get(planned.code)
            task = self.found.plan.task(_unbegun(planned), n) if was is None else was
            before = task.as_planned()
            self._take(task, planned, n, is_summary=planned.code in summaries)
            if was is None:
                added.append(task)
            elif task.as_planned() != before:
                changed.append(task.code)
        return added, changed

    def _take(self, task: Task, planned: PlannedTask, position: int, *, is_summary: bool) -> None:
        facts = self._planned(task, planned)
        for name, value in facts.items():
            setattr(task, name, value)
        task.position = position
        if not is_summary:
            with_progress(self.found.plan, task, planned, self.at, self.notes)

    def _planned(self, task: Task, planned: PlannedTask) -> dict[str, Any]:
        facts = {n: getattr(planned, n) for n in PlannedTask.model_fields if n not in PROGRESS}
        if facts.pop("live") and not puts_live(self.found, task):
            self.notes.add("Which task puts a wave live stays", task.code)
        if not is_settled(self.found, task):
            return facts
        if any(facts[name] != getattr(task, name) for name in SETTLED):
            self.notes.add("Claimed, accepted or live: milestone and wave stay", task.code)
        return {name: value for name, value in facts.items() if name not in SETTLED}


def _unbegun(planned: PlannedTask) -> PlannedTask:
    """What happened is taken over by its own rules."""
    fresh = {name: PlannedTask.model_fields[name].default for name in PROGRESS}
    return planned.model_copy(update={**fresh, "live": False})


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


def _check(found: Laid) -> None:
    """What the document alone cannot say: it knows neither waves nor claims."""
    waves = {wave.code for wave in found.waves}
    by_code = {task.code: task for task in found.tasks}
    reached: dict[str, str] = {}
    for task in found.tasks:
        if task.wave and task.wave not in waves:
            raise invalid("", f"{task.code} is of the wave {task.wave}, which the plan has not.")
        if task.milestone is not None:
            other = reached.setdefault(task.milestone, task.code)
            if other != task.code:
                raise invalid("", f"{other} and {task.code} both reach {task.milestone}.")
        above = by_code.get(task.parent or "")
        if above is not None and not may_have_parts(found, above):
            raise invalid("", f"{above.code} has a milestone or puts a wave live: it has no parts.")


def _why(found: Laid, task: Task) -> str:
    """Why it stays, though the file does not have it; empty where it need not."""
    if task.started_at or task.is_done or task.reported_on:
        return "it has begun"
    return f"it puts {task.wave} live" if puts_live(found, task) else ""
