"""The journal of a programme, and of a vendor what belongs to no programme: entries, head, export.

Client and vendor see the same chain, so that each can hold the other to it; a vendor sees the
content of its own events only.
"""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from fastapi.responses import StreamingResponse
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.db import Db
from libs.common.edge import Edge, Session
from libs.common.journal import Head, Header, Stream, genesis
from services.console.api.access import AfterSequence, Follower, programme_seen, vendor_seen
from services.console.api.views import EntryPage, HeadView, StreamView, entry_view
from services.console.export import export
from services.console.models import JournalEntry, JournalHead

router = APIRouter(tags=["journal"], route_class=Edge)
Entries = Annotated[int, Query(ge=1, le=100, description="Entries on a page")]
NDJSON = "application/x-ndjson"
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {NDJSON: {"schema": {"type": "string"}}}, "description": "Line by line"}
}


@router.get("/programmes/{id}/journal")
async def read_programmes_journal(
    id: UUID, db: Session, actor: Follower, limit: Entries = 50, after: AfterSequence = 0
) -> EntryPage:
    """Every event of the programme, oldest first, with its digest and its place in the chain."""
    await programme_seen(db, id, actor)
    return await _entries(db, id, actor, limit, after)


@router.get("/programmes/{id}/journal/head")
async def read_programmes_head(id: UUID, db: Session, actor: Follower) -> HeadView:
    """Where the chain stands. Whoever holds a head sees any rewriting of what came before it."""
    await programme_seen(db, id, actor)
    return _head_view(await _head(db, id))


@router.get("/programmes/{id}/journal/export", response_class=StreamingResponse, responses=ANSWERS)
async def export_programmes_journal(
    id: UUID, request: Request, db: Session, actor: Follower
) -> StreamingResponse:
    """The whole chain as NDJSON, for `baton journal verify`. Others' events are withheld."""
    await programme_seen(db, id, actor)
    return _export(request, db, actor, await _head(db, id), programme=str(id))


@router.get("/vendors/{id}/journal")
async def read_vendors_journal(
    id: UUID, db: Session, actor: Follower, limit: Entries = 50, after: AfterSequence = 0
) -> EntryPage:
    """Events that concern the vendor outside of any programme."""
    await vendor_seen(db, id, actor)
    return await _entries(db, id, actor, limit, after)


@router.get("/vendors/{id}/journal/head")
async def read_vendors_head(id: UUID, db: Session, actor: Follower) -> HeadView:
    """Where the vendor's own chain stands."""
    await vendor_seen(db, id, actor)
    return _head_view(await _head(db, id))


@router.get("/vendors/{id}/journal/export", response_class=StreamingResponse, responses=ANSWERS)
async def export_vendors_journal(
    id: UUID, request: Request, db: Session, actor: Follower
) -> StreamingResponse:
    """The vendor's own chain as NDJSON, for `baton journal verify`."""
    await vendor_seen(db, id, actor)
    return _export(request, db, actor, await _head(db, id), programme=None)


async def _entries(db: Db, key: UUID, actor: Actor, limit: int, after: int) -> EntryPage:
    query = select(JournalEntry).where(JournalEntry.key == str(key), JournalEntry.sequence > after)
    rows = await db.all(query.order_by(col(JournalEntry.sequence)).limit(limit + 1))
    more = rows[limit - 1].sequence if len(rows) > limit else None
    return EntryPage(items=[entry_view(row, actor) for row in rows[:limit]], next=more)


async def _head(db: Db, key: UUID) -> Head:
    found = (await db.scalars(select(JournalHead).where(JournalHead.key == str(key)))).first()
    return found.head if found else genesis(Stream(db.scope.tenant, str(key)))


def _head_view(head: Head) -> HeadView:
    stream = StreamView(tenant=head.stream.tenant, key=head.stream.key)
    return HeadView(sequence=head.sequence, hash=head.hash.hex(), stream=stream)


def _export(
    request: Request, db: Db, actor: Actor, head: Head, programme: str | None
) -> StreamingResponse:
    header = Header(head.stream, programme)
    lines: AsyncIterator[bytes] = export(
        request.app.state.service.database, db.scope, actor, header, head
    )
    name = f"journal-{head.stream.key}.ndjson"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(lines, media_type=NDJSON, headers=disposition)
