"""How fast are a plan's dates computed, and how does that grow with its tasks?

All early and late dates, floats and the critical path: from nothing, and after one task's facts
changed, which is what an event costs. Beside MPXJ's scheduler at the same plan, warm; and beside
networkx's longest path, which gives the length alone, at the same tasks day and night with
finish-start links. That the answers are the same is looked at first.
"""

import gc
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import cycle, pairwise
from statistics import median
from time import perf_counter, process_time

import networkx as nx  # type: ignore[import-untyped]

from benchmarks.harness import Contest, Figure, Scale, Step, Take, aim
from benchmarks.places import Places
from benchmarks.processes import Failed
from benchmarks.random_network import RandomNetwork, random_network
from benchmarks.yardsticks.mpxj import Missing, Mpxj, mpxj
from libs.common.embedded import A_BATCH
from services.transition.scheduling.network import Activity, Convention
from services.transition.scheduling.schedule import Schedule, place
from services.transition.scheduling.work_time import moment

SIZES = (100, 1_000, 10_000, 100_000)
MAIN = 10_000
"The size that the aim is about."
A_TAKE = 10_000
"Tasks; smaller plans are computed several times a take."
AS_MPXJ = Convention(may_precede=True)
ANEW, CHANGED = "all dates, from nothing", "all dates, one task changed"
PLAIN_ANEW, PLAIN_CHANGED = f"finish-start only, {ANEW}", f"finish-start only, {CHANGED}"
BUILT, THERE = "networkx longest path, graph built", "networkx longest path, graph there"
MPXJ = "MPXJ MicrosoftScheduler"
DIFFERENT = "of which MPXJ finds another finish or other slack"
AIM_MS = 100


@dataclass(frozen=True)
class Runner:
    """`run`: so many times."""

    run: Callable[[int], Take]
    against: tuple[str, ...] = ()


Runners = dict[str, Runner]
Times = dict[str, Figure]
"By what was computed, milliseconds a plan."


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    gc.set_threshold(A_BATCH, 10, 10)  # as the services do
    sizes = SIZES[:2] if scale.quick else SIZES
    by_size = {size: await _of(size, on, scale, step) for size in sizes}
    figures = [figure for times in by_size.values() for figure in times.values()]
    return [*figures, *_growth(on, by_size)]


async def _of(size: int, on: str, scale: Scale, step: Step) -> Times:
    network = random_network(size)
    with ExitStack() as stack:
        runners, different = _runners(network, stack, step)
        times = await _times(size, on, scale, step, runners)
    if different is not None:
        name = f"{size:,} tasks, {DIFFERENT}"
        times[DIFFERENT] = Figure("network", on, name, "tasks", [different], detail=size != MAIN)
    return times


def _runners(network: RandomNetwork, stack: ExitStack, step: Step) -> tuple[Runners, float | None]:
    """And of how many tasks the other scheduler thinks otherwise, if it can be asked."""
    size, plain = len(network.activities), network.finish_to_start()
    runners = {**_ours(network, ANEW, CHANGED), **_ours(plain, PLAIN_ANEW, PLAIN_CHANGED)}
    runners |= _longest_path(plain)
    try:
        peer = stack.enter_context(mpxj(network.lines()))
        different = float(_different(network, peer))
    except Missing as missing:
        step(f"network: without another scheduler at {size:,} tasks: {missing}")
        return runners, None
    runners[MPXJ] = Runner(lambda times: peer.scheduled(size, times))
    for name in (ANEW, CHANGED):
        runners[name] = replace(runners[name], against=(MPXJ,))
    return runners, different


def _ours(network: RandomNetwork, anew: str, changed: str) -> Runners:
    """Of the finish-start network beside networkx."""
    size, there, others = len(network.activities), _placed(network), _changes(network)
    beside = {PLAIN_ANEW: (BUILT,), PLAIN_CHANGED: (THERE,)}

    def compute() -> None:
        _read(_placed(network))

    def change() -> None:
        _read(there.with_facts([next(others)]))

    return {
        anew: Runner(lambda times: _taken(compute, size, times), beside.get(anew, ())),
        changed: Runner(lambda times: _taken(change, size, times), beside.get(changed, ())),
    }


def _placed(network: RandomNetwork) -> Schedule:
    return place(network.activities, network.links, network.starts_at, AS_MPXJ)


def _read(schedule: Schedule) -> None:
    """The floats of all tasks are computed with the path."""
    assert schedule.finish and schedule.critical_path


def _changes(network: RandomNetwork) -> Iterator[Activity]:
    """One task after the other, all over the plan, takes a day longer."""
    step = max(len(network.activities) // 97, 1)
    for task in cycle(network.activities[::step]):
        yield replace(task, work=task.work + 480)


def _longest_path(network: RandomNetwork) -> Runners:
    """Raises `Failed` where the lengths are not the same."""
    size, graph = len(network.activities), _graph(network)
    length, ours = _length(graph), _placed(network).finish - network.starts_at
    if length != ours:
        raise Failed(f"networkx finds a length of {length} minutes, and we {ours}")
    return {
        BUILT: Runner(lambda times: _taken(lambda: _length(_graph(network)), size, times)),
        THERE: Runner(lambda times: _taken(lambda: _length(graph), size, times)),
    }


def _graph(network: RandomNetwork) -> "nx.DiGraph[str]":
    """Each link weighs what the task before it takes; all tasks lead to the end."""
    work = {task.code: task.work for task in network.activities}
    graph = nx.DiGraph()
    edges = ((link.before, link.after, work[link.before]) for link in network.links)
    graph.add_weighted_edges_from(edges)
    graph.add_weighted_edges_from((code, "end", minutes) for code, minutes in work.items())
    return graph


def _length(graph: "nx.DiGraph[str]") -> int:
    return int(nx.dag_longest_path_length(graph))


def _different(network: RandomNetwork, peer: Mpxj) -> int:
    peer.scheduled(len(network.activities), 1)
    theirs, ours = peer.dates(), _placed(network)
    told = {p.code: (f"{moment(p.finish):%Y-%m-%dT%H:%M}", p.total_float) for p in ours}
    return sum(theirs[code] != mine for code, mine in told.items())


async def _times(
    size: int, on: str, scale: Scale, step: Step, runners: Mapping[str, Runner]
) -> Times:
    contest, names = Contest("network", on), {f"{size:,} tasks: {what}": what for what in runners}
    times = 1 if scale.quick else max(A_TAKE // size, 1)
    yardsticks = {other for runner in runners.values() for other in runner.against}
    for name, what in names.items():
        runner = runners[what]

        async def work(runner: Runner = runner) -> Take:
            return runner.run(times)

        if what in yardsticks or what == MPXJ:
            contest.yardstick(name, work, "ms")
        else:
            against = [f"{size:,} tasks: {other}" for other in runner.against]
            contest.subject(name, work, *against, unit="ms")
    figures = await contest.held(scale, step)
    return {names[figure.name]: _in_milliseconds(figure, size) for figure in figures}


def _in_milliseconds(figure: Figure, size: int) -> Figure:
    figure.values = [1000 * size / rate for rate in figure.values]
    figure.detail = size != MAIN
    if size == MAIN and figure.name.endswith(CHANGED) and PLAIN_CHANGED not in figure.name:
        aim(figure, f"< {AIM_MS} ms", figure.middle < AIM_MS)
    return figure


def _growth(on: str, by_size: Mapping[int, Times]) -> Iterator[Figure]:
    """The power of the number of tasks by which CPU grows, from each size to the next."""
    for what, first in next(iter(by_size.values())).items():
        if what == DIFFERENT:
            continue
        there = [
            (size, size * median(times[what].cpu))
            for size, times in by_size.items()
            if what in times
        ]
        slopes = [
            math.log(after / before) / math.log(larger / smaller)
            for (smaller, before), (larger, after) in pairwise(there)
        ]
        if slopes:
            name = f"CPU grows with this power of the number of tasks: {what}"
            detail = what not in {ANEW, CHANGED}
            yardstick = first.yardstick
            yield Figure("network", on, name, "", slopes, yardstick=yardstick, detail=detail)


def _taken(work: Callable[[], object], size: int, times: int) -> Take:
    began, cpu = perf_counter(), process_time()
    for _ in range(times):
        work()
    return Take(size * times, perf_counter() - began, process_time() - cpu)
