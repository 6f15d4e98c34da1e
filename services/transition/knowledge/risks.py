"""What follows where knowledge, or who is there, has changed: single points, falls, trainers.

The one door is `reconsider`: whoever changes a topic, what was done on it, or who is there, calls
it in the same transaction.
"""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.explain import Explained
from libs.common.outbox import publish
from services.transition.as_the_client import as_the_client
from services.transition.exits.passing_on import locked_with_exits, pass_on
from services.transition.knowledge.graph import Graph, graph_of
from services.transition.knowledge.leavers import has_left, leavers_of, retained_of
from services.transition.knowledge.single_points import (
    MATTERS_FROM,
    Leaver,
    SinglePoint,
    knowers,
    single_points,
)
from services.transition.models.knowledge_risks import KnowledgeRisk, KnowledgeStanding
from services.transition.models.knowledge_sessions import KnowledgeSession, SessionState
from services.transition.models.plans import Plan
from services.transition.models.topics import Topic
from services.transition.plan.loading import waves_of
from services.transition.ramp.departures import departures
from services.transition.readiness.outlook import outlook


async def reconsider(
    db: Db, plan_id: UUID, cause: str = "somebody has left", waves: Collection[str] = ()
) -> None:
    """Computes shares and single points anew, and tells what is other than it was.

    `cause`: what a fall is told with. `waves`: those of which cases were counted; their gates are
    looked at, as are those of waves whose share has moved. It sees what the client sees, whoever
    caused it.
    """
    await db.flush()
    async with as_the_client(db):
        plan = await locked_with_exits(db, plan_id)
        today = plan.today(db.now)
        graph = await graph_of(db, plan_id, today)
        await _tell_lost_trainers(db, plan_id, today)
        moved = await _tell_falls(db, plan, graph, cause, today)
        await _tell_risks(db, plan, graph, today)
        await db.flush()
        if looked_at := {*waves, *moved}:
            await outlook(db, plan_id, *looked_at)
        for exit_id in await pass_on(db, plan):
            await reconsider(db, exit_id, cause)


async def points_of(db: Db, plan_id: UUID, on: date) -> Explained[list[SinglePoint]]:
    graph = await graph_of(db, plan_id, on)
    leavers = await leavers_of(db, plan_id, on)
    return _points(graph, leavers, await retained_of(db, plan_id, on))


def _points(
    graph: Graph, leavers: dict[str, Leaver], retained: Sequence[str]
) -> Explained[list[SinglePoint]]:
    held = [topic.held for topic in graph.topics]
    return single_points.explained(held, graph.completed, leavers, retained)


async def _tell_falls(db: Db, plan: Plan, graph: Graph, cause: str, on: date) -> list[str]:
    """The waves whose share is another one."""
    moved = []
    query = select(KnowledgeStanding).where(KnowledgeStanding.plan_id == plan.id)
    known = {standing.wave: standing for standing in await db.all(query)}
    for wave in await waves_of(db, plan.id):
        of_wave = graph.of_wave(wave.code)
        standing = known.get(wave.code)
        if standing is None:
            standing = KnowledgeStanding(**plan.ours, wave=wave.code, looked_on=on)
            db.add(standing)
        before, gone = standing.share, _gone(of_wave)
        publish(db, standing.stands(of_wave.known.share, cause, gone, on))
        if standing.share != before:
            moved.append(wave.code)
    return moved


def _gone(graph: Graph) -> list[str]:
    return sorted({p for t in graph.topics for p in t.people if p in graph.departed})


async def _tell_risks(db: Db, plan: Plan, graph: Graph, on: date) -> None:
    leavers = await leavers_of(db, plan.id, on)
    found = _points(graph, leavers, await retained_of(db, plan.id, on)).value
    points = {point.topic: point for point in found if point.criticality >= MATTERS_FROM}
    query = select(KnowledgeRisk).where(KnowledgeRisk.plan_id == plan.id)
    rows = {row.topic_code: row for row in await db.all(query.order_by(col(KnowledgeRisk.id)))}
    topics = {topic.code: topic for topic in graph.topics}
    for code, point in points.items():
        row = rows.get(code) or _row(topics[code])
        db.add(row)
        publish(db, row.found(point, on))
    for code, row in rows.items():
        if row.is_open and code not in points:
            publish(db, row.secure(_known_by(graph, topics.get(code), leavers), on))


def _row(topic: Topic) -> KnowledgeRisk:
    return KnowledgeRisk(
        **topic.ours,
        topic_code=topic.code,
        title=topic.title,
        wave=topic.wave,
        criticality=topic.criticality,
    )


def _known_by(graph: Graph, topic: Topic | None, leavers: dict[str, Leaver]) -> list[str]:
    return [] if topic is None else knowers(topic.held, graph.completed, leavers)


async def _tell_lost_trainers(db: Db, plan_id: UUID, on: date) -> None:
    gone = {p: d for p, d in (await departures(db, plan_id)).items() if has_left(d, on)}
    query = select(KnowledgeSession).where(
        KnowledgeSession.plan_id == plan_id,
        KnowledgeSession.state == SessionState.PLANNED,
        col(KnowledgeSession.trainer).in_(gone),
    )
    for session in await db.all(query.order_by(col(KnowledgeSession.starts_at))):
        departure = gone[session.trainer]
        publish(db, session.lose_trainer(departure.left_on or on, departure.successor))
