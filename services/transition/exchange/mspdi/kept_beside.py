"""What a file from elsewhere has no place for, kept from the plan that it changes."""

from collections.abc import Mapping
from typing import Any

from services.transition.exchange.imported import Notes
from services.transition.exchange.plan_document import PlanDocument, PlannedTask

UNSAYABLE = ("wave", "milestone", "live", "responsibilities")


def kept_beside(document: PlanDocument, base: PlanDocument, notes: Notes) -> PlanDocument:
    """Tasks are told apart by code, or else by the number that they came with. Resources and who
    is needed stay where the file has no resources at all."""
    codes = _codes(document, base)
    was = {task.code: task for task in base.tasks}
    people = not document.resources
    tasks = []
    for task in document.tasks:
        named = _named(task, codes)
        before = was.get(named.code)
        tasks.append(named if before is None else _kept(named, before, people, notes))
    resources = base.resources if people else document.resources
    return document.model_copy(update={"tasks": tuple(tasks), "resources": resources})


def _codes(document: PlanDocument, base: PlanDocument) -> dict[str, str]:
    """By the code in the file that in the plan, where the number says that it is another."""
    there = {task.code for task in base.tasks}
    free = there - {task.code for task in document.tasks}
    by_number = {task.uid: task.code for task in base.tasks if task.code in free and task.uid}
    return {
        task.code: by_number[task.uid]
        for task in document.tasks
        if task.code not in there and task.uid in by_number
    }


def _named(task: PlannedTask, codes: Mapping[str, str]) -> PlannedTask:
    links = tuple(
        link.model_copy(update={"task": codes.get(link.task, link.task)})
        for link in task.predecessors
    )
    parent = task.parent and codes.get(task.parent, task.parent)
    code = codes.get(task.code, task.code)
    return task.model_copy(update={"code": code, "parent": parent, "predecessors": links})


def _kept(task: PlannedTask, before: PlannedTask, people: bool, notes: Notes) -> PlannedTask:
    names = (*UNSAYABLE, *(("demands",) if people else ()))
    update: dict[str, Any] = {n: getattr(task, n) or getattr(before, n) for n in names}
    shortest = before.optimistic if task.optimistic is None else task.optimistic
    longest = before.pessimistic if task.pessimistic is None else task.pessimistic
    in_order = (shortest or 0) <= task.minutes <= (task.minutes if longest is None else longest)
    if in_order:
        update |= {"optimistic": shortest, "pessimistic": longest}
    else:
        notes.add("Estimates that do not go with the new duration were left out", task.code)
    return task.model_copy(update=update)
