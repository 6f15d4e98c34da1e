"""Of each topic who of the client still knows it, and whether it is written down."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from services.transition.exits.exit_shape import TopicToBring
from services.transition.models.knowledge_documents import KnowledgeDocument
from services.transition.models.topics import Topic, TopicState
from services.transition.ramp.departures import Departure, departures


async def held_topics(db: Db, plan_id: UUID, today: date) -> list[TopicToBring]:
    """Whoever is announced to leave does not count any more."""
    listed = (Topic.plan_id == plan_id, Topic.state == TopicState.LISTED)
    topics = await db.all(select(Topic).where(*listed).order_by(col(Topic.id)))
    leaving = await departures(db, plan_id)
    documents = await db.all(select(KnowledgeDocument).where(KnowledgeDocument.plan_id == plan_id))
    written = {code for each in documents if each.approved for code in each.topics}
    return [
        TopicToBring(
            code=topic.code,
            in_house=[who for who in topic.holders if who not in leaving],
            is_documented=topic.code in written,
            learners=[who for who in topic.people if not _has_left(leaving.get(who), today)],
        )
        for topic in topics
    ]


def _has_left(departure: Departure | None, today: date) -> bool:
    return departure is not None and departure.left_on is not None and departure.left_on <= today
