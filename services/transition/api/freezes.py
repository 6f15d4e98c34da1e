"""Freezes: times in which no wave goes live."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import Response
from pydantic import model_validator
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Day, Planner, Reader, Text
from services.transition.models import Freeze, Plan
from services.transition.plan.loading import waves_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["freezes"])


class DeclareFreeze(Body):
    """Both days belong to it."""

    title: Text
    starts_on: Day
    ends_on: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("a freeze ends on or after the day it starts")
        return self


class FreezeView(View):
    id: UUID
    plan_id: UUID
    title: str
    starts_on: date
    ends_on: date
    declared_by: str


class DeclaredFreezeView(FreezeView):
    waves_within: list[str]
    "Waves that are planned within it and not live: to be rescheduled."


@router.post("/plans/{id}/freezes", status_code=201)
async def declare_freeze(
    id: UUID, body: DeclareFreeze, db: Session, actor: Planner, response: Response
) -> DeclaredFreezeView:
    """No wave of the plan goes live within it. Waves planned there are named, not moved."""
    plan = await db.locked(Plan, id, actor)
    freeze = Freeze(**plan.ours, **body.model_dump(), declared_by=actor.id)
    db.add(freeze)
    publish(db, freeze.declared())
    within = [
        wave.code
        for wave in await waves_of(db, id)
        if wave.live_on is None and freeze.span.covers(wave.planned_on)
    ]
    if within:
        await outlook(db, id, *within)
    response.headers["Location"] = f"/transition/v1/freezes/{freeze.id}"
    return DeclaredFreezeView(**FreezeView.model_validate(freeze).model_dump(), waves_within=within)


@router.get("/plans/{id}/freezes")
async def list_freezes(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[FreezeView]:
    await db.seen(Plan, id, actor)
    query = select(Freeze).where(Freeze.plan_id == id)
    return await page(db, query, Freeze, actor, FreezeView.model_validate, limit, after)


@router.get("/freezes/{id}")
async def read_freeze(id: UUID, db: Session, actor: Reader) -> FreezeView:
    return FreezeView.model_validate(await db.seen(Freeze, id, actor))
