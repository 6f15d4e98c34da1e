"""Cases that a vendor's system reports one by one: each counts once, however it was told."""

from collections.abc import Sequence
from typing import NamedTuple

from libs.common.db import Db
from libs.common.events.vendor.knowledge import KnowledgeTransferReported, TransferStep
from services.transition.knowledge.counted_cases import Place, known_among
from services.transition.knowledge.evidence import same_person
from services.transition.knowledge.knowledge_transfer import SHADOWING
from services.transition.models.knowledge import TransferRecord, TransferSource
from services.transition.models.shadowed_cases import ShadowedCase
from services.transition.plan.moving import Refusal


class Reported(NamedTuple):
    row: TransferRecord
    report: KnowledgeTransferReported

    def place(self, reference: str) -> Place:
        row = self.row
        return Place(row.plan_id, row.topic_code, row.person, row.step, reference)


def must_be_countable(report: KnowledgeTransferReported) -> None:
    """Refuses cases that do not agree with their number, or that nobody can have handled."""
    if same_person(report.seen_by, report.person):
        raise Refusal("own-witness", f"{report.person} cannot be their own witness.")
    if not report.handled:
        return
    if report.step not in SHADOWING:
        raise Refusal("no-shadowing", f"Cases are handled in shadowing, not when {report.step}.")
    if report.cases not in (0, len(report.handled)):
        why = f"{report.cases} cases are stated, {len(report.handled)} are told one by one."
        raise Refusal("cases-miscounted", why)
    if report.step is TransferStep.SHADOWED and any(case.unaided for case in report.handled):
        raise Refusal("more-unaided-than-cases", "Whoever shadows watches: nothing is unaided.")


async def rows_of(db: Db, reported: Sequence[Reported]) -> list[TransferRecord]:
    """Added, those that tell something new: of cases told one by one those not counted before."""
    told = {one.place(case.reference) for one in reported for case in one.report.handled}
    known = await known_among(db, told)
    rows = [one.row for one in reported if not one.report.handled or _count(db, one, known)]
    db.add_all(rows)
    return rows


def _count(db: Db, one: Reported, known: set[Place]) -> bool:
    row, fresh = one.row, []
    for case in one.report.handled:
        if (place := one.place(case.reference)) not in known:
            known.add(place)
            fresh.append(case)
            db.add(_case(one, case.reference, unaided=case.unaided))
    row.source = TransferSource.CASES
    row.cases, row.unaided = len(fresh), sum(case.unaided for case in fresh)
    return bool(fresh)


def _case(one: Reported, reference: str, *, unaided: bool) -> ShadowedCase:
    row = one.row
    return ShadowedCase(
        **row.ours,
        batch_id=row.report_id,
        topic_code=row.topic_code,
        person=row.person,
        step=row.step,
        reference=reference,
        handled_on=row.done_on,
        unaided=unaided,
        seen_by=one.report.seen_by,
        reported_by=row.reported_by,
    )
