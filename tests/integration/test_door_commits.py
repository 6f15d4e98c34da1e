"""Requests at the door share commits; what spoils one of them harms no other."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from services.vendor.door import Door
from services.vendor.report import Report
from tests.integration.test_door import RECEIPTS, kestrel
from tests.kestrel import kind
from tests.office import Office, eventually, office


class Gate:
    """Holds the door's commits back until it is opened, and counts them."""

    def __init__(self, o: Office) -> None:
        self.service = o.service("vendor")
        self.door: Door = self.service.extra
        self.open = asyncio.Event()
        self.groups: list[int] = []
        self._write = self.door.commits._write
        self.door.commits._write = self._held

    async def _held(self, reports: Any) -> Any:
        await self.open.wait()
        self.groups.append(len(reports))
        return await self._write(reports)

    async def waiting(self, count: int) -> None:
        async def there() -> bool:
            return self.door.commits._waiting >= count

        await eventually(there)


async def test_many_clients_at_once_share_a_few_commits(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        gate = Gate(o)
        posts = [asyncio.create_task(system.tell(k.event(str(n)))) for n in range(60)]
        await gate.waiting(60)
        commits: list[int] = []
        event.listen(
            gate.service.database.engine.sync_engine, "commit", lambda _: commits.append(1)
        )
        o.service("vendor").relay.wake = lambda: None
        gate.open.set()
        answers = await asyncio.gather(*posts)
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.json()["id"] for answer in answers}) == 60
        assert len(gate.groups) == 2
        assert sum(gate.groups) == 60


async def test_the_same_event_from_two_clients_at_once_is_recorded_once(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        answers = await asyncio.gather(*(system.tell(k.event()) for _ in range(20)))
        assert sorted(answer.status_code for answer in answers) == [200] * 19 + [201]
        assert len({answer.json()["id"] for answer in answers}) == 1


async def test_a_full_queue_refuses_and_records_nothing(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", door_queue=3) as o:
        k = await kestrel(o)
        system = await k.system()
        gate = Gate(o)
        taken = [asyncio.create_task(system.tell(k.event(str(n)))) for n in range(3)]
        await gate.waiting(3)
        refused = await system.tell_many([k.event("late")])
        assert (refused.status_code, kind(refused)) == (429, "door-crowded")
        assert int(refused.headers["retry-after"]) > 0
        gate.open.set()
        assert {answer.status_code for answer in await asyncio.gather(*taken)} == {201}
        found = (await system.get(RECEIPTS))["items"]
        assert {item["external_id"] for item in found} == {"0", "1", "2"}
        assert (await system.tell(k.event("late"))).status_code == 201


async def test_a_batch_longer_than_the_queue_is_taken_when_nothing_waits(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", door_queue=3) as o:
        k = await kestrel(o)
        answer = await (await k.system()).tell_many([k.event(str(n)) for n in range(10)])
        assert {item["status"] for item in answer.json()} == {"accepted"}


async def test_a_client_that_goes_away_has_its_event_recorded_whole(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        gate = Gate(o)
        gone = asyncio.create_task(system.tell_many([k.event("a"), k.event("b")]))
        stays = asyncio.create_task(system.tell(k.event("c")))
        await gate.waiting(3)
        gone.cancel()
        gate.open.set()
        assert (await stays).status_code == 201

        async def recorded() -> bool:
            found = (await system.get(RECEIPTS))["items"]
            return {item["external_id"] for item in found} == {"a", "b", "c"}

        await eventually(recorded)


async def test_what_was_taken_in_is_recorded_before_the_service_stops(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        gate = Gate(o)
        post = asyncio.create_task(system.tell(k.event()))
        await gate.waiting(1)
        asyncio.get_running_loop().call_later(0.01, gate.open.set)
        commits = gate.door.commits
    assert commits._waiting == 0
    assert (await post).status_code == 201


async def test_with_the_database_away_all_who_wait_are_told_to_come_again(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        database = o.service("vendor").database
        change = database.change

        @asynccontextmanager
        async def away() -> AsyncIterator[Any]:
            raise OperationalError("INSERT", {}, Exception("away"))
            yield

        database.change = away
        answers = await asyncio.gather(*(system.tell(k.event(str(n))) for n in range(5)))
        assert {(a.status_code, kind(a)) for a in answers} == {(503, "unavailable")}
        assert all(int(a.headers["retry-after"]) > 0 for a in answers)
        database.change = change
        assert (await system.get(RECEIPTS))["items"] == []
        assert (await system.tell(k.event("0"))).status_code == 201


async def test_an_event_that_cannot_be_written_harms_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        door: Door = o.service("vendor").extra
        insert = door.commits._insert

        async def poisoned(connection: Any, reports: list[Report]) -> Any:
            new = await insert(connection, reports)
            if any(report.key[3] == "poison" for report in reports):
                raise ValueError("cannot be written")
            return new

        monkeypatch.setattr(door.commits, "_insert", poisoned)
        gate = Gate(o)
        events = [k.event("a"), k.event("poison"), k.event("b")]
        batch = asyncio.create_task(system.tell_many(events))
        alone = asyncio.create_task(system.tell(k.event("c")))
        await gate.waiting(4)
        gate.open.set()
        statuses = [item["status"] for item in (await batch).json()]
        assert statuses == ["accepted", "refused", "accepted"]
        assert (await batch).json()[1]["problem"]["status"] == 500
        assert (await alone).status_code == 201
        found = (await system.get(RECEIPTS))["items"]
        assert {item["external_id"] for item in found} == {"a", "b", "c"}
