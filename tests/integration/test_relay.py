"""The outbox on its way to the bus: one relay a service, over any number of processes."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from libs.common.bus import Message
from libs.common.db import Database, Scope
from libs.common.events.assessment import ProgrammeRejected
from libs.common.ids import new_id
from libs.common.migrations import migrate
from libs.common.outbox import publish
from libs.common.passing import will_pass
from libs.common.problems import Problem
from libs.common.relay import Relay
from libs.common.stopping import at_work
from services.assessment.models import Base
from tests.office import eventually
from tests.postgres import Postgres

pytest_plugins = ("tests.servers",)

SCOPE = Scope("veldkamp", datetime(2025, 3, 20, 9, tzinfo=UTC))


class Wire:
    """A bus that notes what is sent, by which relay; `away` fails every send, and counts them."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.senders: list[str] = []
        self.away = False
        self.refused = 0

    def of(self, sender: str) -> "End":
        return End(self, sender)


class End:
    def __init__(self, wire: Wire, sender: str) -> None:
        self._wire, self._sender = wire, sender

    async def send(self, messages: Sequence[Message]) -> None:
        if self._wire.away:
            self._wire.refused += 1
            raise ConnectionError("away")
        await asyncio.sleep(0)
        self._wire.sent += [message.value.decode() for message in messages]
        self._wire.senders += [self._sender] * len(messages)


@asynccontextmanager
async def process(url: str, wire: Wire, name: str) -> AsyncIterator[Database]:
    """What one process of the service is to its outbox: a pool of its own, and a relay."""
    database = Database(url, Base)
    relay = Relay("assessment", database, wire.of(name))  # type: ignore[arg-type]
    database.on_publish = relay.wake
    async with at_work(relay.run):
        yield database
    await database.close()


@pytest.fixture
async def url(postgres: Postgres) -> str:
    addresses = await asyncio.to_thread(postgres.databases)
    found = addresses.replace("{service}", "assessment")
    database = Database(found, Base)
    await migrate(database, "assessment")
    await database.close()
    return found


async def tell(database: Database, *reasons: str) -> None:
    programme = new_id()
    async with database.write(SCOPE) as db:
        publish(
            db,
            [
                ProgrammeRejected(programme_id=programme, reason=one, rejected_by="bram")
                for one in reasons
            ],
        )


async def told(wire: Wire, count: int) -> list[str]:
    async def enough() -> bool:
        return len(wire.sent) >= count

    await eventually(enough)
    return wire.senders


async def test_one_of_two_processes_sends_what_both_leave(url: str) -> None:
    wire = Wire()
    async with process(url, wire, "first") as first:
        await tell(first, "a")
        await told(wire, 1)
        async with process(url, wire, "second") as second:
            for number in range(20):
                await tell(second if number % 2 else first, str(number))
            assert set(await told(wire, 21)) == {"first"}
    assert len(wire.sent) == 21


async def test_another_process_takes_over_when_the_first_ends(url: str) -> None:
    wire = Wire()
    async with AsyncExitStack() as later:
        async with process(url, wire, "first") as first:
            await tell(first, "a")
            await told(wire, 1)
            second = await later.enter_async_context(process(url, wire, "second"))
        await tell(second, "b")
        assert await told(wire, 2) == ["first", "second"]


async def test_a_relay_whose_connection_is_cut_takes_up_its_duty_again(
    url: str, postgres: Postgres
) -> None:
    wire = Wire()
    async with process(url, wire, "only") as database:
        await tell(database, "a")
        await told(wire, 1)
        name = url.rpartition("/")[2]
        await asyncio.to_thread(
            postgres.execute,
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{name}' AND pid <> pg_backend_pid()",
        )
        await eventually(lambda: told_after_all(database, "b"))
        await told(wire, 2)


async def told_after_all(database: Database, reason: str) -> bool:
    """As a client would whose request met the cut."""
    try:
        await tell(database, reason)
    except DBAPIError as fault:
        if not will_pass(fault):
            raise
        return False
    return True


async def test_what_a_bus_that_is_away_did_not_take_is_sent_in_order_later(url: str) -> None:
    wire = Wire()
    wire.away = True
    async with process(url, wire, "only") as database:
        for number in range(5):
            await tell(database, str(number))
        await eventually(lambda: at_least(2, wire))
        wire.away = False
        await told(wire, 5)
    assert [json.loads(value)["reason"] for value in wire.sent] == list("01234")


async def at_least(refusals: int, wire: Wire) -> bool:
    return wire.refused >= refusals


async def test_the_duty_is_given_back_when_a_relay_stops_though_its_process_goes_on(
    url: str,
) -> None:
    database = Database(url, Base)
    relay = Relay("assessment", database, Wire().of("only"))  # type: ignore[arg-type]
    async with at_work(relay.run):
        await eventually(lambda: are_held(1, database))
    await eventually(lambda: are_held(0, database))
    await database.close()


async def are_held(locks: int, database: Database) -> bool:
    query = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database ="
        " (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    async with database.look() as connection:
        return bool(await connection.scalar(text(query)) == locks)


async def test_an_event_that_no_bus_would_take_is_refused_before_it_is_accepted(url: str) -> None:
    database = Database(url, Base)
    with pytest.raises(Problem, match="would have 8388713 bytes"):
        await tell(database, "x" * (8 << 20))
    await database.close()
