"""The door on PostgreSQL: the same answers as on SQLite, and the same rows."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from tests.integration.test_door import RECEIPTS, hold_the_relay, kestrel
from tests.kestrel import kind
from tests.office import Office, office
from tests.postgres import Postgres

pytest_plugins = ("tests.servers",)


@pytest.fixture
def address(postgres: Postgres) -> str:
    return postgres.databases()


async def outbox(o: Office) -> list[tuple[dict[str, str], dict[str, Any]]]:
    async with o.service("vendor").database.look() as connection:
        rows = await connection.execute(text("SELECT headers, value FROM outbox ORDER BY seq"))
    found = [(json.loads(row.headers), json.loads(row.value)) for row in rows]
    return [pair for pair in found if "reported" in pair[0]["ce_type"]]


async def test_one_bad_event_in_a_batch_harms_no_other(tmp_path: Path, address: str) -> None:
    async with office(tmp_path, "vendor", database_url=address) as o:
        hold_the_relay(o)
        k = await kestrel(o)
        system = await k.system()
        first = (await system.tell(k.event("0", data={"note": 'ß "and" \\ more'}))).json()
        names = ["9", "1", "0", "1", "5"]
        events = [k.event(name, data={"note": "" if name == "1" else name}) for name in names]
        answer = await system.tell_many([k.event("0", data={"note": 'ß "and" \\ more'}), *events])
        items = answer.json()
        statuses = ["repeated", "accepted", "accepted", "refused", "repeated", "accepted"]
        assert [item["status"] for item in items] == statuses
        assert items[0]["receipt"] == first
        assert items[3]["problem"]["type"].endswith(":event-id-reused")
        assert items[4]["receipt"] == items[2]["receipt"]
        assert await system.get(f"{RECEIPTS}/{items[1]['receipt']['id']}") == {
            **items[1]["receipt"],
            "reason_kind": None,
            "reason": None,
        }
        left = await outbox(o)
        recorded = [first, *(items[n]["receipt"] for n in (1, 2, 5))]
        assert [headers["ce_id"] for headers, _ in left] == [receipt["id"] for receipt in recorded]
        assert [data["note"] for _, data in left] == ['ß "and" \\ more', "9", "", "5"]


async def test_a_batch_sent_again_leaves_once(tmp_path: Path, address: str) -> None:
    async with office(tmp_path, "vendor", database_url=address) as o:
        hold_the_relay(o)
        k = await kestrel(o)
        system = await k.system()
        events = [k.event(str(n)) for n in range(300)]
        first, again = [(await system.tell_many(events)).json() for _ in range(2)]
        assert {item["status"] for item in first} == {"accepted"}
        assert {item["status"] for item in again} == {"repeated"}
        assert [i["receipt"] for i in first] == [i["receipt"] for i in again]
        ids = [headers["ce_id"] for headers, _ in await outbox(o)]
        assert ids == [item["receipt"]["id"] for item in first]


async def test_another_content_under_the_same_id_is_refused(tmp_path: Path, address: str) -> None:
    async with office(tmp_path, "vendor", database_url=address) as o:
        k = await kestrel(o)
        system = await k.system()
        assert (await system.tell(k.event())).status_code == 201
        answer = await system.tell(k.event(data={"note": "other"}))
        assert (answer.status_code, kind(answer)) == (409, "event-id-reused")
