"""Knowledge transfer: the topics, how far each is, and whether the new team manages alone."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Response
from pydantic import Field
from sqlmodel import col, select

from libs.common.edge import Edge, Session
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from services.transition.api.common import Planner, Reader
from services.transition.api.knowledge_views import (
    KnowledgeView,
    ListTopic,
    TopicView,
    knowledge_view,
)
from services.transition.knowledge.knowledge_transfer import (
    knowledge_transfer,
    reverse_shadow_pass,
)
from services.transition.loading import records_of, waves_of
from services.transition.models import Plan, Topic, listed, tallies

router = APIRouter(tags=["knowledge transfer"], route_class=Edge)
OfWave = Annotated[str | None, Query(max_length=64, description="Of one wave alone")]


@router.post("/plans/{id}/topics", status_code=201)
async def add_topics(
    id: UUID,
    body: Annotated[list[ListTopic], Field(min_length=1, max_length=200)],
    db: Session,
    actor: Planner,
    response: Response,
) -> list[TopicView]:
    """Adds topics to hand over, all or none. 409 where a code is listed already."""
    plan = await db.locked(Plan, id, actor)
    waves = {wave.code for wave in await waves_of(db, id)}
    for place, topic in enumerate(body):
        if topic.wave not in waves:
            raise invalid(f"/{place}/wave", f"The plan has no wave {topic.wave}.")
    await _must_be_new(db, id, [topic.code for topic in body])
    topics = [
        Topic(**plan.ours, contract_id=plan.contract_id, **topic.model_dump()) for topic in body
    ]
    db.add_all(topics)
    publish(db, listed(topics))
    response.headers["Location"] = f"/transition/v1/plans/{id}/topics"
    return [TopicView.model_validate(topic) for topic in topics]


async def _must_be_new(db: Session, plan: UUID, codes: Sequence[str]) -> None:
    for place, code in enumerate(codes):
        if code in codes[:place]:
            raise invalid(f"/{place}/code", f"{code} is named twice.")
    query = select(Topic).where(Topic.plan_id == plan, col(Topic.code).in_(codes))
    if known := [topic.code for topic in await db.all(query)]:
        raise refused("already-listed", f"Listed already: {', '.join(known)}.")


@router.get("/plans/{id}/topics")
async def list_topics(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[TopicView]:
    await db.seen(Plan, id, actor)
    query = select(Topic).where(Topic.plan_id == id)
    return await page(db, query, Topic, actor, TopicView.model_validate, limit, after)


@router.get("/plans/{id}/knowledge")
async def read_knowledge(id: UUID, db: Session, actor: Reader) -> KnowledgeView:
    """How far the transfer is by plan, wave, topic and person, and how reverse shadowing goes."""
    await db.seen(Plan, id, actor)
    topics, records = await _topics(db, id), await records_of(db, id)
    waves = [wave.code for wave in await waves_of(db, id)]
    return knowledge_view(waves, topics, records)


@router.get("/plans/{id}/knowledge/explanation")
async def explain_knowledge(
    id: UUID, db: Session, actor: Reader, wave: OfWave = None
) -> Explanation:
    """How the share of knowledge transferred came about, for the plan or one wave."""
    await db.seen(Plan, id, actor)
    topics, records = await _topics(db, id, wave), await records_of(db, id, wave)
    return knowledge_transfer.explained(
        [topic.required for topic in topics], [record.as_step for record in records]
    ).explanation


@router.get("/plans/{id}/reverse-shadowing/explanation")
async def explain_reverse_shadowing(
    id: UUID, db: Session, actor: Reader, wave: OfWave = None
) -> Explanation:
    """Which reports were looked at for the last cases, for the plan or one wave."""
    await db.seen(Plan, id, actor)
    return reverse_shadow_pass.explained(tallies(await records_of(db, id, wave))).explanation


async def _topics(db: Session, plan: UUID, wave: str | None = None) -> list[Topic]:
    query = select(Topic).where(Topic.plan_id == plan)
    query = query if wave is None else query.where(Topic.wave == wave)
    return await db.all(query.order_by(col(Topic.id)))
