"""Knowledge transferred: the wave's topics, by what was reported."""

from datetime import date
from decimal import Decimal

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.knowledge.knowledge_transfer import Knowledge, knowledge_transfer
from services.transition.loading import records_of
from services.transition.models import Gate, Topic, counted_on
from services.transition.readiness.criteria import KNOWLEDGE
from services.transition.readiness.measured import Measured, share_result


async def measure(db: Db, gate: Gate, on: date) -> Measured:
    in_wave = (Topic.plan_id == gate.plan_id, Topic.wave == gate.wave)
    topics = await db.all(select(Topic).where(*in_wave).order_by(col(Topic.id)))
    records = await records_of(db, gate.plan_id, gate.wave)
    found = knowledge_transfer.explained(
        [topic.required for topic in topics], [record.as_step for record in records]
    )
    newest = max(counted_on(records), default=None)
    return Measured(
        knowledge_result(found.value, gate.threshold(KNOWLEDGE)), found.explanation, newest
    )


def knowledge_result(knowledge: Knowledge, threshold: Decimal) -> CriterionResult:
    return share_result(KNOWLEDGE, knowledge.share, threshold, "no topics are listed")
