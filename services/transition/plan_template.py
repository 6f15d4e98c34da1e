"""The plan of a transition, made from a template: for each wave the same way to its go-live.

Mobilise, hand the knowledge over (documented, taught, shadowed, reverse-shadowed), pilot, gate,
go live, hypercare. Source of the lengths: 6 to 12 weeks for one standard process, 6 to 12 months
for several; the plan warns outside that and against a big bang.

Choices: each further process of a wave makes the transfer steps longer. Go-live starts on the
wave's planned date, or later if the way there needs it. A wave starts early enough to leave ten
working days of reserve, and not before the plan. One team of experts teaches one wave after the
other, and no wave goes live before the one planned before it.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from libs.common.calendars import BusinessCalendar
from libs.common.explain import Explain, rule
from services.transition.contract_calendar import calendar_of, holidays_known
from services.transition.critical_path import place
from services.transition.network import Activity, Link, LinkKind

RESERVE = 10
"Working days between the end of the way to go-live and the planned date."


class Predecessor(BaseModel):
    """A link to the task before, with its lag in working days."""

    model_config = ConfigDict(frozen=True)
    task: str
    kind: LinkKind = LinkKind.FS
    lag: int = 0


class PlannedTask(BaseModel):
    """`live` marks the task that puts the wave live. `not_before`, `finish_by`: constraints."""

    model_config = ConfigDict(frozen=True)
    code: str
    title: str
    wave: str
    days: int
    milestone: str | None = None
    live: bool = False
    predecessors: list[Predecessor] = []
    not_before: date | None = None
    finish_by: date | None = None


class WaveToPlan(BaseModel):
    model_config = ConfigDict(frozen=True)
    code: str
    title: str
    processes: list[str]
    planned_on: date


class PlanDraft(BaseModel):
    model_config = ConfigDict(frozen=True)
    tasks: list[PlannedTask]
    warnings: list[str]


class _Stage(NamedTuple):
    """`per_process`: days for each process beyond the first, ten processes at most."""

    name: str
    title: str
    days: int
    per_process: int = 0
    after: tuple[tuple[str, LinkKind, int], ...] = ()
    milestone: str | None = None


FS, SS, FF = LinkKind.FS, LinkKind.SS, LinkKind.FF
HANDOVER = (
    _Stage("mobilise", "Mobilise team, rooms, access", 10),
    _Stage("document", "Document the knowledge", 10, 2, (("mobilise", FS, 0),)),
    _Stage("teach", "Teach", 10, 2, (("document", SS, 5), ("document", FF, 2))),
    _Stage("shadow", "Shadow the old team", 8, 2, (("teach", FS, 0),)),
    _Stage("reverse-shadow", "Reverse shadowing", 8, 2, (("shadow", FS, 0),), "kt-complete"),
    _Stage("pilot", "Pilot", 10, 0, (("reverse-shadow", FS, 0),), "pilot-complete"),
    _Stage("gate", "Gate: go or no-go", 1, 0, (("pilot", FS, 0),)),
    _Stage("go-live", "Go live", 1, 0, (("gate", FS, 2),), "live"),
    _Stage("hypercare", "Hypercare", 20, 0, (("go-live", FS, 0),), "stable"),
)
TAKING_BACK = {
    "mobilise": "Mobilise the team that takes over",
    "go-live": "Hand the work back",
    "hypercare": "Hypercare after the return",
}
"Titles where the template runs in reverse, at an exit."


@rule("plan_template", version=1)
def plan_template(
    explain: Explain,
    starts_on: date,
    country: str,
    waves: Sequence[WaveToPlan],
    before: str | None = None,
    is_exit: bool = False,
) -> PlanDraft:
    """Tasks of each wave in the order of their planned dates, and what to be warned of.

    `before`: the wave already planned behind whose teaching and go-live these come.
    """
    tasks: list[PlannedTask] = []
    if not holidays_known(country):
        explain("no public holidays are known, so Monday to Friday are worked", country)
    for wave in sorted(waves, key=lambda wave: wave.planned_on):
        tasks += _wave_tasks(explain, calendar_of(country), starts_on, wave, before, is_exit)
        before = wave.code
    warnings = explain("warnings", _warnings(starts_on, country, waves))
    return PlanDraft(tasks=tasks, warnings=warnings)


def _wave_tasks(
    explain: Explain,
    calendar: BusinessCalendar,
    starts_on: date,
    wave: WaveToPlan,
    before: str | None,
    is_exit: bool,
) -> list[PlannedTask]:
    extra = min(max(len(wave.processes), 1), 10) - 1
    stages = [_task(stage, wave.code, extra, is_exit) for stage in HANDOVER]
    lead = explain(f"{wave.code}: working days to go-live", lead_time(stages))
    live_on = explain(f"{wave.code}: go-live", calendar.add_business_days(wave.planned_on, 0))
    back = calendar.add_business_days(live_on, -(lead + RESERVE))
    start = explain(f"{wave.code}: starts, with its reserve", max(back, starts_on))
    return [
        _placed(task, start, live_on, [*task.predecessors, *_behind(before, task)])
        for task in stages
    ]


def _task(stage: _Stage, wave: str, extra: int, is_exit: bool) -> PlannedTask:
    return PlannedTask(
        code=f"{wave}-{stage.name}",
        title=TAKING_BACK.get(stage.name, stage.title) if is_exit else stage.title,
        wave=wave,
        days=stage.days + stage.per_process * extra,
        milestone=stage.milestone and f"{wave}-{stage.milestone}",
        live=stage.name == "go-live",
        predecessors=[
            Predecessor(task=f"{wave}-{name}", kind=kind, lag=lag)
            for name, kind, lag in stage.after
        ],
    )


def _placed(
    task: PlannedTask, start: date, live_on: date, predecessors: list[Predecessor]
) -> PlannedTask:
    constraint: dict[str, date] = {}
    if task.live:
        constraint = {"not_before": live_on, "finish_by": live_on}
    elif not task.predecessors:
        constraint = {"not_before": start}
    return task.model_copy(update={"predecessors": predecessors, **constraint})


def _behind(before: str | None, task: PlannedTask) -> list[Predecessor]:
    """Links to the wave before."""
    if before and task.live:
        return [Predecessor(task=f"{before}-go-live", kind=SS)]
    if before and task.code.endswith("-teach"):
        return [Predecessor(task=f"{before}-teach", kind=FS)]
    return []


def lead_time(tasks: Sequence[PlannedTask]) -> int:
    """Working days from the wave's start to its go-live, by its own links alone."""
    own = {task.code for task in tasks}
    activities = [Activity(task.code, task.days) for task in tasks]
    links = [
        Link(p.task, task.code, p.kind, p.lag)
        for task in tasks
        for p in task.predecessors
        if p.task in own
    ]
    placed = place(activities, links).tasks
    return next(placed[task.code].early_start for task in tasks if task.live)


def _warnings(starts_on: date, country: str, waves: Sequence[WaveToPlan]) -> list[str]:
    processes = sum(len(wave.processes) for wave in waves)
    dates = {wave.planned_on for wave in waves}
    weeks = (max(dates, default=starts_on) - starts_on).days // 7
    low, high = (6, 12) if processes == 1 else (26, 52)
    found = []
    if waves and not low <= weeks <= high:
        found.append(f"{weeks} weeks to the last go-live; usual are {low} to {high}.")
    if processes > 1 and len(dates) == 1:
        found.append(f"All {processes} processes go live on one day: a big bang.")
    if not holidays_known(country):
        found.append(f"No public holidays are known for {country}: Monday to Friday are worked.")
    return found
