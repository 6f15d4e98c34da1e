"""A plan cut to what its waves really are: complexity, volume, knowledge, pilot, training."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from libs.common.problems import invalid, refused
from services.transition.exchange.plan_document import PlannedTask
from services.transition.models import Task, Wave
from services.transition.plan.loading import Laid
from services.transition.plan.planning import merged
from services.transition.roll_out.freeze import FreezeSpan
from services.transition.templates.plan_template import (
    PlanDraft,
    TransitionKind,
    WaveShape,
    WaveToPlan,
    plan_template,
)
from services.transition.templates.stages import FORWARD, REVERSE


def drafted(
    found: Laid,
    shapes: Mapping[str, WaveShape],
    kind: TransitionKind | None,
    freezes: Sequence[FreezeSpan],
) -> PlanDraft:
    """The plan anew from the template, with the plan's own waves on their planned dates."""
    codes = {wave.code for wave in found.waves}
    for code in shapes:
        if code not in codes:
            raise invalid(f"/shapes/{code}", f"The plan has no wave {code}.")
    if found.plan.is_exit:
        kind = TransitionKind.REVERSE
    waves = [_to_plan(wave) for wave in found.waves]
    starts_on, country = found.plan.starts_on, found.plan.country
    explained = plan_template.explained(
        starts_on, country, waves, kind=kind, shapes=shapes, freezes=freezes
    )
    found.plan.template = explained.explanation
    return explained.value


def in_the_way(found: Laid, draft: PlanDraft) -> list[str]:
    """Codes of the tasks that the draft plans otherwise, though they have begun."""
    tasks = [*_gone(found, draft), *_changed(found, draft)]
    return sorted(t.code for t in tasks if t.started_at or t.is_done or t.reported_on)


def must_not_have_begun(begun: Sequence[str]) -> None:
    if begun:
        raise refused(
            "already-begun",
            f"Begun already, so that they cannot be planned anew: {', '.join(begun[:10])}.",
            do="Change the tasks that are still open one by one.",
        )


def tailor(found: Laid, draft: PlanDraft) -> tuple[list[Task], list[Task]]:
    """Takes the draft over, and answers the tasks that are new and those that are gone. Tasks that
    nobody drafted (added by hand, imported) stay."""
    was = {task.code: task for task in found.tasks}
    gone = _gone(found, draft)
    new = []
    for planned in draft.tasks:
        if (task := was.get(planned.code)) is None:
            new.append(found.plan.task(planned, 0))
        else:
            _plan_anew(task, planned)
    _lay_out(found, draft, new, {task.code for task in gone})
    found.plan.resources = merged(found.plan.resources, draft.resources)
    found.plan.warnings = draft.warnings
    return new, gone


def _to_plan(wave: Wave) -> WaveToPlan:
    return WaveToPlan(
        code=wave.code, title=wave.title, processes=wave.processes, planned_on=wave.planned_on
    )


STAGES = {stage.name for stage in (*FORWARD, *REVERSE)}
PLANNED = (
    *("title", "parent", "minutes", "milestone", "predecessors", "constraint", "deadline"),
    *("responsibilities", "demands", "optimistic", "pessimistic"),
)


def _plan_anew(task: Task, planned: PlannedTask) -> None:
    for name in PLANNED:
        setattr(task, name, getattr(planned, name))


def _gone(found: Laid, draft: PlanDraft) -> list[Task]:
    named = {task.code for task in draft.tasks}
    waves = {wave.code for wave in found.waves}
    return [task for task in found.tasks if task.code not in named and _is_drafted(task, waves)]


def _changed(found: Laid, draft: PlanDraft) -> list[Task]:
    minutes = {task.code: task.minutes for task in draft.tasks}
    return [task for task in found.tasks if minutes.get(task.code, task.minutes) != task.minutes]


def _is_drafted(task: Task, waves: Collection[str]) -> bool:
    """Whether a template made it, by its code."""
    if task.wave not in waves:
        return task.code.startswith("programme-")
    return task.code.removeprefix(f"{task.wave}-") in STAGES


def _lay_out(found: Laid, draft: PlanDraft, new: Sequence[Task], gone: Collection[str]) -> None:
    """The draft's outline, then what is there besides, without links to what is gone."""
    by_code = {task.code: task for task in [*found.tasks, *new]}
    order = [task.code for task in draft.tasks]
    besides = [task for task in found.tasks if task.code not in {*order, *gone}]
    for task in besides:
        task.predecessors = tuple(p for p in task.predecessors if p.task not in gone)
        task.parent = None if task.parent in gone else task.parent
    found.tasks = [*(by_code[code] for code in order), *besides]
    for n, task in enumerate(found.tasks):
        task.position = n


def weeks(starts_on: date, finishes_on: date) -> int:
    """Whole weeks, begun ones counted."""
    return -(-(finishes_on - starts_on).days // 7)
