"""Milestones in people's calendars: read by a token, or subscribed to at a secret address.

Calendar programs cannot sign in. A feed's address carries a key of 256 random bits, kept as its
digest, which opens the milestones of one plan and nothing else, until it is revoked.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Path, Request, Response
from fastapi.routing import APIRoute
from sqlalchemy import select as select_rows
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import EVERY_ROLE, Right, Role
from libs.common.auth.secret_keys import fits, fresh_key, prefix_of
from libs.common.bodies import Body, View
from libs.common.db import Scope
from libs.common.edge import Session, either
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import ProblemBody, forbidden, unauthenticated
from libs.common.routers import router_of
from services.transition.api.common import Reader, Text
from services.transition.exchange.milestone_calendar import milestone_calendar
from services.transition.models import Feed, Plan

Subscriber = Annotated[Actor, either(*EVERY_ROLE - {Role.AUDITOR}, right=Right.READ)]
CALENDAR = "text/calendar; charset=utf-8"
router = router_of("transition", tags=["calendar feeds"])
subscribed = router_of("transition", tags=["calendar feeds"], route_class=APIRoute)


class NewFeed(Body):
    title: Text
    "Where it is subscribed to, so that one knows later which to revoke."


class FeedView(View):
    id: UUID
    plan_id: UUID
    title: str
    prefix: str
    opened_at: datetime
    opened_by: str
    revoked_at: datetime | None


class FreshFeed(FeedView):
    path: str
    "The secret address, told this once: whoever knows it reads the milestones."


@router.get("/plans/{id}/milestones.ics", response_class=Response)
async def read_milestones(id: UUID, db: Session, actor: Reader) -> Response:
    """The milestones as an iCalendar file."""
    plan = await db.seen(Plan, id, actor)
    return Response(await milestone_calendar(db, plan), media_type=CALENDAR)


@router.post("/plans/{id}/feeds", status_code=201)
async def open_feed(
    id: UUID, body: NewFeed, db: Session, actor: Subscriber, response: Response
) -> FreshFeed:
    """A secret address for a calendar program. Its path is told in this answer alone."""
    plan = await db.seen(Plan, id, actor)
    key = fresh_key()
    feed = Feed(
        **plan.ours,
        title=body.title,
        prefix=key.prefix,
        digest=key.digest,
        opened_at=db.now,
        opened_by=actor.id,
    )
    db.add(feed)
    publish(db, feed.opened())
    response.headers["Location"] = f"/transition/v1/feeds/{feed.id}"
    response.headers["Cache-Control"] = "no-store"
    path = f"/transition/v1/calendars/{key.text}/milestones.ics"
    return FreshFeed(**FeedView.model_validate(feed).model_dump(), path=path)


@router.get("/plans/{id}/feeds")
async def list_feeds(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[FeedView]:
    await db.seen(Plan, id, actor)
    query = select(Feed).where(Feed.plan_id == id)
    return await page(db, query, Feed, actor, FeedView.model_validate, limit, after)


@router.get("/feeds/{id}")
async def read_feed(id: UUID, db: Session, actor: Reader) -> FeedView:
    return FeedView.model_validate(await db.seen(Feed, id, actor))


@router.post("/feeds/{id}/revoke")
async def revoke_feed(id: UUID, db: Session, actor: Subscriber) -> FeedView:
    """Whoever had its address reads nothing more. By who opened it, or the programme office."""
    feed = await db.locked(Feed, id, actor)
    if feed.opened_by != actor.id and Role.PROGRAMME_OFFICE not in actor.roles_on(
        feed.programme_id
    ):
        raise forbidden(
            f"The feed was opened by {feed.opened_by}.",
            do="Ask them, or the programme office, to revoke it.",
        )
    publish(db, feed.revoke(actor, db.now))
    return FeedView.model_validate(feed)


@subscribed.get(
    "/calendars/{key}/milestones.ics",
    response_class=Response,
    responses={code: {"model": ProblemBody} for code in (401, 429)},
)
async def subscribe(
    request: Request, key: Annotated[str, Path(min_length=1, max_length=200)]
) -> Response:
    """What calendar programs read. The key is the whole credential: 401 where it is unknown or
    revoked."""
    service = request.app.state.service
    service.rate.hold_key(f"feed/{request.client.host if request.client else ''}")
    table = service.database.table("feed")
    async with service.database.look() as connection:
        query = select_rows(table).where(table.c.prefix == prefix_of(key))
        kept = (await connection.execute(query)).one_or_none()
    if not fits(key, kept.digest if kept else None) or kept is None or kept.revoked_at is not None:
        raise unauthenticated("The address of this calendar is unknown, or was revoked.")
    scope = Scope(kept.tenant, service.clock.now())
    async with service.database.read(scope) as db:
        plan = await db.find(Plan, kept.plan_id)
        if plan is None:
            raise unauthenticated("The plan of this calendar is gone.")
        content = await milestone_calendar(db, plan)
    headers = {"Cache-Control": "private, max-age=900", "Referrer-Policy": "no-referrer"}
    return Response(content, media_type=CALENDAR, headers=headers)
