"""Topics: listed together, changed, withdrawn."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field
from sqlmodel import col, func, select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.knowledge import TopicKind
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import Day, Planner, Reader, Reason, Text
from services.transition.knowledge.documents import hand_to_newcomers
from services.transition.knowledge.locking import locked_in_plan
from services.transition.knowledge.risks import reconsider
from services.transition.models import Plan, Topic, TopicState, Wave, listed
from services.transition.models.plan_items import Deed
from services.transition.models.topics import MOST_TOPICS
from services.transition.plan.items import day_of
from services.transition.plan.loading import waves_of

router = router_of("transition", tags=["knowledge transfer"])
People = Annotated[list[Text], Field(min_length=1, max_length=50)]
Holders = Annotated[list[Text], Field(max_length=50)]
Criticality = Annotated[int, Field(ge=1, le=5)]
LeastCases = Annotated[int, Field(ge=1, le=1000)]


class ListTopic(Body):
    """`criticality` 1 to 5; `people`: those who must know it, by the names reports use."""

    code: Code
    title: Text
    wave: Code
    criticality: Criticality
    people: People
    process: Text | None = None
    "One of the wave's, or none."
    kind: TopicKind = TopicKind.PROCESS
    holders: Holders = []
    "Those of the client who hold it today."
    least_cases: LeastCases = 1
    "Of shadowing, and of reverse shadowing, until the step counts."


class ChangeTopic(Body):
    """What is left out stays."""

    reason: Reason
    title: Text | None = None
    criticality: Criticality | None = None
    people: People | None = None
    process: Text | None = None
    "Null: none of them."
    kind: TopicKind | None = None
    holders: Holders | None = None
    least_cases: LeastCases | None = None


class WithdrawTopic(Body):
    reason: Reason
    on: Day | None = None
    "Today, unless stated."


class TopicView(View):
    id: UUID
    plan_id: UUID
    code: str
    title: str
    wave: str
    process: str | None
    kind: TopicKind
    criticality: int
    people: list[str]
    holders: list[str]
    least_cases: int
    state: TopicState
    withdrawn_on: date | None
    withdrawn_because: str


@router.post("/plans/{id}/topics", status_code=201)
async def add_topics(
    id: UUID,
    body: Annotated[list[ListTopic], Field(min_length=1, max_length=200)],
    db: Session,
    actor: Planner,
    response: Response,
) -> list[TopicView]:
    """Adds topics to hand over, all or none. 409 where a code is listed already, or `topics-full`
    where there would be more than a thousand."""
    plan = await db.locked(Plan, id, actor)
    waves = {wave.code: wave for wave in await waves_of(db, id)}
    for place, topic in enumerate(body):
        _must_fit(f"/{place}", waves, topic.wave, topic.process)
    await _must_be_new(db, id, [topic.code for topic in body])
    await _must_have_room(db, id, len(body))
    topics = [_topic(plan, topic) for topic in body]
    db.add_all(topics)
    publish(db, listed(topics))
    await reconsider(db, id, "topics were listed")
    response.headers["Location"] = f"/transition/v1/plans/{id}/topics"
    return [TopicView.model_validate(topic) for topic in topics]


@router.get("/plans/{id}/topics")
async def list_topics(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    wave: Annotated[Code | None, Query()] = None,
    kind: Annotated[TopicKind | None, Query()] = None,
    state: Annotated[TopicState | None, Query()] = None,
) -> Page[TopicView]:
    await db.seen(Plan, id, actor)
    query = select(Topic).where(Topic.plan_id == id)
    query = query if wave is None else query.where(Topic.wave == wave)
    query = query if kind is None else query.where(Topic.kind == kind)
    query = query if state is None else query.where(Topic.state == state)
    return await page(db, query, Topic, actor, TopicView.model_validate, limit, after)


@router.get("/topics/{id}")
async def read_topic(id: UUID, db: Session, actor: Reader) -> TopicView:
    return TopicView.model_validate(await db.seen(Topic, id, actor))


@router.post("/topics/{id}/change")
async def change_topic(id: UUID, body: ChangeTopic, db: Session, actor: Planner) -> TopicView:
    """Who is named now starts with what is documented already. 409 once it is withdrawn."""
    topic, plan = await locked_in_plan(db, Topic, id, actor)
    to, was = _changes(body), set(topic.people)
    if to.get("process"):
        waves = {wave.code: wave for wave in await waves_of(db, topic.plan_id)}
        _must_fit("", waves, topic.wave, to["process"])
    deed = Deed(plan.today(db.now), actor.id, db.now, body.reason)
    publish(db, topic.change(to, deed))
    newcomers = [person for person in topic.people if person not in was]
    await hand_to_newcomers(db, topic, newcomers, deed)
    await reconsider(db, topic.plan_id, f"{topic.code} was changed")
    return TopicView.model_validate(topic)


@router.post("/topics/{id}/withdraw")
async def withdraw_topic(id: UUID, body: WithdrawTopic, db: Session, actor: Planner) -> TopicView:
    """It counts no longer. What was done on it stays in the journal."""
    topic, plan = await locked_in_plan(db, Topic, id, actor)
    on = day_of(plan, body.on, db.now)
    publish(db, topic.withdraw(Deed(on, actor.id, db.now, body.reason)))
    await reconsider(db, topic.plan_id, f"{topic.code} was withdrawn")
    return TopicView.model_validate(topic)


def _topic(plan: Plan, body: ListTopic) -> Topic:
    named = body.model_dump() | {"people": _once(body.people), "holders": _once(body.holders)}
    return Topic(**plan.ours, contract_id=plan.contract_id, **named)


def _changes(body: ChangeTopic) -> dict[str, Any]:
    stated = body.model_dump(exclude_unset=True, exclude={"reason"})
    to = {name: value for name, value in stated.items() if value is not None or name == "process"}
    return to | {name: _once(to[name]) for name in ("people", "holders") if name in to}


def _once(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _must_fit(place: str, waves: Mapping[str, Wave], wave: str, process: str | None) -> None:
    if wave not in waves:
        raise invalid(f"{place}/wave", f"The plan has no wave {wave}.")
    if process is not None and process not in (its := waves[wave].processes):
        message = f"{wave} has no process {process}, but {', '.join(its)}."
        raise invalid(f"{place}/process", message)


async def _must_be_new(db: Session, plan: UUID, codes: Sequence[str]) -> None:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise invalid(f"/{place}/code", f"{code} is named twice.")
    query = select(Topic).where(Topic.plan_id == plan, col(Topic.code).in_(codes))
    if known := [topic.code for topic in await db.all(query)]:
        raise refused("already-listed", f"Listed already: {', '.join(known)}.")


async def _must_have_room(db: Session, plan: UUID, more: int) -> None:
    """The plan is locked, so that nobody counts beside."""
    query = select(func.count()).where(Topic.plan_id == plan, Topic.state == TopicState.LISTED)
    if (listed_now := (await db.scalars(query)).one()) + more > MOST_TOPICS:
        raise refused(
            "topics-full",
            f"The plan lists {listed_now} of at most {MOST_TOPICS} topics.",
            do="Withdraw some, or list what belongs together as one.",
        )
