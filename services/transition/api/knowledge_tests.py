"""Knowledge tests: marked by the client, every attempt kept."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.knowledge import KnowledgeTestMarked
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from libs.common.events.vendor.knowledge import TransferStep
from libs.common.money import Share
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import forbidden, invalid
from libs.common.routers import router_of
from services.transition.api.common import Day, ProcessOwner, Reader, Text
from services.transition.knowledge.evidence import (
    Made,
    must_know,
    record,
    same_person,
    topics_named,
)
from services.transition.knowledge.leavers import departed_of
from services.transition.knowledge.risks import reconsider
from services.transition.models import KnowledgeTest, Plan, Topic, TransferSource
from services.transition.models.plan_items import Deed
from services.transition.plan.items import day_of

router = router_of("transition", tags=["knowledge tests"])


class MarkTest(Body):
    """`score` and `pass_mark`: shares, 0 to 1."""

    topic: Code
    person: Text
    score: Share
    pass_mark: Share
    taken_on: Day | None = None
    "Today, unless stated."
    evidence: Evidence = []


class KnowledgeTestView(View):
    id: UUID
    plan_id: UUID
    topic_code: str
    person: str
    attempt: int
    score: Decimal
    pass_mark: Decimal
    passed: bool
    taken_on: date
    marked_by: str
    marked_at: datetime
    evidence: list[str]


@router.post("/plans/{id}/knowledge-tests", status_code=201)
async def mark_test(
    id: UUID, body: MarkTest, db: Session, actor: ProcessOwner, response: Response
) -> KnowledgeTestView:
    """At or above the pass mark it makes the step `tested`. An attempt that fails is kept, and
    takes nothing back. Nobody marks their own."""
    plan = await db.locked(Plan, id, actor)
    if body.pass_mark == 0:
        raise invalid("/pass_mark", "A pass mark of nought lets everybody pass.")
    (topic,) = await topics_named(db, id, {body.topic: "/topic"})
    if body.person not in must_know(topic, await departed_of(db, id, plan.today(db.now))):
        raise invalid("/person", f"{body.person} is not among those who must know {topic.code}.")
    _must_be_another(actor, body.person)
    deed = Deed(day_of(plan, body.taken_on, db.now, "/taken_on"), actor.id, db.now)
    test = await _attempt(db, topic, body, deed)
    db.add(test)
    publish(db, _marked(test))
    if test.passed:
        made = Made(topic, test.person, TransferStep.TESTED, test.taken_on)
        shown = deed._replace(evidence=body.evidence)
        record(db, [made], TransferSource.TEST, test.id, shown, Party.CLIENT)
        await reconsider(db, id, f"{test.person} was tested on {topic.code}")
    response.headers["Location"] = f"/transition/v1/knowledge-tests/{test.id}"
    return KnowledgeTestView.model_validate(test)


@router.get("/plans/{id}/knowledge-tests")
async def list_tests(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    topic: Annotated[Code | None, Query()] = None,
    person: Annotated[str | None, Query(max_length=200)] = None,
) -> Page[KnowledgeTestView]:
    await db.seen(Plan, id, actor)
    query = select(KnowledgeTest).where(KnowledgeTest.plan_id == id)
    query = query if topic is None else query.where(KnowledgeTest.topic_code == topic)
    query = query if person is None else query.where(KnowledgeTest.person == person)
    return await page(
        db, query, KnowledgeTest, actor, KnowledgeTestView.model_validate, limit, after
    )


@router.get("/knowledge-tests/{id}")
async def read_test(id: UUID, db: Session, actor: Reader) -> KnowledgeTestView:
    return KnowledgeTestView.model_validate(await db.seen(KnowledgeTest, id, actor))


async def _attempt(db: Session, topic: Topic, body: MarkTest, deed: Deed) -> KnowledgeTest:
    earlier = select(KnowledgeTest).where(
        KnowledgeTest.plan_id == topic.plan_id,
        KnowledgeTest.topic_code == topic.code,
        KnowledgeTest.person == body.person,
    )
    return KnowledgeTest(
        **topic.ours,
        topic_code=topic.code,
        person=body.person,
        attempt=len(await db.all(earlier)) + 1,
        score=body.score,
        pass_mark=body.pass_mark,
        passed=body.score >= body.pass_mark,
        taken_on=deed.on,
        marked_by=deed.by,
        marked_at=deed.at,
        evidence=body.evidence,
    )


def _marked(test: KnowledgeTest) -> KnowledgeTestMarked:
    facts = test.model_dump(exclude={"id", "tenant", "marked_at"})
    return KnowledgeTestMarked(**facts, test_id=test.id)


def _must_be_another(actor: Actor, person: str) -> None:
    if same_person(person, actor.name) or same_person(person, actor.id):
        raise forbidden(
            f"{actor.name} cannot mark a test of their own.",
            kind="four-eyes",
            do="Ask a colleague with one of the roles for this to do it.",
        )
