"""The tasks of one wave, from the stages that its shape asks for."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from libs.common.explain import Explain
from services.transition.exchange.plan_document import (
    DAY,
    PlannedTask,
    Predecessor,
    end_of,
    not_before,
)
from services.transition.scheduling.network import LinkKind
from services.transition.templates.demands import demands_of
from services.transition.templates.estimates import estimated
from services.transition.templates.responsibilities import responsibilities_of
from services.transition.templates.stage_length import length_of
from services.transition.templates.stages import FORWARD, REVERSE, After, Stage
from services.transition.templates.wave_shape import USUAL, WaveShape, WaveToPlan

LIVE, TEACH = "go-live", "teach"


def wave_tasks(
    explain: Explain, wave: WaveToPlan, shape: WaveShape | None, is_exit: bool
) -> list[PlannedTask]:
    """Leaves with links among themselves, without dates. `shape`: if one is stated."""
    kept = [stage for stage in (REVERSE if is_exit else FORWARD) if stage.wanted(shape or USUAL)]
    lengths = {stage.name: length_of(stage, wave, shape or USUAL) for stage in kept}
    explain(f"{wave.code}: working days", {name: each.why for name, each in lengths.items()})
    links = _Links(REVERSE if is_exit else FORWARD, {stage.name for stage in kept})
    return [
        estimated(
            PlannedTask(
                code=f"{wave.code}-{stage.name}",
                title=stage.title,
                wave=wave.code,
                minutes=lengths[stage.name].days * DAY,
                milestone=stage.milestone and f"{wave.code}-{stage.milestone}",
                live=stage.name == LIVE,
                predecessors=tuple(_link(wave.code, after) for after in links.of(stage)),
                responsibilities=responsibilities_of(stage.name, is_exit),
                demands=demands_of(stage.name, shape),
            ),
            stage.name,
        )
        for stage in kept
    ]


def dated(tasks: Sequence[PlannedTask], start: date, live_on: date) -> list[PlannedTask]:
    """What waits for nothing not before the start; go-live on its day, from both sides."""
    return [_dated(task, start, live_on) for task in tasks]


def behind(before: str | None, tasks: Sequence[PlannedTask]) -> list[PlannedTask]:
    """One team of experts teaches one wave after the other, and no wave goes live before the one
    planned before it."""
    if before is None:
        return list(tasks)
    links = {
        TEACH: Predecessor(task=f"{before}-{TEACH}"),
        LIVE: Predecessor(task=f"{before}-{LIVE}", kind=LinkKind.SS),
    }
    return [_linked(task, links) for task in tasks]


def under(summary: str, title: str, tasks: Sequence[PlannedTask], wave: str) -> list[PlannedTask]:
    """A summary, and the tasks as its parts."""
    above = PlannedTask(code=summary, title=title, wave=wave)
    return [above, *(task.model_copy(update={"parent": summary}) for task in tasks)]


class _Links:
    """Which links hold where some stages are left out."""

    def __init__(self, stages: Sequence[Stage], kept: set[str]) -> None:
        self._stages: Mapping[str, Stage] = {stage.name: stage for stage in stages}
        self._kept = kept

    def of(self, stage: Stage) -> list[After]:
        return list(dict.fromkeys(self._bridged(stage)))

    def _bridged(self, stage: Stage) -> Iterator[After]:
        for after in stage.after:
            if after.stage in self._kept:
                yield after
            else:
                yield from self._bridged(self._stages[after.stage])
        yield from (After(name) for name in stage.also if name in self._kept)


def _link(wave: str, after: After) -> Predecessor:
    return Predecessor(task=f"{wave}-{after.stage}", kind=after.kind, lag=after.lag * DAY)


def _dated(task: PlannedTask, start: date, live_on: date) -> PlannedTask:
    if task.live:
        held = {"constraint": not_before(live_on), "deadline": end_of(live_on)}
        return task.model_copy(update=held)
    if not task.predecessors:
        return task.model_copy(update={"constraint": not_before(start)})
    return task


def _linked(task: PlannedTask, links: Mapping[str, Predecessor]) -> PlannedTask:
    stage = task.code.removeprefix(f"{task.wave}-")
    if stage not in links:
        return task
    return task.model_copy(update={"predecessors": (*task.predecessors, links[stage])})
