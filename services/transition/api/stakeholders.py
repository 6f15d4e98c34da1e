"""Stakeholders: who they are, what they think, and how they are dealt with."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import Field
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.edge import Session, needs
from libs.common.events.terms import Code
from libs.common.events.transition.communication import Attitude
from libs.common.events.transition.party import Party
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Day, Text
from services.transition.api.of_client import (
    NOTHING_TO_ADD,
    Communicator,
    Note,
    TakeStep,
    begin,
    deed,
    of_plan,
)
from services.transition.communication.contact_due import contact_due
from services.transition.communication.spoken_to import last_spoken_to
from services.transition.communication.stakeholder_quadrant import Quadrant, stakeholder_quadrant
from services.transition.models import Plan, Stakeholder, StakeholderState
from services.transition.models.plan_items import Deed
from services.transition.models.stakeholders import AttitudeOn, StakeholderKind
from services.transition.plan.items import day_of
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["stakeholders"])
StakeholderReader = Annotated[
    Actor,
    needs(Role.PROGRAMME_OFFICE, Role.SPONSOR, Role.PROCESS_OWNER, Role.HR, Role.AUDITOR),
]
Weight = Annotated[int, Field(ge=1, le=5)]
Rhythm = Annotated[int, Field(ge=1, le=366)]


class ListStakeholder(Body):
    code: Code
    name: Text
    "A person of the programme, or a group."
    kind: StakeholderKind
    side: Party
    influence: Weight
    interest: Weight
    attitude: Attitude
    wanted: Attitude
    owner: Text
    "Who looks after the relation."
    needs: Note = ""
    rhythm_days: Rhythm | None = None
    "To be spoken to at least every so many calendar days."
    listed_on: Day | None = None
    "Today, unless stated."


class ReviseStakeholder(Body):
    """What is left out stays as it is."""

    influence: Weight | None = None
    interest: Weight | None = None
    wanted: Attitude | None = None
    owner: Text | None = None
    needs: Note | None = None
    rhythm_days: Rhythm | None = None
    on: Day | None = None
    "Today, unless stated."


class NoteAttitude(Body):
    attitude: Attitude
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""


class StakeholderView(View):
    id: UUID
    programme_id: UUID
    plan_id: UUID
    code: str
    name: str
    kind: StakeholderKind
    side: Party
    influence: int
    interest: int
    quadrant: Quadrant
    attitude: Attitude
    wanted: Attitude
    owner: str
    needs: str
    rhythm_days: int | None
    state: StakeholderState
    listed_on: date
    attitudes: list[AttitudeOn]

    @classmethod
    def of(cls, row: Stakeholder) -> "StakeholderView":
        quadrant = stakeholder_quadrant(row.influence, row.interest)
        names = cls.model_fields.keys() - {"quadrant"}
        return cls(quadrant=quadrant, **{name: getattr(row, name) for name in names})


class StakeholderExplanation(View):
    quadrant: Explanation
    contact: Explanation


@router.post("/plans/{id}/stakeholders", status_code=201)
async def enlist(
    id: UUID, body: ListStakeholder, db: Session, actor: Communicator, response: Response
) -> StakeholderView:
    """409 where the code is taken."""
    plan = await begin(db, Stakeholder, id, body.code, actor)
    on = day_of(plan, body.listed_on, db.now, "/listed_on")
    facts = {**body.model_dump(), "listed_on": on}
    stakeholder = Stakeholder(**of_plan(plan, Stakeholder), **facts)
    publish(db, stakeholder.enlist(Deed(on, actor.id, db.now)))
    db.add(stakeholder)
    await outlook(db, id)
    response.headers["Location"] = f"/transition/v1/stakeholders/{stakeholder.id}"
    return StakeholderView.of(stakeholder)


@router.get("/plans/{id}/stakeholders")
async def list_stakeholders(
    id: UUID, db: Session, actor: StakeholderReader, limit: Limit = 50, after: After = None
) -> Page[StakeholderView]:
    await db.seen(Plan, id, actor)
    query = select(Stakeholder).where(Stakeholder.plan_id == id)
    return await page(db, query, Stakeholder, actor, StakeholderView.of, limit, after)


@router.get("/stakeholders/{id}")
async def read_stakeholder(id: UUID, db: Session, actor: StakeholderReader) -> StakeholderView:
    return StakeholderView.of(await db.seen(Stakeholder, id, actor))


@router.get("/stakeholders/{id}/explanation")
async def explain_stakeholder(
    id: UUID, db: Session, actor: StakeholderReader
) -> StakeholderExplanation:
    """Why they stand in that quadrant, and when they are to be spoken to."""
    row = await db.seen(Stakeholder, id, actor)
    last = await last_spoken_to(db, row.plan_id)
    today = (await plan_of(db, row)).today(db.now)
    contact = contact_due.explained(row.listed_on, last.get(row.code), row.rhythm_days, today)
    quadrant = stakeholder_quadrant.explained(row.influence, row.interest)
    return StakeholderExplanation(quadrant=quadrant.explanation, contact=contact.explanation)


@router.post("/stakeholders/{id}/revise")
async def revise(
    id: UUID, body: ReviseStakeholder, db: Session, actor: Communicator
) -> StakeholderView:
    row = await db.locked(Stakeholder, id, actor)
    changes = body.model_dump(exclude_none=True, exclude={"on"})
    publish(db, row.revise(changes, deed(await plan_of(db, row), body, db, actor)))
    await outlook(db, row.plan_id)
    return StakeholderView.of(row)


@router.post("/stakeholders/{id}/note-attitude")
async def note_attitude(
    id: UUID, body: NoteAttitude, db: Session, actor: Communicator
) -> StakeholderView:
    row = await db.locked(Stakeholder, id, actor)
    publish(db, row.feels(body.attitude, deed(await plan_of(db, row), body, db, actor)))
    await outlook(db, row.plan_id)
    return StakeholderView.of(row)


@router.post("/stakeholders/{id}/leave")
async def leave(
    id: UUID, db: Session, actor: Communicator, body: TakeStep = NOTHING_TO_ADD
) -> StakeholderView:
    """They leave the map; what was said with them stays."""
    row = await db.locked(Stakeholder, id, actor)
    publish(db, row.leave(deed(await plan_of(db, row), body, db, actor)))
    await outlook(db, row.plan_id)
    return StakeholderView.of(row)
