"""What became of a report, noted on its receipt. A report that came another way has none."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.governance import MeasurementsTaken
from libs.common.events.governance import ReportRefused as MeasurementsRefused
from libs.common.events.transition.blockers import BlockerOpened
from libs.common.events.transition.claims import (
    ClaimDecided,
    ClaimDeemedRejected,
    ClaimOutcome,
    ClaimWithdrawn,
    DisputeAnswered,
    MilestoneAccepted,
    MilestoneAcceptedInPart,
    MilestoneDisputed,
)
from libs.common.events.transition.reports import ReportRefused
from libs.common.reactions import Told
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


@on(MilestoneAcceptedInPart)
async def note_part_acceptance(event: MilestoneAcceptedInPart, db: Db) -> None:
    if receipt := await _receipt(event.report_id, db):
        receipt.accepted_in_part(event.reason)


@on(ClaimDecided)
async def note_decision(event: ClaimDecided, db: Db) -> None:
    """What is upheld is told to be accepted as well."""
    if event.outcome is ClaimOutcome.REJECTED and (receipt := await _receipt(event.report_id, db)):
        receipt.rejected(event.reason)


@on(ClaimDeemedRejected)
async def note_silence(event: ClaimDeemedRejected, db: Db) -> None:
    if receipt := await _receipt(event.report_id, db):
        receipt.rejected(event.told())


@on(ClaimWithdrawn)
async def note_withdrawal(event: ClaimWithdrawn, db: Db) -> None:
    """On the claim's receipt, and on that of its withdrawal."""
    if claimed := await _receipt(event.claimed_in, db):
        claimed.withdrawn(event.reason)
    await _note_taken(event.report_id, db)


@on(DisputeAnswered)
async def note_answer(event: DisputeAnswered, db: Db) -> None:
    await _note_taken(event.report_id, db)


@on(BlockerOpened)
async def note_blocker(event: BlockerOpened, db: Db) -> None:
    await _note_taken(event.report_id, db)


@on(ReportRefused)
async def note_refusal(event: ReportRefused, db: Db) -> None:
    if receipt := await _receipt(event.report_id, db):
        receipt.refused(event.kind, event.reason)


@on.many(MeasurementsTaken)
async def note_measurements(told: Sequence[Told[MeasurementsTaken]], db: Db) -> None:
    for receipt in await _receipts({one.event.report_id for one in told}, db):
        receipt.taken()


@on.many(MeasurementsRefused)
async def note_measurements_refused(told: Sequence[Told[MeasurementsRefused]], db: Db) -> None:
    """Also where only some of the lines were: the reason says which."""
    refusals = {one.event.report_id: one.event for one in told}
    for receipt in await _receipts(refusals.keys(), db):
        refusal = refusals[receipt.id]
        receipt.refused(refusal.kind, refusal.reason)


async def _note_taken(report_id: UUID | None, db: Db) -> None:
    if report_id and (receipt := await _receipt(report_id, db)):
        receipt.accepted()


async def _receipts(reports: Collection[UUID], db: Db) -> list[Receipt]:
    query = select(Receipt).where(col(Receipt.id).in_(reports))
    return await db.all(query.order_by(col(Receipt.id)).with_for_update())


async def _receipt(report_id: UUID, db: Db) -> Receipt | None:
    return await db.find(Receipt, report_id, lock=True)
