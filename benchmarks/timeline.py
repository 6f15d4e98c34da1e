"""How long from the POST at the door until an event is on the timeline, and up to which rate?

All services run. Vendors' systems post at a set rate, whatever the door answers; one programme's
timeline is followed over the console's API. The highest rate is the one at which the consumers'
lag and the outboxes still stay flat; what counts is the 99th percentile at half of it.
"""

from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from statistics import quantiles

from benchmarks.backlog import Backlog, backlog
from benchmarks.cast import Contract, settle
from benchmarks.harness import Figure, Scale, Step, aim
from benchmarks.places import Places, Running
from benchmarks.posting import Posting
from benchmarks.watch import Watch, watch
from libs.common.settings import SERVICES

RATES = (20, 50)
FIRST_RATE, GROWTH, MOST_RATE = 100, 1.5, 20_000
HIGHEST = "highest rate with flat lag (CPU of all services)"
GRACE = 0.5
"Seconds of work that may lie about without counting as growth."
AIM_MS = 300


@dataclass(frozen=True)
class Trial:
    """At one rate. `waits`: seconds from POST to timeline. `growth`: events the backlog grew by."""

    rate: float
    waits: list[float]
    growth: int
    cpu: float
    "Microseconds of all services an event."

    @property
    def flat(self) -> bool:
        return self.growth <= self.rate * GRACE

    def wait(self, percent: int) -> float:
        """Milliseconds."""
        return quantiles(self.waits, n=100, method="inclusive")[percent - 1] * 1000


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(places.fresh(on))
        running = stack.enter_context(place.running(*SERVICES))
        left = await stack.enter_async_context(backlog(place))
        contracts = await settle(running, scale.contracts, scale.systems)
        await left.until_idle(*SERVICES)
        watched = await stack.enter_async_context(watch(running, contracts[0]))
        bench = Bench(running, left, contracts, watched, scale)
        return await _figures(bench, on, step)


async def _figures(bench: "Bench", on: str, step: Step) -> list[Figure]:
    found = []
    for rate in RATES[:1] if bench.scale.quick else RATES:
        found += await _at(bench, on, rate, f"at {rate} events/s", step)
    if bench.scale.quick:
        return found
    highest = await _highest(bench, on, step)
    best = Figure("timeline", on, HIGHEST, "events/s", [highest], [bench.costs[highest]])
    half = await _at(bench, on, highest / 2, f"at half of that, {highest / 2:.0f} events/s", step)
    aim(half[1], f"< {AIM_MS} ms", half[1].middle < AIM_MS)
    return [*found, best, *half]


async def _at(bench: "Bench", on: str, rate: float, words: str, step: Step) -> list[Figure]:
    trials = []
    for number in range(1, bench.scale.rounds + 1):
        step(f"timeline on {on}: {words}, round {number} of {bench.scale.rounds}")
        trials.append(await bench.trial(rate))
    return [
        Figure("timeline", on, f"p{p} {words}", "ms", [t.wait(p) for t in trials]) for p in (50, 99)
    ]


async def _highest(bench: "Bench", on: str, step: Step) -> float:
    """Upwards until it grows, or downwards until it does not, then once between the two. A rate
    that failed has a second chance: something else may have run on the machine."""
    rate, best = float(FIRST_RATE), 0.0
    while rate < MOST_RATE and await _is_flat(bench, on, rate, step):
        best, rate = rate, rate * GROWTH
    while not best:
        rate /= GROWTH
        best = rate if await _is_flat(bench, on, rate, step) else 0.0
    between = (best + rate) / 2
    if best and await _is_flat(bench, on, between, step):
        best = between
    return best


async def _is_flat(bench: "Bench", on: str, rate: float, step: Step) -> bool:
    for _ in range(2):
        step(f"timeline on {on}: does the lag stay flat at {rate:.0f} events/s?")
        trial = await bench.trial(rate)
        if trial.flat:
            bench.costs[rate] = trial.cpu
            return True
    return False


@dataclass(frozen=True)
class Bench:
    running: Running
    left: Backlog
    contracts: list[Contract]
    watched: Watch
    scale: Scale
    costs: dict[float, float] = field(default_factory=dict)
    "CPU an event, of the rates that were held."

    async def trial(self, rate: float) -> Trial:
        """Afterwards everything is worked off."""
        posting, cpu = Posting(self.contracts, rate), self.running.cpu
        async with self.watched.following():
            async with posting.opened(self.running.port("vendor")):
                await posting.go_on(self.scale.seconds)
                middle = await self._backlog(posting)
                await posting.go_on(self.scale.seconds)
                growth = await self._backlog(posting) - middle
            await self.left.until_idle(*SERVICES)
            await self.watched.until_seen(posting.sent)
        waits = [self.watched.seen[id] - due for id, due in posting.sent.items()]
        return Trial(rate, waits, growth, (self.running.cpu - cpu) * 1e6 / posting.events)

    async def _backlog(self, posting: Posting) -> int:
        counts = [await self.left.lag(name) + await self.left.outbox(name) for name in SERVICES]
        return sum(counts) + posting.waiting
