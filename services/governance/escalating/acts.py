"""Raises what escalates by itself, once, and resolves what was made good."""

from sqlmodel import col, or_, select

from libs.common.db import Db
from libs.common.events import Event
from libs.common.outbox import publish
from services.governance.escalating.causes import CAUSES, Cause, filled
from services.governance.escalating.remedies import REMEDIES
from services.governance.models import Escalation


async def react(event: Event, db: Db) -> None:
    await make_good(event, db)
    await escalate(event, db)


async def make_good(event: Event, db: Db) -> None:
    """Who resolved one by hand while it still was so has no part in this."""
    by = db.scope.actor or event.topic
    for remedy in REMEDIES.get(type(event), ()):
        if remedy.when(event):
            for escalation in await _standing(db, event, filled(remedy.thing, event)):
                publish(db, escalation.made_good(by, event.told()))


async def escalate(event: Event, db: Db) -> None:
    """Not again what stands already, be it resolved by hand; unless that is what makes it good."""
    cause = CAUSES.get(type(event))
    if not cause or not cause.when(event) or event.programme_id is None:
        return
    thing = filled(cause.thing, event)
    if await _stands_already(db, event, thing, cause):
        return
    escalation = Escalation(
        programme_id=event.programme_id,
        vendor_id=event.vendor_id,
        subject=cause.told_of(event),
        detail=filled(cause.do, event),
        cause=event.type,
        level=cause.level,
        thing=thing,
        stands=True,
        raised_by=db.scope.actor or event.topic,
        raised_on=db.today,
    )
    db.add(escalation)
    publish(db, escalation.raised())


async def _stands_already(db: Db, event: Event, thing: str, cause: Cause) -> bool:
    same = (one for one in await _standing(db, event, thing) if one.cause == event.type)
    return any(one.is_open or not cause.by_hand for one in same)


async def _standing(db: Db, event: Event, thing: str) -> list[Escalation]:
    """All about the thing and what stands under it that was not made good yet."""
    path = col(Escalation.thing)
    query = select(Escalation).where(
        Escalation.programme_id == event.programme_id,
        col(Escalation.stands).is_(True),
        or_(path == thing, path.startswith(f"{thing}/", autoescape=True)),
    )
    found: list[Escalation] = await db.all(query.order_by(col(Escalation.id)).with_for_update())
    return found
