"""What leaves with somebody, from the plan's knowledge as it stands."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from libs.common.db import Db
from libs.common.explain import Explained
from services.transition.knowledge.graph import Graph, graph_of
from services.transition.knowledge.knowledge_lost import (
    LostKnowledge,
    TopicShares,
    knowledge_lost,
)
from services.transition.knowledge.knowledge_transfer import Knowledge, stands_in
from services.transition.models.members import TeamMember
from services.transition.models.topics import Topic


async def lost_with(db: Db, member: TeamMember, today: date) -> Explained[LostKnowledge]:
    """Of somebody who has left, or would be lost with somebody who is there: beside those who have
    left by that day."""
    graph = await graph_of(db, member.plan_id, today)
    return loss(graph, member.code, member.successor)


def loss(graph: Graph, person: str, successor: str | None) -> Explained[LostKnowledge]:
    others = {who: follows for who, follows in graph.departed.items() if who != person}
    gone = {**others, person: successor}
    before, after = (replace(graph, departed=each).known for each in (others, gone))
    topics = [_shares(topic, before, after, others) for topic in graph.topics]
    return knowledge_lost.explained(person, stands_in(person, gone), topics)


def _shares(
    topic: Topic, before: Knowledge, after: Knowledge, gone: Mapping[str, str | None]
) -> TopicShares:
    return TopicShares(
        code=topic.code,
        wave=topic.wave,
        process=topic.process,
        criticality=topic.criticality,
        before=before.by_person[topic.code],
        after=after.by_person[topic.code],
        holders=[who for who in topic.holders if who not in gone],
    )
