"""An exit to another vendor, tied to the plan of that vendor's own contract.

Choices: the contract's plan, and none made up beside it: it has terms, waves and people, and what
its vendor reports names its contract. Until it is signed that vendor sees nothing. It takes over
where a wave of it that is not live has a process of the exit's; of several plans the newest does.
"""

from collections.abc import Sequence

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.outbox import publish
from services.transition.exits.knowledge_back import list_topics, listed_anew
from services.transition.models import ExitTie, Plan, PlanState, Topic, TopicState, Wave
from services.transition.plan.loading import waves_of

CAUSE = "the work is taken over from another vendor"


async def lead_on(db: Db, tie: ExitTie) -> None:
    """The exit was triggered: the other vendor's contract may have been signed before."""
    db.add(tie)
    if tie.to_vendor_id is None:
        return
    query = select(Plan).where(
        Plan.programme_id == tie.programme_id,
        Plan.vendor_id == tie.to_vendor_id,
        Plan.state == PlanState.ACTIVE,
        col(Plan.is_exit).is_(False),
    )
    plans = await db.all(query.order_by(col(Plan.id).desc()))
    waves = await _waves_of(db, plans)
    taking = (plan for plan in plans if taking_over(tie, waves, plan))
    if (plan := next(taking, None)) is not None:
        await _tie(db, tie, plan, taking_over(tie, waves, plan))


async def take_over_exits(db: Db, plan: Plan) -> None:
    """Its contract was signed, or it has one wave more: exits may wait for it."""
    await db.flush()
    query = select(ExitTie).where(
        ExitTie.programme_id == plan.programme_id,
        ExitTie.to_vendor_id == plan.vendor_id,
        col(ExitTie.hands_over_to).is_(None),
    )
    waiting = await db.all(query.order_by(col(ExitTie.id)))
    waves = await waves_of(db, plan.id) if waiting else []
    for tie in waiting:
        if taking := taking_over(tie, waves, plan):
            await _tie(db, tie, plan, taking)


def taking_over(tie: ExitTie, waves: Sequence[Wave], plan: Plan) -> list[Wave]:
    """Those that are not live and have a process of the exit's."""
    return [
        wave
        for wave in waves
        if wave.plan_id == plan.id and wave.live_on is None and shared(tie, wave)
    ]


def shared(tie: ExitTie, wave: Wave) -> set[str]:
    return set(tie.processes) & set(wave.processes)


async def _tie(db: Db, tie: ExitTie, plan: Plan, waves: Sequence[Wave]) -> None:
    """Its topics are listed on the plan that takes over, with nobody named yet."""
    topics = await _to_learn(db, tie, plan, waves)
    publish(db, tie.tie(plan, [topic.code for topic in topics], plan.today(db.now)))
    await list_topics(db, plan, topics, CAUSE)


async def _to_learn(db: Db, tie: ExitTie, plan: Plan, waves: Sequence[Wave]) -> list[Topic]:
    """Those of the processes that it takes over, and those of all; not what it lists already."""
    by_process = {process: wave.code for wave in waves for process in shared(tie, wave)}
    query = select(Topic).where(
        col(Topic.plan_id).in_([tie.plan_id, plan.id]), Topic.state == TopicState.LISTED
    )
    topics = await db.all(query.order_by(col(Topic.id)))
    known = {topic.code for topic in topics if topic.plan_id == plan.id}
    return [
        listed_anew(topic, plan, wave, topic.process, topic.holders)
        for topic in topics
        if topic.code not in known and (wave := _wave_of(topic, by_process, waves[0])) is not None
    ]


def _wave_of(topic: Topic, by_process: dict[str, str], first: Wave) -> str | None:
    return first.code if topic.process is None else by_process.get(topic.process)


async def _waves_of(db: Db, plans: Sequence[Plan]) -> list[Wave]:
    ids = [plan.id for plan in plans]
    return await db.all(select(Wave).where(col(Wave.plan_id).in_(ids)).order_by(col(Wave.id)))
