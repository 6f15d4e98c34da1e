"""Which rates a delay is counted by.

Choices: of rates with one code the one stated last counts, for both sides, whoever was told it.
Only then are those left out of which the vendor is not told, where a vendor asks: restated without
being told, a rate is none for the vendor, and not again the one before. So the two sides never
see different sums for the same code: the same, or the vendor none.
"""

from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from services.transition.as_the_client import as_the_client
from services.transition.models import DayRate


async def rates_that_count(db: Db, plan_id: UUID) -> list[DayRate]:
    """In the order in which their codes were first stated; as far as the caller is told them."""
    asks = db.scope.vendor
    latest = (await _latest(db, plan_id)).values()
    return [rate for rate in latest if asks is None or rate.vendor_id == asks]


async def latest_rates(db: Db, plan_id: UUID) -> set[UUID]:
    """The ids of those that count, whoever asks."""
    return {rate.id for rate in (await _latest(db, plan_id)).values()}


async def _latest(db: Db, plan_id: UUID) -> dict[str, DayRate]:
    """By code. Ids are given out in the order of time."""
    query = select(DayRate).where(DayRate.plan_id == plan_id).order_by(col(DayRate.id))
    async with as_the_client(db):
        return {rate.code: rate for rate in await db.all(query)}
