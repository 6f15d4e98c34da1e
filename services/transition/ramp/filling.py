"""What a seat's holder must have for the next step: access that is granted, topics that are
known."""

from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.explain import Explained
from services.transition.knowledge.counted_once import counted_once
from services.transition.knowledge.knowledge_transfer import Steps, steps_made
from services.transition.models import AccessRequest, Topic, TransferRecord
from services.transition.models.members import TeamMember
from services.transition.models.seats import Seat
from services.transition.ramp.access_listed import Listed, not_granted
from services.transition.ramp.seat_training import Training, seat_training


async def requests_of(db: Db, plan_id: UUID) -> list[Listed]:
    query = select(AccessRequest).where(AccessRequest.plan_id == plan_id)
    found = await db.all(query.order_by(col(AccessRequest.id)))
    return [Listed(each.code, each.wave, each.who, each.is_ready, each.is_wanted) for each in found]


def waits_for(seat: Seat, holder: TeamMember | None, requests: list[Listed]) -> list[str]:
    who = [seat.role, *((holder.code, holder.name) if holder else ())]
    return not_granted(requests, seat.access, seat.wave, who)


async def topics_of(db: Db, plan_id: UUID, codes: set[str]) -> list[Topic]:
    """Of those codes; withdrawn ones not."""
    query = select(Topic).where(Topic.plan_id == plan_id, col(Topic.code).in_(codes))
    return [topic for topic in await db.all(query) if topic.is_listed]


async def steps_of(db: Db, plan_id: UUID, topics: list[Topic], people: set[str]) -> Steps:
    """By topic and person."""
    query = select(TransferRecord).where(
        TransferRecord.plan_id == plan_id,
        col(TransferRecord.topic_code).in_([topic.code for topic in topics]),
        col(TransferRecord.person).in_(people),
    )
    records = counted_once(await db.all(query))
    return steps_made([topic.required for topic in topics], [each.as_step for each in records])


def training_of(seat: Seat, topics: list[Topic], steps: Steps) -> Explained[Training] | None:
    """None where the seat has no topics, or nobody holds it."""
    if seat.holder is None:
        return None
    weights = {topic.code: topic.criticality for topic in topics if topic.code in seat.topics}
    if not weights:
        return None
    made = {code: len(steps.get((code, seat.holder), ())) for code in weights}
    return seat_training.explained(seat.holder, weights, made, seat.threshold)


async def measured(db: Db, seat: Seat) -> Explained[Training] | None:
    topics = await topics_of(db, seat.plan_id, set(seat.topics))
    holder = {seat.holder} if seat.holder else set()
    return training_of(seat, topics, await steps_of(db, seat.plan_id, topics, holder))
