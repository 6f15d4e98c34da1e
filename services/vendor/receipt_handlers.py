"""What became of a report, noted on its receipt. A report that came another way has none."""

from uuid import UUID

from libs.common.db import Db
from libs.common.events.transition import MilestoneAccepted, MilestoneDisputed, ReportRefused
from services.vendor.handlers import on
from services.vendor.models.door import Receipt


@on(MilestoneAccepted)
async def note_acceptance(event: MilestoneAccepted, db: Db) -> None:
    if receipt := await _receipt(event.report_id, db):
        receipt.accepted()


@on(MilestoneDisputed)
async def note_dispute(event: MilestoneDisputed, db: Db) -> None:
    if receipt := await _receipt(event.report_id, db):
        receipt.disputed(event.reason)


@on(ReportRefused)
async def note_refusal(event: ReportRefused, db: Db) -> None:
    if receipt := await _receipt(event.report_id, db):
        receipt.refused(event.kind, event.reason)


async def _receipt(report_id: UUID, db: Db) -> Receipt | None:
    return await db.find(Receipt, report_id, lock=True)
