"""A wave is live without something that was to be made up for by now: somebody must act."""

from libs.common.db import Db
from libs.common.events.transition.gates import WaiverExpired
from libs.common.outbox import publish
from services.governance.models import Escalation


async def escalate_the_waiver(event: WaiverExpired, db: Db) -> None:
    """Before go-live the gate is closed, which is enough."""
    if not event.after_go_live:
        return
    escalation = Escalation(
        programme_id=event.programme_id,
        vendor_id=event.vendor_id,
        subject=event.told(),
        detail=event.advice,
        cause=event.type,
        raised_by=db.scope.actor or event.topic,
        raised_on=db.today,
    )
    db.add(escalation)
    publish(db, escalation.raised())
