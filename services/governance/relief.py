"""Keeps the relief that both sides agreed, and finds it again for a service level."""

from uuid import UUID

from sqlmodel import select

from libs.common.db import Db
from libs.common.events.transition.relief import ReliefCorrected, ReliefGranted
from libs.common.held import Early
from services.governance.models import Contract, ReliefSpan, ServiceLevel


async def keep_the_relief(event: ReliefGranted, db: Db) -> None:
    if await db.find(Contract, event.contract_id) is None:
        raise Early(f"contract {event.contract_id}")
    if span := await _span(db, event.relief_id):
        span.take(event)
    else:
        db.add(ReliefSpan.granted(event))


async def set_the_relief_aside(event: ReliefCorrected, db: Db) -> None:
    """What was agreed counts no more until the correction is agreed."""
    if span := await _span(db, event.relief_id):
        span.is_corrected(event.version)


async def spans_of(db: Db, level: ServiceLevel) -> list[ReliefSpan]:
    """In the order of their numbers."""
    query = select(ReliefSpan).where(ReliefSpan.contract_id == level.contract_id)
    spans: list[ReliefSpan] = await db.all(query)
    return sorted((span for span in spans if span.covers(level)), key=lambda span: span.number)


async def _span(db: Db, relief_id: UUID) -> ReliefSpan | None:
    query = select(ReliefSpan).where(ReliefSpan.relief_id == relief_id).with_for_update()
    span: ReliefSpan | None = (await db.scalars(query)).one_or_none()
    return span
