"""What the transition service does when time runs out."""

from libs.common.db import Db
from libs.common.outbox import publish
from libs.common.timers import Due, Timers
from services.transition.models import Claim

due = Timers()


@due("claim_silence")
async def note_the_silence(timer: Due, db: Db) -> None:
    """The claim stays open: it can still be accepted or disputed."""
    if claim := await db.find(Claim, timer.id, lock=True):
        publish(db, claim.fall_silent())
