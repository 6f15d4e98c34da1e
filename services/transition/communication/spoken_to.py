"""When stakeholders were last spoken to."""

from datetime import date
from uuid import UUID

from libs.common.db import Db
from services.transition.communication.planned import communications_of


async def last_spoken_to(db: Db, plan_id: UUID) -> dict[str, date]:
    """By stakeholder, the day of what was last sent to them."""
    last: dict[str, date] = {}
    for item in await communications_of(db, plan_id):
        if item.sent_on is not None:
            for code in item.audience:
                last[code] = max(last.get(code, item.sent_on), item.sent_on)
    return last
