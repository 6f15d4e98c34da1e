"""Long work of a service: its progress can be read, waited for and cancelled."""

import asyncio
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Row

from libs.common.auth.actor import Actor
from libs.common.auth.roles import EVERY_ROLE, Right, Role
from libs.common.db import Db
from libs.common.edge import EVENT, Edge, Session, either
from libs.common.jobs import JobLine, JobView, State
from libs.common.jobs.looking import cancel_job, listed_jobs, seen_job
from libs.common.pages import After, Limit, Page

router = APIRouter(prefix="/jobs", tags=["jobs"], route_class=Edge)
Reader = Annotated[Actor, either(right=tuple(Right))]
Canceller = Annotated[Actor, either(*EVERY_ROLE - {Role.AUDITOR}, right=(Right.REPORT, Right.BID))]

LONGEST_WAIT = 20
SHORTEST_PAUSE, LONGEST_PAUSE = 0.02, 0.5
"Seconds between looks while somebody waits."


@router.get("")
async def list_jobs(
    db: Session,
    actor: Reader,
    state: Annotated[list[State] | None, Query(description="Default: all")] = None,
    programme_id: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[JobLine]:
    """Oldest first. A vendor sees those that it started."""
    states = state or list(State)
    rows = await listed_jobs(
        db, actor, states=states, programme_id=programme_id, after=after, limit=limit + 1
    )
    more = rows[limit - 1].id if len(rows) > limit else None
    return Page(items=[JobLine.model_validate(row) for row in rows[:limit]], next=more)


@router.get("/{id}")
async def read_job(
    id: UUID,
    response: Response,
    db: Session,
    actor: Reader,
    wait: Annotated[
        int, Query(ge=0, le=LONGEST_WAIT, description="Seconds to wait for a change")
    ] = 0,
    seen: Annotated[
        int | None, Query(ge=0, le=2**31 - 1, description="The `version` that you know")
    ] = None,
) -> JobView:
    """With `wait`, answers when the job changes or has ended.

    When it is done, `Baton-Event` names the last event that left with its result.
    """
    row = await seen_job(db, id, actor)
    row = await _changed(db, row, actor, row.version if seen is None else seen, wait)
    if row.event:
        response.headers[EVENT] = row.event
    return JobView.model_validate(row)


@router.post("/{id}/cancel")
async def cancel(id: UUID, request: Request, db: Session, actor: Canceller) -> JobView:
    """What it has worked out is thrown away. 409 where it has ended already."""
    now = request.app.state.service.clock.now()
    return JobView.model_validate(await cancel_job(db, id, actor, now))


async def _changed(db: Db, row: Row[Any], actor: Actor, seen: int, wait: float) -> Row[Any]:
    """The job as it is once it is not what was seen, or when the time is up."""
    loop = asyncio.get_running_loop()
    deadline, pause = loop.time() + wait, SHORTEST_PAUSE
    while row.version == seen and not row.state.ended and loop.time() < deadline:
        await db.rollback()  # nobody else should have to wait for the connection
        await asyncio.sleep(min(pause, max(deadline - loop.time(), 0)))
        pause = min(pause * 1.5, LONGEST_PAUSE)
        row = await seen_job(db, row.id, actor)
    return row
