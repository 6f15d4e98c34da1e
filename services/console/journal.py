"""Appends records to the chains of their streams, many at once, whatever they contain."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import Table, bindparam, select, tuple_, update

from libs.common.bus import Headers, Record
from libs.common.db import Db
from libs.common.ids import new_id
from libs.common.journal import (
    SALT_BYTES,
    Entry,
    Head,
    Stream,
    entry_after,
    event_id_of,
    genesis,
)
from services.console.models import KEY

NO_TENANT = "-"
"Whose stream takes what names no tenant."

Known = set[tuple[Stream, str]]


@dataclass(frozen=True, slots=True)
class Written:
    """A record and the entry it became."""

    stream: Stream
    record: Record
    entry: Entry


async def append(db: Db, records: Sequence[Record]) -> list[Written]:
    """What is new of the records, chained in their order. The heads stay locked until the commit.

    An event that its stream has already is passed over. What carries no id cannot be told from
    its double, and is entered each time it comes.
    """
    heads = await _locked_heads(db, sorted({stream_of(r) for r in records}, key=_place))
    known = await _known(db, {event_id_of(r.headers) for r in records})
    written = _chained(records, heads, known)
    if written:
        await db.run(db.table("journal_entry").insert(), [_entry_row(w) for w in written])
        await _move_heads(db, {w.stream: w.entry for w in written})
    return written


def stream_of(record: Record) -> Stream:
    return Stream(_tenant(record.headers), text(record.key, KEY))


def _chained(records: Iterable[Record], heads: dict[Stream, Head], known: Known) -> list[Written]:
    written = []
    for record in records:
        stream, id = stream_of(record), event_id_of(record.headers)
        if id and (stream, id) in known:
            continue
        known.add((stream, id))
        entry = entry_after(
            heads[stream],
            record.headers,
            record.value,
            recorded_at=record.appended_at,
            salt=token_bytes(SALT_BYTES),
        )
        heads[stream] = entry.head(stream)
        written.append(Written(stream, record, entry))
    return written


async def _locked_heads(db: Db, streams: Sequence[Stream]) -> dict[Stream, Head]:
    """Always in the same order, so that two members of the group never wait for each other."""
    table = db.table("journal_head")
    await insert_new(db, table, [_head_row(genesis(stream)) for stream in streams])
    wanted = tuple_(table.c.tenant, table.c.key).in_([_place(stream) for stream in streams])
    query = select(table.c.tenant, table.c.key, table.c.sequence, table.c.hash).where(wanted)
    rows = await db.run(query.order_by(table.c.tenant, table.c.key).with_for_update())
    found = (Head(Stream(tenant, key), sequence, hash) for tenant, key, sequence, hash in rows)
    return {head.stream: head for head in found}


async def _known(db: Db, ids: Collection[str]) -> Known:
    table = db.table("journal_entry")
    query = select(table.c.tenant, table.c.key, table.c.event_id).where(table.c.event_id.in_(ids))
    return {(Stream(tenant, key), id) for tenant, key, id in await db.run(query)}


async def _move_heads(db: Db, newest: dict[Stream, Entry]) -> None:
    table = db.table("journal_head")
    here = (table.c.tenant == bindparam("of_tenant")) & (table.c.key == bindparam("of_key"))
    rows = [
        {"of_tenant": s.tenant, "of_key": s.key, "sequence": entry.sequence, "hash": entry.hash}
        for s, entry in newest.items()
    ]
    moved = update(table).where(here)
    await db.run(moved.values(sequence=bindparam("sequence"), hash=bindparam("hash")), rows)


async def insert_new(db: Db, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Leaves alone what is there already."""
    if rows:
        await db.run(db.database.insert(table).on_conflict_do_nothing(), rows)


def _place(stream: Stream) -> tuple[str, str]:
    return stream.tenant, stream.key


def _head_row(head: Head) -> dict[str, Any]:
    stream = head.stream
    place = {"id": new_id(), "tenant": stream.tenant, "key": stream.key}
    return {**place, "sequence": head.sequence, "hash": head.hash}


def _entry_row(written: Written) -> dict[str, Any]:
    stream, entry, headers = written.stream, written.entry, dict(written.record.headers)
    opened = entry.disclosure
    return {
        "id": new_id(),
        "tenant": stream.tenant,
        "key": stream.key,
        "sequence": entry.sequence,
        "event_id": entry.event_id or None,
        "type": text(headers.get("ce_type", b""), 120),
        "vendor_id": _uuid(headers.get("ce_vendor", b"")),
        "recorded_at": entry.recorded_at,
        "digest": entry.digest,
        "hash": entry.hash,
        "salt": opened and opened.salt,
        "content": opened and opened.content,
    }


def text(raw: bytes, most: int) -> str:
    """As a database can store it: what is not UTF-8 is escaped, and so is the zero character."""
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")[:most]


def _tenant(headers: Headers) -> str:
    """A name that had to be cut or escaped could become another tenant's."""
    raw = dict(headers).get("ce_tenant", b"")
    tenant = text(raw, 64)
    return tenant if tenant and tenant.encode() == raw else NO_TENANT


def _uuid(raw: bytes) -> UUID | None:
    try:
        return UUID(raw.decode())
    except ValueError:
        return None
