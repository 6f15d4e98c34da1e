"""The journal of a programme, and of a vendor what belongs to no programme: entries, head, export.

Client and vendor see the same chain, so that each can hold the other to it; a vendor sees the
content of its own events only.
"""

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query, Request
from fastapi.responses import StreamingResponse
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.db import Db
from libs.common.edge import Session
from libs.common.journal import Head, Header, Stream, genesis
from libs.common.routers import router_of
from services.console.api.access import AfterSequence, Follower, programme_seen, vendor_seen
from services.console.api.views import EntryPage, HeadView, StreamView, entry_view
from services.console.export import export
from services.console.models import JournalEntry, JournalHead

router = router_of("console", tags=["journal"])
Entries = Annotated[int, Query(ge=1, le=100, description="Entries on a page")]
NDJSON = "application/x-ndjson"
ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {"content": {NDJSON: {"schema": {"type": "string"}}}, "description": "Line by line"}
}


@dataclass(frozen=True)
class Followed:
    """A stream that the caller may follow. `programme`: none for a vendor's own."""

    db: Db
    actor: Actor
    key: UUID
    programme: str | None = None

    async def entries(self, limit: int, after: int) -> EntryPage:
        key = str(self.key)
        query = select(JournalEntry).where(JournalEntry.key == key, JournalEntry.sequence > after)
        rows = await self.db.all(query.order_by(col(JournalEntry.sequence)).limit(limit + 1))
        more = rows[limit - 1].sequence if len(rows) > limit else None
        return EntryPage(items=[entry_view(row, self.actor) for row in rows[:limit]], next=more)

    async def head(self) -> Head:
        query = select(JournalHead).where(JournalHead.key == str(self.key))
        found = (await self.db.scalars(query)).first()
        return found.head if found else genesis(Stream(self.db.scope.tenant, str(self.key)))


async def programmes(id: UUID, db: Session, actor: Follower) -> Followed:
    await programme_seen(db, id, actor)
    return Followed(db, actor, id, programme=str(id))


async def vendors(id: UUID, db: Session, actor: Follower) -> Followed:
    """What concerns the vendor outside of any programme."""
    await vendor_seen(db, id, actor)
    return Followed(db, actor, id)


def add_views(prefix: str, whose: Any) -> None:
    """A kind of stream, seen in three ways. `whose` is the dependency that lets callers follow."""

    @router.get(f"{prefix}/journal")
    async def read_journal(
        stream: Annotated[Followed, whose], limit: Entries = 50, after: AfterSequence = 0
    ) -> EntryPage:
        """Every event of the stream, oldest first, with its digest and its place in the chain."""
        return await stream.entries(limit, after)

    @router.get(f"{prefix}/journal/head")
    async def read_head(stream: Annotated[Followed, whose]) -> HeadView:
        """Where the chain stands. Whoever holds a head sees any rewriting of what came before."""
        head = await stream.head()
        place = StreamView(tenant=head.stream.tenant, key=head.stream.key)
        return HeadView(sequence=head.sequence, hash=head.hash.hex(), stream=place)

    @router.get(f"{prefix}/journal/export", response_class=StreamingResponse, responses=ANSWERS)
    async def export_journal(
        stream: Annotated[Followed, whose], request: Request
    ) -> StreamingResponse:
        """The whole chain as NDJSON, for `baton journal verify`. Others' events are withheld."""
        head, database = await stream.head(), request.app.state.service.database
        header = Header(head.stream, stream.programme)
        lines = export(database, stream.db.scope, stream.actor, header, head)
        disposition = f'attachment; filename="journal-{stream.key}.ndjson"'
        headers = {"Content-Disposition": disposition}
        return StreamingResponse(lines, media_type=NDJSON, headers=headers)


add_views("/programmes/{id}", Depends(programmes))
add_views("/vendors/{id}", Depends(vendors))
