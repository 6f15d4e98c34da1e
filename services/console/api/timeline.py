"""A programme's timeline, page by page, and as it grows."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Header, Query, Request
from fastapi.responses import StreamingResponse
from fastapi.sse import EventSourceResponse
from pydantic import BaseModel

from libs.common.edge import Session
from libs.common.pages import Limit
from libs.common.routers import router_of
from services.console.api.access import AfterSequence, Follower, programme_seen
from services.console.feed import feed
from services.console.timeline import LineView, lines_after

router = router_of("console", "/programmes", tags=["timeline"])
LastSeen = Annotated[
    int | None, Header(alias="Last-Event-ID", ge=0, le=2**62, description="Sent by browsers")
]
STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"text/event-stream": {"schema": {"type": "string"}}},
        "description": "Lines of the timeline, `id` being the sequence",
    }
}


class Timeline(BaseModel):
    items: list[LineView]
    next: int | None = None


@router.get("/{id}/timeline")
async def read_timeline(
    id: UUID,
    db: Session,
    actor: Follower,
    limit: Limit = 50,
    after: AfterSequence = 0,
    stage: Annotated[int | None, Query(ge=1, le=5)] = None,
    type: Annotated[str | None, Query(max_length=120, description="Full type of event")] = None,
) -> Timeline:
    """What happened, oldest first. A vendor sees the lines that concern it, and no other."""
    await programme_seen(db, id, actor)
    lines = await lines_after(db, id, after, limit + 1, stage=stage, type=type)
    more = lines[limit - 1].sequence if len(lines) > limit else None
    return Timeline(items=[LineView.model_validate(line) for line in lines[:limit]], next=more)


@router.get("/{id}/feed", response_class=StreamingResponse, responses=STREAM)
async def follow_timeline(
    id: UUID,
    request: Request,
    db: Session,
    actor: Follower,
    after: AfterSequence = 0,
    last_seen: LastSeen = None,
) -> EventSourceResponse:
    """The lines after a sequence, now and as they come. Ends after ten minutes: come again."""
    await programme_seen(db, id, actor)
    database = request.app.state.service.database
    start = after if last_seen is None else last_seen
    lines = feed(database, db.scope, id, start, request.is_disconnected)
    return EventSourceResponse(lines, headers={"Cache-Control": "no-store"})
