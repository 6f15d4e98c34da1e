"""What the people of another vendor learn counts for the exit that hands the work over to them.

It is recorded once, on the plan that takes over, and copied to the exit's plan: who must know each
topic, and each step made, without its evidence and without who reported it. So the vendor that
leaves sees how far its hand-over has come, on rows of its own, and nothing else of the other.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db, as_it_is
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from services.transition.models import ExitTie, Plan, Topic, TopicState, TransferRecord
from services.transition.models.plan_items import Deed
from services.transition.plan.loading import records_of

BY = "baton"
SAME = ("report_id", "topic_code", "person", "step", "done_on", "cases", "unaided")
"What a record and its copy have in common."


async def locked_with_exits(db: Db, plan_id: UUID) -> Plan:
    """With the exits' plans to which it passes on, by id, as wherever several plans are locked: who
    locks two of them waits for who has the first, and never both for each other."""
    ties = await db.all(select(ExitTie).where(ExitTie.hands_over_to == plan_id))
    ids = {plan_id, *(tie.plan_id for tie in ties)}
    query = select(Plan).where(col(Plan.id).in_(ids)).order_by(col(Plan.id))
    plans: list[Plan] = await db.all(as_it_is(query))
    return next(plan for plan in plans if plan.id == plan_id)


async def pass_on(db: Db, plan: Plan) -> list[UUID]:
    """The exits' plans, locked, of which something is other than it was. As the client sees it."""
    ties = await db.all(select(ExitTie).where(ExitTie.hands_over_to == plan.id))
    return [tie.plan_id for tie in ties if await _pass_on(db, plan, tie.plan_id)]


async def _pass_on(db: Db, plan: Plan, exit_id: UUID) -> bool:
    there, here = await _topics(db, plan.id), await _topics(db, exit_id)
    deed = Deed(plan.today(db.now), BY, db.now, "Named by the team that takes over")
    both = [(topic, there[code]) for code, topic in here.items() if code in there]
    named = [topic for topic, other in both if _name(db, topic, other, deed)]
    made = list(_new(await records_of(db, plan.id), await records_of(db, exit_id), here))
    db.add_all(made)
    return bool(named or made)


def _name(db: Db, topic: Topic, other: Topic, deed: Deed) -> bool:
    """Whoever must know it there must know it here."""
    people = list(dict.fromkeys([*topic.people, *other.people]))
    if people == topic.people:
        return False
    publish(db, topic.change({"people": people}, deed))
    return True


def _new(
    there: Sequence[TransferRecord], here: Sequence[TransferRecord], topics: dict[str, Topic]
) -> Iterator[TransferRecord]:
    known = Counter(map(_key, here))
    for record in there:
        if known[_key(record)]:
            known[_key(record)] -= 1
        elif (topic := topics.get(record.topic_code)) is not None:
            yield _copied(record, topic)


def _key(record: TransferRecord) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in SAME)


def _copied(record: TransferRecord, topic: Topic) -> TransferRecord:
    return TransferRecord(
        **topic.ours,
        **{name: getattr(record, name) for name in SAME},
        wave=topic.wave,
        evidence=[],
        reported_by=BY,
        reported_at=record.reported_at,
        source=record.source,
        word=Party.VENDOR if record.on_vendors_word else Party.CLIENT,
    )


async def _topics(db: Db, plan_id: UUID) -> dict[str, Topic]:
    query = select(Topic).where(Topic.plan_id == plan_id, Topic.state == TopicState.LISTED)
    return {topic.code: topic for topic in await db.all(query.order_by(col(Topic.id)))}
