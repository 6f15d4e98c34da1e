"""Vendors' milestone reports become claims, or are refused with a reason."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, select

from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.events.transition import ReportRefused
from libs.common.events.vendor import KnowledgeTransferReported, MilestoneReported
from libs.common.held import Early
from libs.common.outbox import publish
from libs.common.reactions import Told
from libs.common.timers import start_timers
from services.transition.acceptance_deadline import acceptance_deadline
from services.transition.models import Claim, ClaimState, Plan, Task

EARLIEST_ZONE = timedelta(hours=14)
"A date has begun somewhere on earth that long before it begins in UTC."
Report = MilestoneReported | KnowledgeTransferReported


class Refusal(Exception):
    def __init__(self, kind: str, reason: str, claim_id: UUID | None = None) -> None:
        super().__init__(reason)
        self.kind, self.claim_id = kind, claim_id

    def of(self, envelope: Envelope, report: Report) -> ReportRefused:
        return ReportRefused(
            programme_id=report.programme_id,
            vendor_id=report.vendor_id,
            report_id=envelope.id,
            kind=self.kind,
            reason=str(self),
            claim_id=self.claim_id,
        )


async def open_claims(told: Sequence[Told[MilestoneReported]], db: Db) -> None:
    reports = [each.event for each in told]
    plans = await plans_of(db, {report.contract_id for report in reports})
    tasks = await _tasks(db, reports)
    claims = await _open_claims(db, reports)
    opened = []
    for envelope, report in ((each.envelope, each.event) for each in told):
        place = (report.contract_id, report.milestone)
        try:
            claim = _claim(envelope, report, plans, tasks.get(place), claims.get(place))
        except Refusal as refusal:
            publish(db, refusal.of(envelope, report))
        else:
            claims[place] = claim
            opened.append(claim)
    db.add_all(opened)
    await start_timers(db, "claim_silence", {claim.id: claim.due_at for claim in opened})


def _claim(
    envelope: Envelope,
    report: MilestoneReported,
    plans: dict[UUID, Plan],
    task: Task | None,
    standing: Claim | None,
) -> Claim:
    if task is None:
        raise Refusal("unknown-milestone", f"The plan has no milestone {report.milestone}.")
    plan = plans[task.plan_id]
    if task.accepted:
        raise Refusal("already-accepted", f"{report.milestone} was accepted already.")
    if standing:
        why = f"{report.milestone} is claimed already, and the claim is open: {standing.id}."
        raise Refusal("already-claimed", why, standing.id)
    must_have_happened(report.reached_on, envelope)
    if report.reached_on < plan.starts_on:
        why = f"{report.reached_on} lies before the plan's start on {plan.starts_on}."
        raise Refusal("before-start", why)
    deadline = acceptance_deadline.explained(envelope.time, plan.country, plan.acceptance_days)
    return Claim(
        **task.ours,
        contract_id=report.contract_id,
        report_id=envelope.id,
        milestone=report.milestone,
        reached_on=report.reached_on,
        evidence=report.evidence,
        note=report.note,
        reported_by=report.reported_by,
        reported_at=envelope.time,
        acceptance_days=plan.acceptance_days,
        due_at=deadline.value,
        explanation=deadline.explanation,
    )


def must_have_happened(on: date, envelope: Envelope) -> None:
    """By the date of the report where on earth it is latest: the vendor may be anywhere."""
    latest = (envelope.time + EARLIEST_ZONE).date()
    if on > latest:
        raise Refusal("in-the-future", f"{on} had not come when it was reported.")


async def plans_of(db: Db, contracts: Collection[UUID]) -> dict[UUID, Plan]:
    """By id, locked. Raises `Early` where a contract has none yet."""
    query = select(Plan).where(col(Plan.contract_id).in_(contracts)).order_by(col(Plan.id))
    plans = await db.all(query.with_for_update())
    if missing := set(contracts) - {plan.contract_id for plan in plans}:
        raise Early(f"the plan of contract {min(missing)}")
    return {plan.id: plan for plan in plans}


async def _tasks(db: Db, reports: Sequence[MilestoneReported]) -> dict[tuple[UUID, str], Task]:
    query = select(Task).where(
        col(Task.contract_id).in_({report.contract_id for report in reports}),
        col(Task.milestone).in_({report.milestone for report in reports}),
    )
    return {(task.contract_id, task.milestone): task for task in await db.all(query)}


async def _open_claims(
    db: Db, reports: Sequence[MilestoneReported]
) -> dict[tuple[UUID, str], Claim]:
    query = select(Claim).where(
        col(Claim.contract_id).in_({report.contract_id for report in reports}),
        col(Claim.milestone).in_({report.milestone for report in reports}),
        Claim.state == ClaimState.OPEN,
    )
    return {(claim.contract_id, claim.milestone): claim for claim in await db.all(query)}
