"""Consultations: advice asked for and given, the employer's decision, what was promised on it."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Response
from pydantic import ConfigDict, Field, model_validator
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.people import Advice
from libs.common.events.vendor.evidence import Evidence
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Approver, Day, Text
from services.transition.api.of_client import (
    NOTHING_TO_ADD,
    Client,
    People,
    TakeStep,
    begin,
    deed,
    of_plan,
)
from services.transition.communication.planned import must_be_wave, waves_by_code
from services.transition.models import Consultation, ConsultationState, Plan
from services.transition.models.consultations import Condition, Deadline
from services.transition.models.plan_items import Deed, ItemChange
from services.transition.people.watching import watch_consultation
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook

router = router_of("transition", tags=["consultations"])
Proof = Annotated[Evidence, Field(min_length=1)]


class PlanConsultation(Body):
    """Of a wave, or of the whole transition. `body`: the works council, a union, the staff."""

    code: Code
    body: Text
    about: Text
    wave: Code | None = None
    owner: Text
    due_on: Day
    "When the advice is due."
    deadline: Deadline
    on: Day | None = None
    "Today, unless stated."


class AskAdvice(TakeStep):
    evidence: Proof
    due_on: Day | None = None
    "As it was planned, unless stated."


class SetCondition(Body):
    code: Code
    text: Text
    owner: Text
    due_on: Day


class GiveAdvice(TakeStep):
    """Conditions come with a positive advice that has them, and with no other."""

    evidence: Proof
    advice: Advice
    conditions: Annotated[list[SetCondition], Field(max_length=50)] = []

    @model_validator(mode="after")
    def _conditions_fit(self) -> "GiveAdvice":
        if bool(self.conditions) != (self.advice is Advice.CONDITIONAL):
            raise ValueError("conditions go with positive_with_conditions, and with no other")
        if len({each.code for each in self.conditions}) < len(self.conditions):
            raise ValueError("each condition needs a code of its own")
        return self


class DecideConsultation(TakeStep):
    """`departs`: from the advice; then state from when it may be carried out."""

    evidence: Proof
    departs: bool
    carry_out_from: Day | None = None
    "The day of the decision, unless stated."

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"evidence": ["0" * 64], "departs": False}]}
    )

    @model_validator(mode="after")
    def _waits(self) -> "DecideConsultation":
        if self.departs and self.carry_out_from is None:
            raise ValueError("a decision that departs from the advice needs carry_out_from")
        return self


class MeetCondition(TakeStep):
    condition: Code
    evidence: Proof


class ConsultationView(View):
    id: UUID
    programme_id: UUID
    plan_id: UUID
    code: str
    body: str
    about: str
    wave: str | None
    owner: str
    due_on: date
    deadline: Deadline
    requested_on: date | None
    advice: Advice | None
    conditions: list[Condition]
    departs: bool | None
    carry_out_from: date | None
    state: ConsultationState
    told_late: list[str]
    history: list[ItemChange]


@router.post("/plans/{id}/consultations", status_code=201)
async def plan_consultation(
    id: UUID, body: PlanConsultation, db: Session, actor: People, response: Response
) -> ConsultationView:
    """From now on the gate waits for it. 409 where the code is taken."""
    plan = await begin(db, Consultation, id, body.code, actor)
    must_be_wave(await waves_by_code(db, id), body.wave)
    item = Consultation(**of_plan(plan, Consultation), **body.model_dump(exclude={"on"}))
    publish(db, item.plan(deed(plan, body, db, actor)))
    db.add(item)
    await watch_consultation(db, plan, item)
    await outlook(db, plan.id, item.wave)
    response.headers["Location"] = f"/transition/v1/consultations/{item.id}"
    return ConsultationView.model_validate(item)


@router.get("/plans/{id}/consultations")
async def list_consultations(
    id: UUID, db: Session, actor: Client, limit: Limit = 50, after: After = None
) -> Page[ConsultationView]:
    await db.seen(Plan, id, actor)
    query = select(Consultation).where(Consultation.plan_id == id)
    view = ConsultationView.model_validate
    return await page(db, query, Consultation, actor, view, limit, after)


@router.get("/consultations/{id}")
async def read_consultation(id: UUID, db: Session, actor: Client) -> ConsultationView:
    return ConsultationView.model_validate(await db.seen(Consultation, id, actor))


@router.post("/consultations/{id}/ask")
async def ask(id: UUID, body: AskAdvice, db: Session, actor: People) -> ConsultationView:
    item, plan, done = await _found(id, body, db, actor)
    if body.due_on is not None and body.due_on < done.on:
        raise invalid("/due_on", f"{body.due_on} lies before {done.on}, when it is asked.")
    publish(db, item.ask(body.due_on, done))
    return await _kept(db, plan, item)


@router.post("/consultations/{id}/give-advice")
async def give_advice(id: UUID, body: GiveAdvice, db: Session, actor: People) -> ConsultationView:
    """Noted by HR as it was given, with the letter as evidence."""
    item, plan, done = await _found(id, body, db, actor)
    conditions = [Condition(**dict(each)) for each in body.conditions]
    publish(db, item.advise(body.advice, conditions, done))
    return await _kept(db, plan, item)


@router.post("/consultations/{id}/decide")
async def decide(
    id: UUID, body: DecideConsultation, db: Session, actor: Approver
) -> ConsultationView:
    item, plan, done = await _found(id, body, db, actor)
    begins = body.carry_out_from or done.on
    if begins < done.on:
        raise invalid("/carry_out_from", f"{begins} lies before {done.on}, when it is decided.")
    publish(db, item.decide(body.departs, begins, done))
    return await _kept(db, plan, item)


@router.post("/consultations/{id}/meet-condition")
async def meet_condition(
    id: UUID, body: MeetCondition, db: Session, actor: People
) -> ConsultationView:
    """422 for a condition that it does not have, 409 for one that is met."""
    item, plan, done = await _found(id, body, db, actor)
    publish(db, item.meet(body.condition, done))
    return await _kept(db, plan, item)


@router.post("/consultations/{id}/close")
async def close(
    id: UUID, db: Session, actor: People, body: TakeStep = NOTHING_TO_ADD
) -> ConsultationView:
    """409 as long as a condition is not met."""
    item, plan, done = await _found(id, body, db, actor)
    publish(db, item.close(done))
    return await _kept(db, plan, item)


async def _found(
    id: UUID, body: TakeStep, db: Session, actor: Actor
) -> tuple[Consultation, Plan, Deed]:
    item = await db.locked(Consultation, id, actor)
    plan = await plan_of(db, item)
    return item, plan, deed(plan, body, db, actor)


async def _kept(db: Session, plan: Plan, item: Consultation) -> ConsultationView:
    await watch_consultation(db, plan, item)
    await outlook(db, plan.id, item.wave)
    return ConsultationView.model_validate(item)
