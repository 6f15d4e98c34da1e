"""Dead letters of a service, for operations: look, replay, discard."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel

from libs.common import held
from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.dead_letters import DeadLetters
from libs.common.edge import OwnTransactions, Session, needs
from libs.common.held import State
from libs.common.pages import Limit
from libs.common.problems import not_found

router = APIRouter(prefix="/dead-letters", tags=["operations"], route_class=OwnTransactions)
Operator = Annotated[Actor, needs(Role.OPERATIONS)]


class HeldEvent(BaseModel):
    """What has the same topic and key is a lane; in it the lowest `place` is dealt with first."""

    id: UUID
    state: State
    event_id: UUID | None
    type: str | None
    topic: str
    key: str
    reason: str
    trace_id: str
    held_at: datetime
    outcome: str | None
    place: int


class HeldPage(BaseModel):
    items: list[HeldEvent]
    next: int | None = None


class Applied(BaseModel):
    """How many held events were applied."""

    applied: int


@router.get("")
async def list_dead_letters(
    db: Session,
    actor: Operator,
    state: Annotated[list[State] | None, Query(description="Default: all")] = None,
    ended: Annotated[bool, Query(description="Those replayed or discarded instead")] = False,
    limit: Limit = 50,
    after: Annotated[int, Query(ge=0, le=2**62, description="`next` of the page before")] = 0,
) -> HeldPage:
    """Events that could not be applied here: dead, parked behind a dead one, or pending.

    Operations of the whole tenant, as all of this: a lane may hold events of any programme.
    """
    actor.check(None)
    states = state or list(State)
    rows = await held.listing(
        db, actor.tenant, states=states, after=after, limit=limit + 1, ended=ended
    )
    more = rows[limit - 1].seq if len(rows) > limit else None
    return HeldPage(items=[_view(row) for row in rows[:limit]], next=more)


@router.get("/{id}")
async def read_dead_letter(id: UUID, db: Session, actor: Operator) -> HeldEvent:
    actor.check(None)
    row = await held.one(db, actor.tenant, id)
    if row is None:
        raise not_found("dead letter", id)
    return _view(row)


@router.post("/{id}/replay")
async def replay(id: UUID, request: Request, actor: Operator) -> Applied:
    """Applies it again, and then those parked behind it, in order. 409 where it fails again."""
    actor.check(None)
    return Applied(applied=await _letters(request).replay(actor.tenant, id, actor.id))


@router.post("/{id}/discard")
async def discard(id: UUID, request: Request, actor: Operator) -> Applied:
    """Gives it up for good, and applies those parked behind it, in order."""
    actor.check(None)
    return Applied(applied=await _letters(request).discard(actor.tenant, id, actor.id))


def _letters(request: Request) -> DeadLetters:
    letters: DeadLetters = request.app.state.service.dead_letters
    return letters


def _view(row: Any) -> HeldEvent:
    return HeldEvent.model_validate(
        {**row._asdict(), "place": row.seq, "trace_id": row.trace_id or ""}
    )
