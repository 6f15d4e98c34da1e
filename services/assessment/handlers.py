"""What the assessment service does when others report."""

from libs.common.db import Db
from libs.common.events.assessment import SavingKind
from libs.common.events.governance import BenefitRealised
from libs.common.held import Early
from libs.common.outbox import publish
from libs.common.reactions import Reactions
from services.assessment.models import Programme, SavingsEntry

on = Reactions()


@on(BenefitRealised)
async def enter_the_benefit(event: BenefitRealised, db: Db) -> None:
    if await db.find(Programme, event.programme_id) is None:
        raise Early(f"programme {event.programme_id}")
    entry = SavingsEntry(
        programme_id=event.programme_id,
        line=event.title,
        kind=SavingKind.REALISED,
        amount=event.per_year.amount,
        currency=event.per_year.currency,
        starts_on=event.starts_on,
        source_id=event.improvement_id,
    )
    db.add(entry)
    publish(db, entry.recorded())
