"""Knowledge transfer: how far it is, on what evidence, when it will be there, who alone knows."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlmodel import select

from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.knowledge_risks import RiskLevel
from libs.common.events.vendor.knowledge import TransferStep
from libs.common.explain import Explanation
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.transition.api.common import Reader
from services.transition.api.knowledge_views import (
    EvidenceView,
    ForecastView,
    KnowledgeView,
    RiskView,
    held_up_view,
    knowledge_view,
    rounded,
)
from services.transition.knowledge.documents import documents_of, outdated
from services.transition.knowledge.forecast import (
    Bars,
    bars_of,
    held_up_by,
    knowledge_forecast,
    shadowing_forecast,
)
from services.transition.knowledge.graph import Graph, graph_of
from services.transition.knowledge.risks import points_of
from services.transition.knowledge.single_points import SinglePoint
from services.transition.models import Gate, KnowledgeRisk, Plan, Topic, TransferRecord
from services.transition.plan.loading import waves_of

router = router_of("transition", tags=["knowledge transfer"])
OfWave = Annotated[str | None, Query(max_length=64, description="Of one wave alone")]
Least = Annotated[int, Query(ge=1, le=5, description="Of this criticality and above")]


@router.get("/plans/{id}/knowledge")
async def read_knowledge(id: UUID, db: Session, actor: Reader) -> KnowledgeView:
    """How far the transfer is by plan, wave, process, person and topic, and how reverse shadowing
    goes."""
    plan = await db.seen(Plan, id, actor)
    graph = await graph_of(db, id, plan.today(db.now))
    waves = [wave.code for wave in await waves_of(db, id)]
    return knowledge_view(waves, graph, outdated(await documents_of(db, id)))


@router.get("/plans/{id}/knowledge/explanation")
async def explain_knowledge(
    id: UUID, db: Session, actor: Reader, wave: OfWave = None
) -> Explanation:
    """How the share of knowledge transferred came about, for the plan or one wave."""
    return (await _graph(db, id, actor, wave)).knowledge.explanation


@router.get("/plans/{id}/reverse-shadowing/explanation")
async def explain_reverse_shadowing(
    id: UUID, db: Session, actor: Reader, wave: OfWave = None
) -> Explanation:
    """Which reports were looked at for the last cases, for the plan or one wave."""
    return (await _graph(db, id, actor, wave)).shadowing.explanation


@router.get("/plans/{id}/knowledge/evidence")
async def list_evidence(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    topic: Annotated[Code | None, Query()] = None,
    person: Annotated[str | None, Query(max_length=200)] = None,
    step: Annotated[TransferStep | None, Query()] = None,
) -> Page[EvidenceView]:
    """What was done on each topic by each person, step by step, and what it rests on."""
    await db.seen(Plan, id, actor)
    query = select(TransferRecord).where(TransferRecord.plan_id == id)
    query = query if topic is None else query.where(TransferRecord.topic_code == topic)
    query = query if person is None else query.where(TransferRecord.person == person)
    query = query if step is None else query.where(TransferRecord.step == step)
    return await page(db, query, TransferRecord, actor, EvidenceView.model_validate, limit, after)


@router.get("/plans/{id}/knowledge/forecast")
async def read_forecast(id: UUID, db: Session, actor: Reader, wave: OfWave = None) -> ForecastView:
    """When the thresholds are reached at the pace so far, as a range, and what holds it up. Of a
    wave those of its gate."""
    graph, bars = await _graph(db, id, actor, wave), await _bars(db, id, wave)
    today = (await db.seen(Plan, id, actor)).today(db.now)
    return ForecastView(
        on=today,
        knowledge=rounded(knowledge_forecast(graph, bars, today).value),
        reverse_shadowing=rounded(shadowing_forecast(graph, bars, today).value),
        held_up_by=[held_up_view(one) for one in held_up_by(graph)],
    )


@router.get("/plans/{id}/knowledge/forecast/explanation")
async def explain_forecast(
    id: UUID, db: Session, actor: Reader, wave: OfWave = None
) -> list[Explanation]:
    """How both ranges came about: of knowledge first, then of reverse shadowing."""
    graph, bars = await _graph(db, id, actor, wave), await _bars(db, id, wave)
    today = (await db.seen(Plan, id, actor)).today(db.now)
    found = (knowledge_forecast(graph, bars, today), shadowing_forecast(graph, bars, today))
    return [one.explanation for one in found]


@router.get("/plans/{id}/knowledge/risks")
async def list_risks(
    id: UUID, db: Session, actor: Reader, least_criticality: Least = 1
) -> list[RiskView]:
    """Topics that one person alone holds, the most critical first. A vendor is not shown what keeps
    the client's people."""
    plan = await db.seen(Plan, id, actor)
    points = (await points_of(db, id, plan.today(db.now))).value
    topics = {t.code: t for t in await db.all(select(Topic).where(Topic.plan_id == id))}
    query = select(KnowledgeRisk).where(KnowledgeRisk.plan_id == id)
    told = {row.topic_code: row for row in await db.all(query) if row.is_open}
    return [
        _risk(point, topics[point.topic], told.get(point.topic), masked=actor.is_vendor)
        for point in points
        if point.criticality >= least_criticality
    ]


def _risk(
    point: SinglePoint, topic: Topic, told: KnowledgeRisk | None, *, masked: bool
) -> RiskView:
    kept_from_view = masked and point.of_client and point.level is RiskLevel.UNRETAINED
    level = RiskLevel.SINGLE if kept_from_view else point.level
    why = f"only {point.person} holds it" if kept_from_view else point.why
    return RiskView(
        topic=topic.code,
        title=topic.title,
        wave=topic.wave,
        criticality=topic.criticality,
        level=level,
        person=point.person,
        leaving_on=point.leaving_on,
        why=why,
        raised_on=told.raised_on if told else None,
    )


async def _bars(db: Session, plan_id: UUID, wave: str | None) -> Bars:
    """Of a plan that the caller may see."""
    if wave is None:
        return bars_of(None)
    gates = await db.all(select(Gate).where(Gate.plan_id == plan_id, Gate.wave == wave))
    return bars_of(next(iter(gates), None))


async def _graph(db: Session, id: UUID, actor: Reader, wave: str | None) -> Graph:
    plan = await db.seen(Plan, id, actor)
    return await graph_of(db, id, plan.today(db.now), wave)
