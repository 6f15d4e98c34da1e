"""Approved documents make the step `documented` for those who must know their topics."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from libs.common.events.vendor.knowledge import TransferStep
from services.transition.knowledge.evidence import Made, listed_among, record
from services.transition.models.knowledge import TransferSource
from services.transition.models.knowledge_documents import KnowledgeDocument
from services.transition.models.plan_items import Deed
from services.transition.models.topics import Topic


async def documents_of(db: Db, plan_id: UUID) -> list[KnowledgeDocument]:
    query = select(KnowledgeDocument).where(KnowledgeDocument.plan_id == plan_id)
    return await db.all(query.order_by(col(KnowledgeDocument.id)))


async def documented_by(db: Db, document: KnowledgeDocument, on: date) -> list[Made]:
    """For whom, on the topics of it that are still listed."""
    topics = await listed_among(db, document.plan_id, document.topics)
    return [made for topic in topics for made in _made(topic, topic.people, on)]


async def hand_to_newcomers(db: Db, topic: Topic, newcomers: Sequence[str], deed: Deed) -> None:
    """What is approved already holds for those who are named later, too."""
    for document in await documents_of(db, topic.plan_id):
        approved = document.approved
        if approved is not None and topic.code in document.topics:
            rests_on = deed._replace(evidence=[approved.digest])
            made = _made(topic, newcomers, deed.on)
            record(db, made, TransferSource.DOCUMENT, document.id, rests_on, Party.CLIENT)


def outdated(documents: Iterable[KnowledgeDocument]) -> dict[str, list[str]]:
    """By topic, the documents of which a newer version is not approved."""
    found: dict[str, list[str]] = {}
    for document in documents:
        if document.is_outdated:
            for topic in document.topics:
                found.setdefault(topic, []).append(document.code)
    return found


def _made(topic: Topic, people: Iterable[str], on: date) -> list[Made]:
    return [Made(topic, person, TransferStep.DOCUMENTED, on) for person in people]
