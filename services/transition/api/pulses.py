"""Morale pulses: asked of a team, counted once, shown where enough answered."""

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.db import Db
from libs.common.edge import Session, needs
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, Text
from services.transition.api.of_client import Client, GiveReason, begin, deed, of_plan
from services.transition.models import Plan, Pulse, PulseState
from services.transition.models.plan_items import Deed
from services.transition.people.counting import counted_pulses
from services.transition.people.morale import Morale, morale, shown
from services.transition.people.morale_trend import MoraleTrend, morale_trend
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["pulses"])
Counter = Annotated[Actor, needs(Role.HR, Role.PROCESS_OWNER)]
"HR, or who leads the team."
Answers = Annotated[int, Field(ge=0, le=100_000)]
Counts = Annotated[list[Answers], Field(min_length=5, max_length=5)]
Fall = Annotated[Decimal, Field(gt=0, le=4, max_digits=3, decimal_places=2)]


class OpenPulse(Body):
    """`questions`: each answered from 1 (not at all) to 5 (fully)."""

    code: Code
    title: Text
    side: Party
    team: Text
    questions: Annotated[list[Text], Field(min_length=1, max_length=5)]
    opens_on: Day | None = None
    "Today, unless stated."
    tell_fall_beyond: Fall = Decimal("0.50")
    "Points of the scale: a fall beyond this since the last pulse is told."


class CountPulse(Body):
    """By question, in their order, how many gave a 1, a 2, a 3, a 4 and a 5."""

    counts: Annotated[list[Counts], Field(min_length=1, max_length=5)]
    on: Day | None = None
    "Today, unless stated."


class PulseView(View):
    """What fewer than five answered is not shown: neither here nor anywhere else."""

    id: UUID
    programme_id: UUID
    plan_id: UUID
    code: str
    title: str
    side: Party
    team: str
    questions: list[str]
    opens_on: date
    tell_fall_beyond: Decimal
    state: PulseState
    counted_on: date | None
    morale: Morale | None
    trend: MoraleTrend | None


@router.post("/plans/{id}/pulses", status_code=201)
async def open_pulse(
    id: UUID, body: OpenPulse, db: Session, actor: Counter, response: Response
) -> PulseView:
    """409 where the code is taken."""
    if len(set(body.questions)) < len(body.questions):
        raise invalid("/questions", "The same question is asked twice.")
    plan = await begin(db, Pulse, id, body.code, actor)
    on = day_of(plan, body.opens_on, db.now, "/opens_on")
    pulse = Pulse(**of_plan(plan, Pulse), **{**body.model_dump(), "opens_on": on})
    publish(db, pulse.open(Deed(on, actor.id, db.now)))
    db.add(pulse)
    response.headers["Location"] = f"/transition/v1/pulses/{pulse.id}"
    return PulseView.model_validate(pulse)


@router.get("/plans/{id}/pulses")
async def list_pulses(
    id: UUID,
    db: Session,
    actor: Client,
    limit: Limit = 50,
    after: After = None,
    side: Annotated[Party | None, Query()] = None,
) -> Page[PulseView]:
    await db.seen(Plan, id, actor)
    query = select(Pulse).where(Pulse.plan_id == id)
    query = query if side is None else query.where(Pulse.side == side)
    return await page(db, query, Pulse, actor, PulseView.model_validate, limit, after)


@router.get("/pulses/{id}")
async def read_pulse(id: UUID, db: Session, actor: Client) -> PulseView:
    return PulseView.model_validate(await db.seen(Pulse, id, actor))


@router.get("/pulses/{id}/explanation")
async def explain_pulse(id: UUID, db: Session, actor: Client) -> Explanation:
    """Of the questions that enough answered; 409 where there is none."""
    pulse = await db.seen(Pulse, id, actor)
    counts = shown(dict(zip(pulse.questions, pulse.counts, strict=False)))
    if not counts:
        raise refused("not-enough-answers", f"{pulse.code} has nothing that can be shown.")
    return morale.explained(counts).explanation


@router.post("/pulses/{id}/count")
async def count(id: UUID, body: CountPulse, db: Session, actor: Counter) -> PulseView:
    """Once: a second count could be told apart from the first by one answer."""
    pulse = await db.locked(Pulse, id, actor)
    pulse.must_be_open()
    if len(body.counts) != len(pulse.questions):
        raise invalid("/counts", f"{pulse.code} has {len(pulse.questions)} questions.")
    done = deed(await plan_of(db, pulse), body, db, actor)
    found = morale(shown(dict(zip(pulse.questions, body.counts, strict=True))))
    trend = await _trend(db, pulse, found, done.on)
    publish(db, pulse.count(body.counts, found, trend, done))
    await outlook(db, pulse.plan_id)
    return PulseView.model_validate(pulse)


async def _trend(db: Db, pulse: Pulse, found: Morale, on: date) -> MoraleTrend | None:
    """Against the last of the same team with the same questions shown."""
    before = [
        each.morale.mean
        for each in await counted_pulses(db, pulse.plan_id)
        if (each.side, each.team) == (pulse.side, pulse.team)
        and each.counted_on is not None
        and each.counted_on <= on
        and each.morale is not None
        and each.morale.mean is not None
        and each.morale.questions.keys() == found.questions.keys()
    ]
    if not before or found.mean is None:
        return None
    return morale_trend(before[-1], found.mean, pulse.tell_fall_beyond)


@router.post("/pulses/{id}/cancel")
async def cancel(id: UUID, body: GiveReason, db: Session, actor: Counter) -> PulseView:
    pulse = await db.locked(Pulse, id, actor)
    publish(db, pulse.cancel(deed(await plan_of(db, pulse), body, db, actor)))
    return PulseView.model_validate(pulse)
