"""Which rates a delay is counted by.

Choices: of rates with one code the one stated last counts, for both sides, whoever was told it.
Only then are those left out of which the vendor is not told, where a vendor asks: restated without
being told, a rate is none for the vendor, and not again the one before. So the two sides never
see different sums for the same code: the same, or the vendor none.
"""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import and_, col, select

from libs.common.db import Db
from services.transition.as_the_client import as_the_client
from services.transition.models import DayRate


async def rates_that_count(db: Db, plan_id: UUID) -> list[DayRate]:
    """In the order in which they were stated; as far as the caller is told them."""
    asks = db.scope.vendor
    query = select(DayRate).where(DayRate.plan_id == plan_id, ~_restated())
    async with as_the_client(db):
        latest = await db.all(query.order_by(col(DayRate.id)))
    return [rate for rate in latest if asks is None or rate.vendor_id == asks]


async def that_count(db: Db, rates: Collection[UUID]) -> set[UUID]:
    """The ids of those among them that count, whoever asks."""
    query = select(DayRate.id).where(col(DayRate.id).in_(rates), ~_restated())
    async with as_the_client(db):
        return set(await db.scalars(query))


def _restated() -> Any:
    """Whether its code was stated again. Ids are given out in the order of time."""
    later = aliased(DayRate)
    same = and_(col(later.plan_id) == DayRate.plan_id, col(later.code) == DayRate.code)
    return exists().where(same, col(later.id) > DayRate.id)
