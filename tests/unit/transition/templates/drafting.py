"""Waves and plans as the tests ask for them."""

from datetime import date
from typing import Any

from services.transition.exchange.plan_document import PlannedTask
from services.transition.templates.plan_template import PlanDraft, WaveToPlan, plan_template


def wave(code: str, planned_on: str, *processes: str) -> WaveToPlan:
    return WaveToPlan(
        code=code,
        title=code,
        processes=list(processes or ("one",)),
        planned_on=date.fromisoformat(planned_on),
    )


def plan(
    *waves: WaveToPlan, starts_on: str = "2025-06-16", country: str = "NL", **more: Any
) -> PlanDraft:
    return plan_template(date.fromisoformat(starts_on), country, list(waves), **more)


def leaves(draft: PlanDraft) -> list[PlannedTask]:
    summaries = {task.parent for task in draft.tasks}
    return [task for task in draft.tasks if task.code not in summaries]


def task(draft: PlanDraft, code: str) -> PlannedTask:
    return next(task for task in draft.tasks if task.code == code)


def waits_for(draft: PlanDraft, code: str) -> list[str]:
    return [predecessor.task for predecessor in task(draft, code).predecessors]
