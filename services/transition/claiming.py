"""Vendors' reports that a milestone is reached become claims, or are refused with a reason.

Of several reports of one milestone the newest is the claim, in whatever order they come.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.events.vendor import MilestoneReported
from libs.common.outbox import publish
from libs.common.reactions import Told
from libs.common.timers import start_timers, stop_timers
from services.transition.acceptance_deadline import acceptance_deadline
from services.transition.loading import Laid
from services.transition.models import Claim, ClaimState, Task
from services.transition.moving_plans import (
    MovingPlans,
    Refusal,
    as_of,
    moving_plans,
    must_have_happened,
)

Place = tuple[UUID, str]
"A milestone of a contract."


async def open_claims(told: Sequence[Told[MilestoneReported]], db: Db) -> None:
    moving = await moving_plans(db, [each.event for each in told])
    claims = await _latest_claims(db, [each.event for each in told])
    due = {claim.id: claim.due_at for claim in claims.values()}
    for each in told:
        try:
            _claim(each.envelope, each.event, moving, claims, db)
        except Refusal as refusal:
            publish(db, refusal.of(each.envelope.id, each.event))
    standing = [claim for claim in claims.values() if claim.state is ClaimState.OPEN]
    db.add_all(standing)
    await _watch(db, due, {claim.id: claim.due_at for claim in standing})
    moving.forecast(db)


def _claim(
    envelope: Envelope,
    report: MilestoneReported,
    moving: MovingPlans,
    claims: dict[Place, Claim],
    db: Db,
) -> None:
    found, task = moving.named(report)
    claim = _checked(envelope, report, found, task)
    place = (report.contract_id, report.milestone)
    standing = claims.get(place)
    if standing is not None and standing.state is ClaimState.OPEN:
        outdated = standing.joined_by(claim)
        publish(db, _superseded(report, standing).of(outdated, report))
    elif standing is not None and not claim.is_newer_than(standing):
        raise _superseded(report, standing)
    else:
        claims[place] = standing = claim
    task.reported_on = standing.reached_on
    moving.note(task, f"{report.milestone} was reported")


def _checked(envelope: Envelope, report: MilestoneReported, found: Laid, task: Task) -> Claim:
    plan = found.plan
    if task.accepted:
        raise Refusal("already-accepted", f"{report.milestone} was accepted already.")
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
        as_of=as_of(envelope, report),
        acceptance_days=plan.acceptance_days,
        due_at=deadline.value,
        explanation=deadline.explanation,
    )


def _superseded(report: MilestoneReported, standing: Claim) -> Refusal:
    why = f"A newer report of {report.milestone} stands: {standing.report_id}."
    return Refusal("superseded", why, standing.id)


async def _latest_claims(db: Db, reports: Sequence[MilestoneReported]) -> dict[Place, Claim]:
    """The newest of each milestone, whatever became of it."""
    query = select(Claim).where(
        col(Claim.contract_id).in_({report.contract_id for report in reports}),
        col(Claim.milestone).in_({report.milestone for report in reports}),
    )
    claims = sorted(await db.all(query.with_for_update()), key=lambda claim: claim.standing)
    return {(claim.contract_id, claim.milestone): claim for claim in claims}


async def _watch(db: Db, was: dict[UUID, datetime], due: dict[UUID, datetime]) -> None:
    """Sets the clocks of new claims, and anew where an earlier report was found."""
    changed = {id: at for id, at in due.items() if was.get(id) != at}
    await stop_timers(db, "claim_silence", [id for id in changed if id in was])
    await start_timers(db, "claim_silence", changed)
