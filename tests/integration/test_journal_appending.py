"""Appending to the journal: whatever comes, in whatever batches, each chain holds."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event as listening
from sqlalchemy import func, select

from libs.common.auth.actor import Actor
from libs.common.bus import Headers, Partition, Record
from libs.common.db import Database, Scope
from libs.common.events import Event
from libs.common.events.assessment import RiskIdentified
from libs.common.ids import new_id
from libs.common.journal import Head, Header, Stream, Verdict, verify
from libs.common.migrations import migrate
from libs.common.money import Money
from services.console.export import export
from services.console.handlers import enter
from services.console.journal import stream_of
from services.console.models import Base
from services.console.overview import count as count_figures
from tests.telling import message
from tests.unit.console.events import escalated, registered, saved, signed

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
CLIENT = Actor("veldkamp", "bram", "Bram")


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    opened = Database(f"sqlite+aiosqlite:///{tmp_path / 'console.db'}", Base)
    await migrate(opened, "console")
    yield opened
    await opened.close()


def record(event: Event, tenant: str = "veldkamp", id: UUID | None = None) -> Record:
    sent = message(event, tenant=tenant, id=id)
    return raw(sent.key.encode(), sent.headers, sent.value, topic=sent.topic)


def raw(key: bytes, headers: Headers, value: bytes, topic: str = "baton.vendor") -> Record:
    return Record(Partition(topic, 0), 0, key, headers, value, NOW)


async def entered(database: Database, records: Sequence[Record]) -> None:
    async with database.write(Scope("", NOW)) as db:
        await enter(records, db)


async def count(database: Database, table: str) -> int:
    async with database.look() as connection:
        query = select(func.count()).select_from(database.table(table))
        return int((await connection.execute(query)).scalar_one())


async def rows(database: Database, table: str) -> list[Any]:
    async with database.look() as connection:
        return list(await connection.execute(select(database.table(table))))


async def head_of(database: Database, stream: Stream) -> Head:
    table = database.table("journal_head")
    query = select(table.c.sequence, table.c.hash).where(
        table.c.tenant == stream.tenant, table.c.key == stream.key
    )
    async with database.look() as connection:
        sequence, hash = (await connection.execute(query)).one()
    return Head(stream, sequence, hash)


async def verdict(database: Database, stream: Stream, held: Sequence[Head] = ()) -> Verdict:
    head, scope = await head_of(database, stream), Scope(stream.tenant, NOW)
    pieces = [piece async for piece in export(database, scope, CLIENT, Header(stream, None), head)]
    return verify(b"".join(pieces).splitlines(), held)


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements sent meanwhile, each counted once however many rows it carries."""
    sent: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    listening.listen(database.engine.sync_engine, "before_cursor_execute", note)
    yield sent
    listening.remove(database.engine.sync_engine, "before_cursor_execute", note)


async def test_interleaved_streams_of_two_tenants_each_make_a_chain(database: Database):
    chance, programmes = Random(7), [new_id() for _ in range(3)]
    records = [
        record(escalated(chance.choice(programmes)), tenant=chance.choice(["veldkamp", "other"]))
        for _ in range(300)
    ]
    while records:
        size = chance.randint(1, 40)
        await entered(database, records[:size])
        if chance.random() < 0.3:
            await entered(database, records[:size])
        records = records[size:]
    assert await count(database, "journal_head") == 6
    judged = [
        await verdict(database, Stream(tenant, str(programme)))
        for tenant in ("veldkamp", "other")
        for programme in programmes
    ]
    assert all(each.verified for each in judged)
    assert sum(each.disclosed for each in judged) == 300


async def test_entries_stand_in_the_order_in_which_they_came(database: Database):
    programme = new_id()
    ids = [new_id() for _ in range(50)]
    await entered(database, [record(escalated(programme), id=id) for id in ids[:20]])
    await entered(database, [record(escalated(programme), id=id) for id in ids[20:]])
    entries = sorted(await rows(database, "journal_entry"), key=lambda row: row.sequence)
    assert [entry.event_id for entry in entries] == [str(id) for id in ids]
    assert [entry.sequence for entry in entries] == list(range(1, 51))


async def test_the_same_records_again_append_nothing(database: Database):
    programme, vendor = new_id(), new_id()
    records = [record(registered(programme)), record(signed(programme, vendor))]
    await entered(database, records)
    stream = stream_of(records[0])
    before = await head_of(database, stream)
    await entered(database, records)
    await entered(database, [*records, *records])
    assert await head_of(database, stream) == before
    assert await count(database, "journal_entry") == 2
    assert await count(database, "timeline_line") == 2


async def test_twice_within_one_batch_is_entered_once(database: Database):
    twice = record(escalated(new_id()))
    await entered(database, [twice, twice])
    assert await count(database, "journal_entry") == 1


STRANGE = [
    raw(b"", (), b""),
    raw(b"\xff\x00" * 300, (("ce_id", b"\xff\x00" * 300),), b"\x00"),
    raw(b"key", (("ce_tenant", b"\xfe"), ("ce_type", b"\x00" * 500)), b"{"),
    raw(b"key", (("ce_tenant", b"t" * 65), ("ce_vendor", b"nobody")), b"[1,2"),
    raw(b"key", (("ce_id", b"1"), ("ce_id", b"2"), ("ce_tenant", b"veldkamp")), b"NaN"),
]


@pytest.mark.parametrize("strange", STRANGE)
async def test_a_record_nobody_can_read_is_journalled_among_the_others(
    database: Database, strange: Record
):
    programme = new_id()
    before, after = record(registered(programme)), record(escalated(programme))
    await entered(database, [before, strange, after])
    assert await count(database, "journal_entry") == 3
    assert (await verdict(database, stream_of(strange))).verified
    assert (await verdict(database, stream_of(before))).disclosed == 2
    assert await count(database, "timeline_line") == 2


async def test_what_names_no_tenant_goes_to_a_stream_of_its_own(database: Database):
    await entered(database, STRANGE[:4])
    tenants = {row.tenant for row in await rows(database, "journal_entry")}
    assert tenants == {"-"}


async def test_records_without_an_id_are_entered_each_time(database: Database):
    nameless = raw(b"key", (("ce_tenant", b"veldkamp"),), b"{}")
    await entered(database, [nameless, nameless])
    assert (await head_of(database, Stream("veldkamp", "key"))).sequence == 2


async def test_an_event_of_an_unknown_type_is_journalled_and_not_told(database: Database):
    known = record(escalated(new_id()))
    later = tuple(
        (name, b"baton.governance.audit_passed.v9" if name == "ce_type" else value)
        for name, value in known.headers
    )
    await entered(database, [raw(known.key, later, known.value)])
    (entry,) = await rows(database, "journal_entry")
    assert entry.type == "baton.governance.audit_passed.v9"
    assert await count(database, "timeline_line") == 0


async def test_an_event_in_anothers_stream_is_journalled_there_and_told_nowhere(
    database: Database,
):
    strayed = record(escalated(new_id()))
    await entered(database, [raw(str(new_id()).encode(), strayed.headers, strayed.value)])
    assert await count(database, "journal_entry") == 1
    assert await count(database, "timeline_line") == 0


async def test_words_no_database_takes_do_not_stop_the_line(database: Database):
    programme = new_id()
    risk = RiskIdentified(
        programme_id=programme,
        risk_id=new_id(),
        title="a\0b" * 1000,
        probability="0.3",
        impact=Money.of("200000", "EUR"),
        expected_value=Money.of("60000", "EUR"),
    )
    await entered(database, [record(risk)])
    (line,) = await rows(database, "timeline_line")
    assert line.headline.startswith("Risk: a\\x00b") and len(line.headline) == 500


async def test_a_line_that_cannot_be_written_costs_neither_its_entry_nor_the_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
):

    def fails_on_savings(figures: Any, event: Event) -> None:
        if event.type.endswith("savings_recorded.v1"):
            raise ZeroDivisionError
        count_figures(figures, event)

    monkeypatch.setattr("services.console.projection.count", fails_on_savings)
    programme = new_id()
    saving = record(saved(programme, "1", "realised"))  # type: ignore[arg-type]
    await entered(database, [record(registered(programme)), saving, record(escalated(programme))])
    assert (await verdict(database, stream_of(saving))).disclosed == 3
    assert [line.sequence for line in await rows(database, "timeline_line")] == [1, 3]
    (overview,) = await rows(database, "overview")
    assert overview.figures.events == 2


async def test_ten_thousand_events_take_a_few_statements_a_batch(database: Database):
    programmes = [new_id() for _ in range(25)]
    records = [record(escalated(programmes[n % 25])) for n in range(10_000)]
    with statements(database) as sent:
        for start in range(0, 10_000, 1000):
            await entered(database, records[start : start + 1000])
    assert await count(database, "journal_entry") == 10_000
    assert len(sent) <= 10 * 12
    assert (await verdict(database, stream_of(records[0]))).disclosed == 400


async def test_an_entry_is_recorded_when_the_log_took_it(database: Database):
    taken = record(escalated(new_id()))
    at = NOW - timedelta(days=3)
    await entered(database, [Record(taken.partition, 0, taken.key, taken.headers, taken.value, at)])
    (entry,) = await rows(database, "journal_entry")
    assert entry.recorded_at == at


async def test_no_two_entries_share_a_salt(database: Database):
    await entered(database, [record(escalated(new_id())) for _ in range(100)])
    assert len({entry.salt for entry in await rows(database, "journal_entry")}) == 100
