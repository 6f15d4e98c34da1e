"""What the vendor service does when others report."""

from libs.common.db import Db
from libs.common.events.assessment import BusinessCaseApproved
from libs.common.reactions import Reactions
from services.vendor.models import Rfp

on = Reactions()


@on(BusinessCaseApproved)
async def draft_the_rfp(event: BusinessCaseApproved, db: Db) -> None:
    db.add(
        Rfp(
            programme_id=event.programme_id,
            business_case_id=event.business_case_id,
            title=", ".join(item.name for item in event.scope)[:200],
            currency=event.baseline.currency,
            scope=event.scope,
            written_by=event.approved_by,
        )
    )
