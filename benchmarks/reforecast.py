"""What does it take until a vendor's event has moved a plan of 10,000 tasks?

The service as it runs, in this process: the plan comes in as a planner's file, then reports come
one at a time. An event's time is that of its whole transaction: inbox, facts, all dates anew,
outbox, commit. Warm: the plan's network is remembered; cold: it is read from the database, as
after a start. Beside the computation alone.
"""

import gc
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time

from benchmarks.harness import Figure, Scale, Step, Take, aim
from benchmarks.places import Places
from benchmarks.random_network import OFFICE, START, RandomNetwork, random_network
from libs.common.bus import Partition, Record
from libs.common.embedded import A_BATCH
from libs.common.events.vendor.milestones import MilestoneProgressReported
from libs.common.intake import Intake
from services.transition.exchange.mspdi.write import write_mspdi
from services.transition.exchange.plan_document import PlanDocument, PlannedTask, Predecessor
from services.transition.plan import networks
from services.transition.scheduling.schedule import place
from tests.integration.transition_cast import OURS, Programme, planned
from tests.office import office
from tests.telling import message

TASKS, QUICKLY = 10_000, 500
EVENTS = 8
"A round."
STATED = datetime(2026, 3, 2, 9, tzinfo=UTC)
XML = {"Content-Type": "application/xml"}
COMPUTED = "the computation alone"
AIM_MS = 100
Work = Callable[[], Awaitable[None]]


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    gc.set_threshold(A_BATCH, 10, 10)  # as the services do
    network = random_network(QUICKLY if scale.quick else TASKS)
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(places.fresh(on))
        bench = await stack.enter_async_context(_bench(place.data, network))
        step(f"reforecast on {on}: taking over {len(network.activities):,} tasks")
        takes = {"imported from a file": [await _taken(bench.imported)]}
        works = bench.works
        for number in range(scale.rounds + 1):
            for name, work in works.items():
                step(f"reforecast on {on}: {name}, round {number} of {scale.rounds}")
                these = [await _taken(work) for _ in range(EVENTS)]
                if number:
                    takes.setdefault(name, []).extend(these)
    return _figures(on, len(network.activities), takes)


async def _taken(work: Work) -> Take:
    began, cpu = perf_counter(), process_time()
    await work()
    return Take(1, perf_counter() - began, process_time() - cpu)


def _figures(on: str, size: int, takes: dict[str, list[Take]]) -> list[Figure]:
    computed = takes[COMPUTED]
    figures = {name: _figure(on, f"{size:,} tasks: {name}", t) for name, t in takes.items()}
    for name in (WARM, COLD):
        both = list(zip(takes[name], computed, strict=True))
        beside = figures[COMPUTED].name
        figures[name].against = {beside: [own.rate / alone.rate for own, alone in both]}
        figures[name].thrift = {beside: [alone.cpu / own.cpu for own, alone in both]}
    figures[COMPUTED].yardstick, figures[COLD_PAGE].detail = True, True
    aim(figures[WARM], f"< {AIM_MS} ms", figures[WARM].middle < AIM_MS)
    return list(figures.values())


def _figure(on: str, name: str, takes: Sequence[Take]) -> Figure:
    milliseconds = [1000 * take.seconds for take in takes]
    return Figure("reforecast", on, name, "ms", milliseconds, [take.micros for take in takes])


WARM, COLD = "an event, its network remembered", "an event, its network read anew"
PAGE, COLD_PAGE = "a page of 50 tasks", "a page of 50 tasks, its network read anew"


@asynccontextmanager
async def _bench(data: Path, network: RandomNetwork) -> AsyncIterator["Bench"]:
    async with office(data, "transition") as baton:
        programme = await planned(baton)
        service = baton.service("transition")
        intake = Intake("transition", service.database, service.application, service.clock)
        yield Bench(programme, network, intake)


@dataclass
class Bench:
    """`alone`: the network without the service."""

    programme: Programme
    network: RandomNetwork
    intake: Intake
    chance: random.Random = field(default_factory=lambda: random.Random(1))
    events: int = 0

    def __post_init__(self) -> None:
        self.document = _document(self.network)
        self.file = write_mspdi(self.document, {})
        self.alone = place(self.network.activities, self.network.links, self.network.starts_at)

    @property
    def works(self) -> dict[str, Work]:
        return {
            WARM: self.event,
            COLD: lambda: self.forgetting(self.event),
            COMPUTED: self.computed,
            PAGE: self.page,
            COLD_PAGE: lambda: self.forgetting(self.page),
        }

    async def imported(self) -> None:
        sanne = self.programme.sanne
        answer = await sanne.http.post(
            f"{self.programme.path}/imports",
            content=self.file,
            headers=sanne.headers | XML,
        )
        assert answer.status_code == 200, answer.text
        assert len(answer.json()["added"]) == len(self.network.activities)

    async def event(self) -> None:
        """Another task is expected later than before."""
        self.events += 1
        task = self.chance.choice(self.document.tasks)
        days = timedelta(days=self.chance.randrange(1, 400))
        report = MilestoneProgressReported.model_validate(
            {
                **OURS,
                "milestone": task.milestone,
                "as_of": STATED + timedelta(minutes=self.events),
                "expected_on": date(2026, 3, 2) + days,
                "reason": "It takes longer",
            }
        )
        told = message(report, stated_at=STATED + timedelta(days=1, minutes=self.events))
        lane = Partition("baton.vendor", 1_000)
        await self.intake.together(
            [Record(lane, self.events, told.key.encode(), told.headers, told.value, STATED)]
        )

    async def computed(self) -> None:
        task = self.chance.choice(self.network.activities)
        assert self.alone.with_facts([replace(task, work=task.work + 480)]).critical_path

    async def page(self) -> None:
        assert len((await self.programme.sanne.get(f"{self.programme.path}/tasks"))["items"]) == 50

    async def forgetting(self, work: Work) -> None:
        """As in a process that has just started."""
        networks._remembered = networks._Remembered(networks.MOST_TASKS)
        await work()


def _document(network: RandomNetwork) -> PlanDocument:
    """Every task is one that the vendor reports on."""
    links: dict[str, list[Predecessor]] = {}
    for link in network.links:
        before = Predecessor(task=link.before, kind=link.kind, lag=link.lag)
        links.setdefault(link.after, []).append(before)
    tasks = tuple(
        PlannedTask(
            code=task.code,
            title=f"Task {task.code}",
            minutes=task.work,
            milestone=task.code,
            predecessors=tuple(links.get(task.code, ())),
        )
        for task in network.activities
    )
    return PlanDocument(
        title="Drawn by lot",
        starts_at=START,
        calendar=OFFICE.code,
        calendars=(OFFICE,),
        tasks=tasks,
    )
