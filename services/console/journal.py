"""Appends records to the chains of their streams, many at once, whatever they contain."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache, lru_cache
from os import urandom
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import select

from libs.common.bus import Record
from libs.common.db import Database, Db
from libs.common.db.many import LEFT_ALONE, among
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

HEAD = ("id", "tenant", "key", "sequence", "hash")
MOVED = "ON CONFLICT (tenant, key) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash"
ENTRY = (
    "id",
    "tenant",
    "key",
    "sequence",
    "event_id",
    "type",
    "vendor_id",
    "recorded_at",
    "digest",
    "hash",
    "salt",
    "content",
)
Known = set[tuple[Stream, str]]


class Written(NamedTuple):
    """A record and the entry it became."""

    stream: Stream
    record: Record
    entry: Entry


async def append(db: Db, records: Sequence[Record]) -> list[Written]:
    """What is new of the records, chained in their order. The heads stay locked until the commit.

    An event that its stream has already is passed over. What carries no id cannot be told from
    its double, and is entered each time it comes.
    """
    streams = [stream_of(record) for record in records]
    ids = [event_id_of(record.headers) for record in records]
    heads = await _locked_heads(db, sorted(set(streams)))
    known = await _known(db, {id for id in ids if id})
    written = _chained(zip(records, streams, ids, strict=True), heads, known)
    if written:
        rows = [_entry_row(*each) for each in written]
        await db.insert_many("journal_entry", ENTRY, rows)
        await _move_heads(db, {w.stream: w.entry for w in written})
    return written


def stream_of(record: Record) -> Stream:
    return _stream(dict(record.headers).get("ce_tenant", b""), record.key)


@lru_cache(4096)
def _stream(tenant: bytes, key: bytes) -> Stream:
    return Stream(_tenant(tenant), text(key, KEY))


def _chained(
    placed: Iterable[tuple[Record, Stream, str]], heads: dict[Stream, Head], known: Known
) -> list[Written]:
    written = []
    for record, stream, id in placed:
        if id and (stream, id) in known:
            continue
        known.add((stream, id))
        entry = entry_after(
            heads[stream],
            record.headers,
            record.value,
            recorded_at=record.appended_at,
            salt=urandom(SALT_BYTES),
        )
        heads[stream] = entry.head(stream)
        written.append(Written(stream, record, entry))
    return written


async def _locked_heads(db: Db, streams: Sequence[Stream]) -> dict[Stream, Head]:
    """Always in the same order, so that two members of the group never wait for each other."""
    heads = await _lock_heads(db, streams)
    if new := [stream for stream in streams if stream not in heads]:
        rows = [_head_row(genesis(stream)) for stream in new]
        await db.insert_many("journal_head", HEAD, rows, LEFT_ALONE)
        heads |= await _lock_heads(db, new)
    return heads


async def _lock_heads(db: Db, streams: Sequence[Stream]) -> dict[Stream, Head]:
    """Those that are there."""
    wanted = {"tenants": {s.tenant for s in streams}, "keys": {s.key for s in streams}}
    found = await db.run(_locking(db.database), wanted)
    heads = (Head(Stream(tenant, key), sequence, hash) for tenant, key, sequence, hash in found)
    return {head.stream: head for head in heads}


@cache
def _locking(database: Database) -> Any:
    """A few more than wanted, should two tenants have streams of one key."""
    table = database.table("journal_head")
    query = select(table.c.tenant, table.c.key, table.c.sequence, table.c.hash)
    of_tenants = among(database, table.c.tenant, "tenants")
    query = query.where(of_tenants, among(database, table.c.key, "keys"))
    return query.order_by(table.c.tenant, table.c.key).with_for_update()


async def _known(db: Db, ids: Collection[str]) -> Known:
    rows = await db.run(_entered(db.database), {"ids": ids})
    return {(Stream(tenant, key), id) for tenant, key, id in rows}


@cache
def _entered(database: Database) -> Any:
    table = database.table("journal_entry")
    query = select(table.c.tenant, table.c.key, table.c.event_id)
    return query.where(among(database, table.c.event_id, "ids"))


async def _move_heads(db: Db, newest: dict[Stream, Entry]) -> None:
    rows = [_head_row(entry.head(stream)) for stream, entry in newest.items()]
    await db.insert_many("journal_head", HEAD, rows, MOVED)


def _head_row(head: Head) -> tuple[Any, ...]:
    return new_id(), *head.stream, head.sequence, head.hash


def _entry_row(stream: Stream, record: Record, entry: Entry) -> tuple[Any, ...]:
    headers, opened = dict(record.headers), entry.disclosure or (None, None)
    return (
        new_id(),
        *stream,
        entry.sequence,
        entry.event_id or None,
        _type(headers.get("ce_type", b"")),
        _uuid(headers.get("ce_vendor", b"")),
        entry.recorded_at,
        entry.digest,
        entry.hash,
        *opened,
    )


def text(raw: bytes, most: int) -> str:
    """As a database can store it: what is not UTF-8 is escaped, and so is the zero character."""
    return raw.decode("utf-8", "backslashreplace").replace("\0", "\\x00")[:most]


def _tenant(raw: bytes) -> str:
    """A name that had to be cut or escaped could become another tenant's."""
    tenant = text(raw, 64)
    return tenant if tenant and tenant.encode() == raw else NO_TENANT


@lru_cache(1024)
def _type(raw: bytes) -> str:
    return text(raw, 120)


@lru_cache(1024)
def _uuid(raw: bytes) -> UUID | None:
    try:
        return UUID(raw.decode())
    except ValueError:
        return None
