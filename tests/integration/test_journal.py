"""The journal over HTTP, checked as an outsider would: from its export and a head held earlier."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Table, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from typer.testing import CliRunner, Result

from libs.client.commands import journal as commands
from libs.common import inbox
from libs.common.bus import Message
from libs.common.db import Database
from libs.common.events import Event
from libs.common.events.vendor.vendors import VendorRegistered
from libs.common.ids import new_id
from libs.common.journal import Head, Stream, content_of, digest_of, genesis, link, parts_of
from tests.office import Caller, Office, eventually, office
from tests.telling import tell
from tests.unit.console.events import bid, escalated, live, registered, signed


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path / "data", "console") as opened:
        yield opened


async def told(here: Office, *events: Event, tenant: str = "veldkamp") -> list[UUID]:
    """On the bus, and journalled here: each, before the next is told."""
    database, ids = here.service("console").database, []
    for event in events:
        ids.append(await tell(here, event, tenant=tenant))
        await eventually(partial(inbox.has, database, ids[-1]))
    return ids


def of(programme: UUID, rest: str = "") -> str:
    return f"/console/v1/programmes/{programme}/journal{rest}"


async def exported(caller: Caller, path: str, file: Path) -> Path:
    answer = await caller.send("GET", path)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    file.write_bytes(answer.content)  # noqa: ASYNC240
    return file


def checked(file: Path, *heads: str) -> Result:
    given = [part for head in heads for part in ("--head", head)]
    return CliRunner().invoke(commands.app, ["verify", str(file), *given])


async def head(caller: Caller, programme: UUID) -> str:
    stands = await caller.get(of(programme, "/head"))
    return f"{stands['sequence']}:{stands['hash']}"


async def test_the_command_verifies_an_export_against_the_head(here: Office, tmp_path: Path):
    programme, vendor = new_id(), new_id()
    await told(here, registered(programme), signed(programme, vendor))
    bram = here.as_("bram", "auditor")
    held = await head(bram, programme)
    await told(here, escalated(programme), live(programme, vendor, new_id()))
    file = await exported(bram, of(programme, "/export"), tmp_path / "journal.ndjson")
    result = checked(file, held)
    assert result.exit_code == 0, result.output
    assert "Verified: 4 entries (4 disclosed, 0 withheld)." in result.output
    assert "Up to entry 2" in result.output
    assert await head(bram, programme) in result.output


async def test_an_export_longer_than_a_page_is_whole(here: Office, tmp_path: Path):
    programme = new_id()
    await told(here, registered(programme))
    messages = [escalated(programme) for _ in range(450)]
    for event in messages[:-1]:
        await tell(here, event)
    await told(here, messages[-1])
    file = await exported(here.as_("bram"), of(programme, "/export"), tmp_path / "journal.ndjson")
    assert "Verified: 451 entries" in checked(file).output


async def test_entries_are_paged_with_content_and_place(here: Office):
    programme = new_id()
    ids = await told(here, registered(programme), escalated(programme), escalated(programme))
    bram = here.as_("bram", "auditor")
    first = await bram.get(of(programme, "?limit=2"))
    assert [entry["event_id"] for entry in first["items"]] == [str(id) for id in ids[:2]]
    content = first["items"][0]["content"]
    assert content["attributes"]["type"] == "baton.assessment.programme_registered.v1"
    assert content["data"]["name"] == "Veldkamp Home"
    rest = await bram.get(of(programme, f"?after={first['next']}"))
    assert [entry["sequence"] for entry in rest["items"]] == [3] and rest["next"] is None


async def test_an_event_is_found_by_its_id_with_its_stream(here: Office):
    programme = new_id()
    (id,) = await told(here, registered(programme))
    found = await here.as_("bram", "auditor").get(f"/console/v1/journal/events/{id}")
    assert found["stream"] == {"tenant": "veldkamp", "key": str(programme)}
    assert found["sequence"] == 1 and found["hash"]
    await here.as_("bram", "auditor").get(f"/console/v1/journal/events/{new_id()}", status=404)


async def test_a_vendor_follows_every_digest_and_reads_its_own_events(here: Office, tmp_path: Path):
    programme, kestrel, lusora = new_id(), new_id(), new_id()
    await told(here, registered(programme), signed(programme, kestrel), bid(programme, lusora))
    ania, bram = here.of_vendor("ania", str(kestrel)), here.as_("bram", "auditor")
    entries = (await ania.get(of(programme)))["items"]
    assert ["content" in e and e["content"] is not None for e in entries] == [False, True, False]
    assert [e["type"] for e in entries] == [None, "baton.vendor.contract_signed.v1", None]
    assert await ania.get(of(programme, "/head")) == await bram.get(of(programme, "/head"))
    file = await exported(ania, of(programme, "/export"), tmp_path / "journal.ndjson")
    assert "Verified: 3 entries (1 disclosed, 2 withheld)." in checked(file).output
    assert str(lusora) not in file.read_text()


async def test_a_bidder_finds_its_own_event_and_nobody_elses(here: Office):
    programme, meridian, baycx = new_id(), new_id(), new_id()
    _, mine, others = await told(
        here, registered(programme), bid(programme, meridian), bid(programme, baycx)
    )
    priya = here.of_vendor("priya", str(meridian))
    found = await priya.get(f"/console/v1/journal/events/{mine}")
    assert found["content"]["data"]["vendor_id"] == str(meridian)
    await priya.get(f"/console/v1/journal/events/{others}", status=404)
    await priya.get(of(programme), status=404)


async def test_what_concerns_a_vendor_outside_programmes_is_its_own_stream(
    here: Office, tmp_path: Path
):
    kestrel, lusora = new_id(), new_id()
    for vendor in (kestrel, lusora):
        await told(here, VendorRegistered(vendor_id=vendor, name="A vendor", country="PL"))
    path = f"/console/v1/vendors/{kestrel}/journal"
    ania, rita = here.of_vendor("ania", str(kestrel)), here.of_vendor("rita", str(lusora))
    assert len((await ania.get(path))["items"]) == 1
    for rest in ("", "/head", "/export"):
        await rita.get(path + rest, status=404)
    stands = await here.as_("pieter", "procurement").get(f"{path}/head")
    assert stands["stream"]["key"] == str(kestrel) and stands["sequence"] == 1
    file = await exported(ania, f"{path}/export", tmp_path / "journal.ndjson")
    assert json.loads(file.read_text().splitlines()[0])["programme"] is None
    assert checked(file).exit_code == 0


async def test_a_person_without_a_role_on_the_programme_reads_none_of_it(here: Office):
    programme = new_id()
    (id,) = await told(here, registered(programme))
    token = here.issuer.token("joris", "veldkamp", {str(new_id()): ["auditor"]})
    joris = Caller(here.http, token)
    for rest in ("", "/head", "/export"):
        await joris.get(of(programme, rest), status=403)
    await joris.get(f"/console/v1/journal/events/{id}", status=404)


async def test_erasing_takes_the_content_and_leaves_the_chain(here: Office, tmp_path: Path):
    programme = new_id()
    _, id, _ = await told(here, registered(programme), escalated(programme), escalated(programme))
    eva, bram = here.as_("eva", "data_protection"), here.as_("bram", "auditor")
    held = await head(bram, programme)
    path = f"/console/v1/journal/events/{id}"
    erased = await eva.post(f"{path}/erase", {"reason": "The person asked for it"})
    assert erased["content"] is None
    assert (erased["erased"]["by"], erased["erased"]["reason"]) == (
        "eva",
        "The person asked for it",
    )
    assert (await bram.get(path))["digest"] == erased["digest"]
    file = await exported(bram, of(programme, "/export"), tmp_path / "journal.ndjson")
    assert "Verified: 3 entries (2 disclosed, 1 withheld)." in checked(file, held).output
    lines = (await bram.get(f"/console/v1/programmes/{programme}/timeline"))["items"]
    assert lines[1]["headline"] == "baton.governance.escalation_raised.v1"


async def test_an_event_is_erased_once_by_data_protection_with_a_reason(here: Office):
    programme, vendor = new_id(), new_id()
    _, id = await told(here, registered(programme), signed(programme, vendor))
    path = f"/console/v1/journal/events/{id}/erase"
    reason = {"reason": "The person asked for it"}
    await here.as_("bram", "auditor").post(path, reason, status=403)
    await here.of_vendor("ania", str(vendor)).post(path, reason, status=403)
    await here.as_("eve", tenant="other").post(path, reason, status=404)
    await here.as_("eva").post(path, {"reason": " "}, status=422)
    await here.as_("eva").post(path, reason)
    again = await here.as_("eva").post(path, reason, status=409)
    assert again["type"] == "urn:baton:problem:already-erased"


async def test_what_cannot_be_decoded_is_journalled_and_the_next_applied(here: Office):
    programme = new_id()
    await told(here, registered(programme))
    broken = Message(
        "baton.vendor",
        str(programme),
        "broken-1",
        (("ce_id", b"broken-1"), ("ce_tenant", b"veldkamp"), ("ce_type", b"nonsense")),
        b"\xffnot json",
    )
    await here.together.bus.send([broken])
    await told(here, signed(programme, new_id()))
    bram = here.as_("bram", "auditor")
    entries = (await bram.get(of(programme)))["items"]
    assert [e["event_id"] for e in entries][1] == "broken-1"
    assert entries[1]["content"]["data"] == "\\xffnot json"
    found = await bram.get("/console/v1/journal/events/broken-1")
    assert found["sequence"] == 2
    timeline = await bram.get(f"/console/v1/programmes/{programme}/timeline")
    assert [line["sequence"] for line in timeline["items"]] == [1, 3]


async def test_the_same_event_told_again_after_a_restart_is_entered_once(tmp_path: Path):
    programme, id = new_id(), new_id()
    event = registered(programme)
    async with office(tmp_path, "console") as here:
        await tell(here, event, id=id)
        await eventually(partial(inbox.has, here.service("console").database, id))
    async with office(tmp_path, "console") as here:
        await tell(here, event, id=id)
        await told(here, escalated(programme))
        entries = (await here.as_("bram").get(of(programme)))["items"]
    assert [entry["sequence"] for entry in entries] == [1, 2]


Tampering = Callable[[AsyncConnection, Table, Table], Awaitable[None]]


async def change_a_value(connection: AsyncConnection, entries: Table, heads: Table) -> None:
    row = (await connection.execute(select(entries).where(entries.c.sequence == 2))).one()
    headers, value = parts_of(row.content)
    content = content_of(headers, value.replace(b"late", b"fine"))
    await connection.execute(update(entries).where(_at(entries, 2)).values(content=content))


async def change_a_value_and_its_digest(
    connection: AsyncConnection, entries: Table, heads: Table
) -> None:
    await change_a_value(connection, entries, heads)
    row = (await connection.execute(select(entries).where(entries.c.sequence == 2))).one()
    digest = digest_of(row.salt, row.content)
    await connection.execute(update(entries).where(_at(entries, 2)).values(digest=digest))


async def drop_a_row(connection: AsyncConnection, entries: Table, heads: Table) -> None:
    await connection.execute(delete(entries).where(_at(entries, 2)))


async def drop_the_last_row(connection: AsyncConnection, entries: Table, heads: Table) -> None:
    await connection.execute(delete(entries).where(_at(entries, 4)))


async def swap_two_rows(connection: AsyncConnection, entries: Table, heads: Table) -> None:
    for was, now in ((2, 99), (3, 2), (99, 3)):
        await connection.execute(update(entries).where(_at(entries, was)).values(sequence=now))


async def cut_off_the_tail(connection: AsyncConnection, entries: Table, heads: Table) -> None:
    await connection.execute(delete(entries).where(entries.c.sequence > 2))
    last = (await connection.execute(select(entries).where(_at(entries, 2)))).one()
    await connection.execute(update(heads).values(sequence=2, hash=last.hash))


async def rewrite_history(connection: AsyncConnection, entries: Table, heads: Table) -> None:
    """As whoever owns the database could: every hash anew, and the head."""
    await change_a_value_and_its_digest(connection, entries, heads)
    rows = list(await connection.execute(select(entries).order_by(entries.c.sequence)))
    head: Head = genesis(Stream(rows[0].tenant, rows[0].key))
    for row in rows:
        head = link(head, event_id=row.event_id, recorded_at=row.recorded_at, digest=row.digest)
        new = update(entries).where(_at(entries, row.sequence)).values(hash=head.hash)
        await connection.execute(new)
    await connection.execute(update(heads).values(hash=head.hash))


def _at(entries: Table, sequence: int) -> Any:
    return entries.c.sequence == sequence


async def tampered(database: Database, tampering: Tampering) -> None:
    async with database.change() as connection:
        tables = database.table("journal_entry"), database.table("journal_head")
        await tampering(connection, *tables)


EVIDENT = [
    change_a_value,
    change_a_value_and_its_digest,
    drop_a_row,
    drop_the_last_row,
    swap_two_rows,
]
WITH_A_HEAD = [cut_off_the_tail, rewrite_history]


async def four_events(here: Office) -> UUID:
    programme = new_id()
    await told(here, registered(programme), *(escalated(programme) for _ in range(3)))
    return programme


@pytest.mark.parametrize("tampering", [*EVIDENT, *WITH_A_HEAD])
async def test_tampering_in_the_database_is_found_by_whoever_holds_a_head(
    here: Office, tmp_path: Path, tampering: Tampering
):
    programme, bram = await four_events(here), here.as_("bram", "auditor")
    held = await head(bram, programme)
    await tampered(here.service("console").database, tampering)
    file = await exported(bram, of(programme, "/export"), tmp_path / "journal.ndjson")
    result = checked(file, held)
    assert result.exit_code == 1 and "NOT verified" in result.output


@pytest.mark.parametrize("tampering", EVIDENT)
async def test_a_clumsy_change_shows_without_any_head(
    here: Office, tmp_path: Path, tampering: Tampering
):
    programme, bram = await four_events(here), here.as_("bram", "auditor")
    await tampered(here.service("console").database, tampering)
    file = await exported(bram, of(programme, "/export"), tmp_path / "journal.ndjson")
    assert checked(file).exit_code == 1
