"""One event in the journal: where it stands, what it says, and its erasure."""

from typing import Annotated

from fastapi import Path
from pydantic import StringConstraints
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body
from libs.common.db import Db
from libs.common.edge import Session, needs
from libs.common.problems import not_found
from libs.common.routers import router_of
from services.console.api.access import Follower, may_see
from services.console.api.views import PlacedEntry, placed_view
from services.console.models import JournalEntry, TimelineLine

router = router_of("console", "/journal/events", tags=["journal"])
EventId = Annotated[str, Path(min_length=1, max_length=255)]
Eraser = Annotated[Actor, needs(Role.DATA_PROTECTION)]


class Erase(Body):
    reason: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
    "On what ground: a request by the person, say."


@router.get("/{event_id}")
async def read_event(event_id: EventId, db: Session, actor: Follower) -> PlacedEntry:
    """Its place, digest and hash; its content for the client and for the vendor it concerns."""
    return placed_view(await _entry(db, event_id, actor), actor)


@router.post("/{event_id}/erase")
async def erase_event(event_id: EventId, body: Erase, db: Session, actor: Eraser) -> PlacedEntry:
    """Deletes content and salt from the journal, and the timeline's wording. The chain still holds.

    Not reached, and to be seen to apart: the event log, which keeps all; dead letters and rows of
    the other services; answers kept for requests that are repeated; whatever was exported before.

    For data protection, where a person may demand it. 409 where it was erased already.
    """
    entry = await _entry(db, event_id, actor, lock=True)
    entry.erase(db.now, actor.id, body.reason)
    if line := await _line(db, entry):
        line.erase()
    return placed_view(entry, actor)


async def _entry(db: Db, event_id: str, actor: Actor, *, lock: bool = False) -> JournalEntry:
    """404 where it was never told, or is not for the caller."""
    query = select(JournalEntry).where(JournalEntry.event_id == event_id)
    query = query.order_by(col(JournalEntry.recorded_at)).limit(1)
    entry = (await db.scalars(query.with_for_update() if lock else query)).first()
    if entry is None or not await may_see(db, entry, actor):
        raise not_found("event", event_id)
    return entry


async def _line(db: Db, entry: JournalEntry) -> TimelineLine | None:
    if entry.stream_id is None:
        return None
    query = select(TimelineLine).where(
        TimelineLine.programme_id == entry.stream_id, TimelineLine.sequence == entry.sequence
    )
    return (await db.scalars(query)).one_or_none()
