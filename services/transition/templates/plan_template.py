"""The plan of a transition, made from a template: for each wave the same way to its go-live.

Source of the lengths: 6 to 12 weeks for one standard process, 6 to 12 months for a complex one or
several, driven by complexity, volume, knowledge transfer, pilot and training; the plan warns
outside that and against a big bang.

Choices: go-live starts on the wave's planned date, or later if the way there needs it. A wave
starts early enough to leave ten working days of reserve, and not before the plan. The programme's
own tasks are there where a complex transition was asked for: by kind, or by a wave's shape.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, count

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.transition.exchange.plan_document import PlannedTask, Resource
from services.transition.plan.contract_calendar import holidays_known
from services.transition.roll_out.freeze import FreezeSpan
from services.transition.templates.demands import resources_for
from services.transition.templates.drafted import Asked, Drafted
from services.transition.templates.kind import TransitionKind, kind_of
from services.transition.templates.programme_level import TITLE, ahead_of, programme_tasks
from services.transition.templates.timing import lead_time
from services.transition.templates.warnings import warnings_of
from services.transition.templates.wave_shape import USUAL, WaveShape, WaveToPlan
from services.transition.templates.wave_tasks import behind, dated, under, wave_tasks

__all__ = [
    "RESERVE",
    "PlanDraft",
    "TransitionKind",
    "WaveShape",
    "WaveToPlan",
    "lead_time",
    "plan_template",
]

RESERVE = 10
"Working days between the end of the way to go-live and the planned date."
Tasks = list[PlannedTask]


class PlanDraft(BaseModel):
    """Tasks in outline order. `resources`: those that they ask for."""

    model_config = ConfigDict(frozen=True)
    tasks: list[PlannedTask]
    warnings: list[str]
    resources: tuple[Resource, ...] = ()


@rule("plan_template", version=2)
def plan_template(
    explain: Explain,
    starts_on: date,
    country: str,
    waves: Sequence[WaveToPlan],
    before: str | None = None,
    kind: TransitionKind | None = None,
    shapes: Mapping[str, WaveShape] = {},
    freezes: Sequence[FreezeSpan] = (),
) -> PlanDraft:
    """Tasks of each wave in the order of their planned dates, and what to be warned of.

    `before`: the wave already planned behind whose teaching and go-live these come. `shapes`: by
    wave; a wave without one is a usual one.
    """
    in_order = sorted(waves, key=lambda wave: wave.planned_on)
    found = kind_of(explain, kind, in_order, shapes)
    asked = Asked(starts_on, country, found, in_order, shapes, freezes)
    if not holidays_known(country):
        explain("no public holidays are known, so Monday to Friday are worked", country)
    alone = [_alone(explain, asked, wave) for wave in in_order]
    above, linked = _linked(explain, asked, alone, before, is_stated=kind is not None)
    draft = Drafted(asked, alone=[*chain(*alone)], leaves=[*above[1:], *chain(*linked)])
    tasks = [*above, *_outlined(in_order, linked)]
    warnings = explain("warnings", warnings_of(draft))
    return PlanDraft(tasks=tasks, warnings=warnings, resources=resources_for(tasks))


def _alone(explain: Explain, asked: Asked, wave: WaveToPlan) -> Tasks:
    """The leaves of a wave as if there were no other."""
    tasks = wave_tasks(explain, wave, asked.shapes.get(wave.code), asked.is_exit)
    lead = explain(f"{wave.code}: working days to go-live", lead_time(tasks))
    live_on = explain(f"{wave.code}: go-live", asked.calendar.add_business_days(wave.planned_on, 0))
    back = asked.calendar.add_business_days(live_on, -(lead + RESERVE))
    start = explain(f"{wave.code}: starts, with its reserve", max(back, asked.starts_on))
    return dated(tasks, start, live_on)


def _linked(
    explain: Explain, asked: Asked, alone: Sequence[Tasks], before: str | None, is_stated: bool
) -> tuple[Tasks, list[Tasks]]:
    """The programme's tasks under their summary, if any, and the leaves of each wave."""
    ahead = [before, *(wave.code for wave in asked.waves)]
    linked = [behind(code, tasks) for code, tasks in zip(ahead, alone, strict=False)]
    if before is not None or not _has_programme(asked, is_stated):
        return [], linked
    code = _free("programme", {wave.code for wave in asked.waves})
    explain("a complex transition was asked for: tasks of the programme", code)
    leaves = programme_tasks(code, asked.starts_on)
    waiting = [ahead_of(code, tasks, asked.waves[0].code) for tasks in linked]
    return under(code, TITLE, leaves, wave=""), waiting


def _has_programme(asked: Asked, is_stated: bool) -> bool:
    if asked.kind is not TransitionKind.COMPLEX or not asked.waves:
        return False
    return is_stated or any(asked.shape(wave) != USUAL for wave in asked.waves)


def _outlined(waves: Sequence[WaveToPlan], linked: Sequence[Tasks]) -> Iterator[PlannedTask]:
    """Each wave's leaves under its summary, which has the wave's code."""
    taken = {task.code for task in chain(*linked)}
    for wave, tasks in zip(waves, linked, strict=True):
        yield from under(_free(wave.code, taken), wave.title, tasks, wave.code)


def _free(code: str, taken: Collection[str]) -> str:
    """The code, or one made of it where a task or a wave has it already."""
    return next(free for n in count() if (free := code + "-all" * n) not in taken)
