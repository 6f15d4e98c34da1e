"""A programme's events in one line each, in the order of its journal."""

from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from libs.common.bodies import View
from libs.common.db import Db
from services.console.models import TimelineLine


class LineView(View):
    """`stage` is one of the five; `at` the business time; `sequence` the place in the journal."""

    sequence: int
    event_id: UUID
    type: str
    stage: int
    at: datetime
    headline: str
    actor: str | None
    vendor_id: UUID | None


async def lines_after(
    db: Db,
    programme: UUID,
    after: int,
    most: int,
    *,
    stage: int | None = None,
    type: str | None = None,
) -> list[TimelineLine]:
    """Those that the session's caller may see: a vendor, what concerns it."""
    query = select(TimelineLine).where(
        TimelineLine.programme_id == programme, TimelineLine.sequence > after
    )
    if stage is not None:
        query = query.where(TimelineLine.stage == stage)
    if type is not None:
        query = query.where(TimelineLine.type == type)
    return await db.all(query.order_by(col(TimelineLine.sequence)).limit(most))
