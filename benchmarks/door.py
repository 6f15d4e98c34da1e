"""How many events a second does the vendors' door accept, one at a time and in batches?"""

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import UUID

from benchmarks.backlog import Backlog, backlog
from benchmarks.cast import BATCH, EVENTS, ONE, TENANT, Contract, settle
from benchmarks.harness import Contest, Figure, Scale, Step, Take, aim
from benchmarks.load import Load, request
from benchmarks.places import Place, Places, Running
from benchmarks.processes import Process
from benchmarks.reports import Programmes, outbox_rows
from benchmarks.yardsticks.databases import Rows, inserted
from benchmarks.yardsticks.serving import plain_running
from libs.common.bus import Message
from libs.common.settings import SERVICES
from services.vendor.models import Base

BATCH_SIZE = 1_000
GROUP = 500
"Events to a commit, of the bare database."
PLAIN, NOTHING = "plain FastAPI + SQLModel handler", "FastAPI without a database"
ONE_EACH, GROUPED = "bare database, a commit each", f"bare database, {GROUP} to a commit"
SINGLES, BATCHES = "single posts", f"batches of {BATCH_SIZE:,}"
ALL = ", all services in one process"


async def measure(places: Places, on: str, scale: Scale, step: Step) -> list[Figure]:
    async with AsyncExitStack() as stack:
        place = await stack.enter_async_context(places.fresh(on))
        running = stack.enter_context(place.running("vendor"))
        door = await stack.enter_async_context(_door(running, scale))
        address = f"http://127.0.0.1:{running.port('vendor')}"
        plain = stack.enter_context(plain_running(place, address))
        contest = Contest("door", on)
        door.enter(contest)
        if place.embedded and not scale.quick:
            beside = await stack.enter_async_context(places.fresh(on))
            whole = stack.enter_context(beside.running(*SERVICES))
            (await stack.enter_async_context(_door(whole, scale))).enter(contest, ALL)
        _add_yardsticks(contest, place, door, plain, scale)
        return _judged(await contest.held(scale, step))


class Door:
    """A running door, and the load it is put under."""

    def __init__(
        self, running: Running, contracts: list[Contract], left: Backlog, scale: Scale
    ) -> None:
        """Where all services run, each event has to be worked off by all of them: fewer do."""
        self.contracts = contracts
        self._events = scale.events if len(running.processes) == 1 else scale.events // 5
        self._running, self._left, self._scale = running, left, scale

    def enter(self, contest: Contest, more: str = "") -> None:
        contest.subject(SINGLES + more, self._singles, PLAIN, NOTHING, ONE_EACH)
        contest.subject(BATCHES + more, self._batches, GROUPED)

    async def _singles(self) -> Take:
        return await self._settled(
            await self._load(self.streams(), 1).for_seconds(
                self._scale.seconds, self._scale.warm_up
            )
        )

    async def _batches(self) -> Take:
        size = min(BATCH_SIZE, self._events // len(self.contracts))
        each = self._events // size // len(self.contracts)
        posts = [
            iter([request("POST", EVENTS, c.tokens[0], c.batch(size), BATCH) for _ in range(each)])
            for c in self.contracts
        ]
        return await self._settled(await self._load(posts, size).to_the_end())

    def _load(self, streams: list[Iterator[bytes]], each: int) -> Load:
        running = self._running
        return Load(running.port("vendor"), streams, each, lambda: running.cpu)

    async def _settled(self, taken: Take) -> Take:
        """When nothing is left of it: the next take finds the machine at rest."""
        await self._left.until_idle(*self._running.processes)
        return taken

    def streams(self, path: str = EVENTS, kind: str = ONE) -> list[Iterator[bytes]]:
        """Posts without end, a stream for each system."""
        return [
            posts(contract, token, path, kind)
            for contract in self.contracts
            for token in contract.tokens
        ]


@asynccontextmanager
async def _door(running: Running, scale: Scale) -> AsyncIterator[Door]:
    async with backlog(running.place) as left:
        contracts = await settle(running, scale.contracts, scale.systems)
        await left.until_idle(*running.processes)
        yield Door(running, contracts, left, scale)


def posts(contract: Contract, token: str, path: str = EVENTS, kind: str = ONE) -> Iterator[bytes]:
    while True:
        yield request("POST", path, token, contract.event(), kind)


def _add_yardsticks(
    contest: Contest, place: Place, door: Door, plain: Process, scale: Scale
) -> None:
    async def plainly(path: str) -> Take:
        streams = door.streams(path, "application/json")
        load = Load(plain.port, streams, 1, lambda: plain.cpu)
        return await load.for_seconds(scale.seconds, scale.warm_up)

    async def barely(events: int, group: int) -> Take:
        return await inserted(place, rows(events), group)

    contest.yardstick(PLAIN, partial(plainly, "/events"))
    contest.yardstick(NOTHING, partial(plainly, "/nothing"))
    contest.yardstick(ONE_EACH, partial(barely, scale.events // 5, 1))
    contest.yardstick(GROUPED, partial(barely, scale.events, GROUP))


def rows(events: int) -> Rows:
    """Receipt and outbox row of each, as the door writes them."""
    messages = Programmes().reported(events)
    tables = Base.metadata.tables
    return {
        tables["receipt"]: [_receipt(message) for message in messages],
        tables["outbox"]: outbox_rows(messages),
    }


def _receipt(message: Message) -> dict[str, Any]:
    headers, id = dict(message.headers), UUID(message.event_id)
    return {
        "id": id,
        "tenant": TENANT,
        "vendor_id": UUID(headers["ce_vendor"].decode()),
        "programme_id": UUID(message.key),
        "contract_id": id,
        "source": "/kestrel/reporting",
        "external_id": message.event_id,
        "type": headers["ce_type"].decode(),
        "digest": sha256(message.value).hexdigest(),
        "recorded_at": datetime.now(UTC),
        "state": "recorded",
        "reason_kind": None,
        "reason": None,
    }


def _judged(figures: list[Figure]) -> list[Figure]:
    for figure in figures:
        if figure.name == SINGLES:
            aim(figure, f"≥ 4 × the {PLAIN}", figure.times(PLAIN) >= 4)
        if figure.name == BATCHES:
            aim(figure, "≥ 20,000 events/s", figure.middle >= 20_000)
    return figures
