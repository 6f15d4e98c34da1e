"""Real cases of shadowing and reverse shadowing, in batches."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query, Response
from pydantic import BaseModel, Field
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.knowledge import CasesShadowed
from libs.common.events.transition.party import Party
from libs.common.events.vendor.knowledge import TransferStep
from libs.common.ids import new_id
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherDoer, Reader, Text
from services.transition.knowledge.cases import Case, new_among, tallied, told
from services.transition.knowledge.evidence import (
    must_know,
    record,
    same_person,
    topics_named,
)
from services.transition.knowledge.leavers import departed_of
from services.transition.knowledge.risks import reconsider
from services.transition.knowledge.witnesses import witnesses_of
from services.transition.models import Plan, ShadowedCase, Topic, TransferSource
from services.transition.models.plan_items import Deed

router = router_of("transition", tags=["knowledge cases"])
Shadowing = Literal[TransferStep.SHADOWED, TransferStep.REVERSE_SHADOWED]
Reference = Annotated[str, Field(min_length=1, max_length=100)]


class CountCase(Body):
    """`reference`: by which both sides find the case. `seen_by`: who sat beside."""

    topic: Code
    person: Text
    step: Shadowing
    reference: Reference
    handled_on: Day
    unaided: bool = False
    "Of reverse shadowing alone: in shadowing the person only watches."
    seen_by: Text


class CountCases(Body):
    cases: Annotated[list[CountCase], Field(min_length=1, max_length=1000)]


class BatchView(BaseModel):
    """`known`: those that were counted before, or came twice."""

    batch_id: UUID
    sent: int
    counted: int
    known: int


class CaseView(View):
    id: UUID
    plan_id: UUID
    batch_id: UUID
    topic_code: str
    person: str
    step: TransferStep
    reference: str
    handled_on: date
    unaided: bool
    seen_by: str
    reported_by: str


@router.post("/plans/{id}/shadowed-cases", status_code=201)
async def count_cases(
    id: UUID, body: CountCases, db: Session, actor: EitherDoer, response: Response
) -> BatchView:
    """All or none. The same topic, person, step and case counts once, however often it is sent."""
    plan = await db.locked(Plan, id, actor)
    cases = [Case(**dict(case)) for case in body.cases]
    topics = await _topics(db, plan, cases)
    fresh, batch = await new_among(db, id, cases), new_id()
    deed = Deed(plan.today(db.now), actor.id, db.now)
    db.add_all(_row(plan, case, batch, actor) for case in fresh)
    made = tallied(fresh, topics)
    for word, seen in (await _by_word(db, id, fresh, actor)).items():
        record(db, tallied(seen, topics), TransferSource.CASES, batch, deed, word)
    if made:
        tallies = {"tallies": told(made), "cases": len(fresh)}
        publish(db, CasesShadowed(**plan.ours, batch_id=batch, **tallies, reported_by=actor.id))
        waves = {topic.wave for topic in topics.values()}
        await reconsider(db, id, "cases were counted", waves)
    response.headers["Location"] = f"/transition/v1/plans/{id}/shadowed-cases?batch={batch}"
    return BatchView(
        batch_id=batch, sent=len(cases), counted=len(fresh), known=len(cases) - len(fresh)
    )


@router.get("/plans/{id}/shadowed-cases")
async def list_cases(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    topic: Annotated[Code | None, Query()] = None,
    person: Annotated[str | None, Query(max_length=200)] = None,
    batch: Annotated[UUID | None, Query()] = None,
) -> Page[CaseView]:
    await db.seen(Plan, id, actor)
    query = select(ShadowedCase).where(ShadowedCase.plan_id == id)
    query = query if topic is None else query.where(ShadowedCase.topic_code == topic)
    query = query if person is None else query.where(ShadowedCase.person == person)
    query = query if batch is None else query.where(ShadowedCase.batch_id == batch)
    return await page(db, query, ShadowedCase, actor, CaseView.model_validate, limit, after)


async def _by_word(
    db: Session, plan_id: UUID, cases: Sequence[Case], actor: Actor
) -> dict[Party, list[Case]]:
    """The client's where it tells them, or one of its people sat beside."""
    witnesses = await witnesses_of(db, [plan_id])
    found: dict[Party, list[Case]] = {}
    for case in cases:
        seen = witnesses.word_of(plan_id, case.seen_by, case.handled_on)
        word = seen if actor.is_vendor else Party.CLIENT
        found.setdefault(word, []).append(case)
    return found


async def _topics(db: Session, plan: Plan, cases: Sequence[Case]) -> dict[str, Topic]:
    """Refuses (422) a case that cannot be, by its place."""
    codes: dict[str, str] = {}
    for place, case in enumerate(cases):
        codes.setdefault(case.topic, f"/cases/{place}/topic")
    topics = {topic.code: topic for topic in await topics_named(db, plan.id, codes)}
    departed = await departed_of(db, plan.id, plan.today(db.now))
    knowing = {code: must_know(topic, departed) for code, topic in topics.items()}
    for place, case in enumerate(cases):
        where = f"/cases/{place}"
        plan.must_not_be_ahead(f"{where}/handled_on", case.handled_on, db.now)
        if case.person not in knowing[case.topic]:
            message = f"{case.person} is not among those who must know {case.topic}."
            raise invalid(f"{where}/person", message)
        if case.unaided and case.step is TransferStep.SHADOWED:
            raise invalid(f"{where}/unaided", "Whoever shadows watches: nothing is unaided.")
        if same_person(case.seen_by, case.person):
            raise invalid(f"{where}/seen_by", f"{case.person} cannot be their own witness.")
    return topics


def _row(plan: Plan, case: Case, batch: UUID, actor: Actor) -> ShadowedCase:
    facts = case._asdict()
    topic = facts.pop("topic")
    return ShadowedCase(
        **plan.ours, **facts, topic_code=topic, batch_id=batch, reported_by=actor.id
    )
