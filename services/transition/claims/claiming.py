"""A vendor's report that a milestone is reached becomes a claim, or is refused with a reason.

Of several reports of one milestone the newest is the claim, in whatever order they come. One that
was disputed, and not answered by the vendor or not decided by the client, is replaced by a newer.
"""

from uuid import UUID

from libs.common.cloudevents import Envelope
from libs.common.events.transition.claims import ClaimClock
from libs.common.events.vendor.milestones import MilestoneReported
from services.transition.claims.clock import Clock
from services.transition.models import Claim, Task
from services.transition.plan.loading import Laid
from services.transition.plan.moving import Refusal, as_of, must_have_happened


def claimed(envelope: Envelope, report: MilestoneReported, found: Laid, task: Task) -> Claim:
    """Raises `Refusal`."""
    _must_be_possible(envelope, report, found, task)
    plan = found.plan
    clock = Clock.begun(ClaimClock.ACCEPTANCE, envelope.time, plan.country, plan.acceptance_days)
    return Claim(
        **task.ours,
        contract_id=report.contract_id,
        report_id=envelope.id,
        milestone=report.milestone,
        reached_on=report.reached_on,
        evidence=report.evidence,
        note=report.note,
        reported_by=report.reported_by,
        claimed_by=report.claimed_by,
        reported_at=envelope.time,
        as_of=as_of(envelope, report),
        acceptance_days=plan.acceptance_days,
        due_at=clock.due_at,
        explanation=clock.explanation,
        clock=clock,
    )


def _must_be_possible(
    envelope: Envelope, report: MilestoneReported, found: Laid, task: Task
) -> None:
    if task.accepted:
        raise Refusal("already-accepted", f"{report.milestone} was accepted already.")
    must_have_happened(report.reached_on, envelope)
    starts_on = found.plan.starts_on
    if report.reached_on < starts_on:
        why = f"{report.reached_on} lies before the plan's start on {starts_on}."
        raise Refusal("before-start", why)
    if found.plan.claim_terms.evidence_required:
        _must_be_evidenced(report)


def _must_be_evidenced(report: MilestoneReported) -> None:
    """Choice: the name of whoever brings a report is that of a key as often as of a person, so the
    person is named in `claimed_by`."""
    if not report.evidence:
        why = f"The claim of {report.milestone} names no file of evidence."
        raise Refusal("evidence-missing", why)
    if not report.claimed_by.strip():
        why = f"The claim of {report.milestone} does not say, in claimed_by, who claims it."
        raise Refusal("claimant-missing", why)


def superseded(milestone: str, standing: UUID, claim_id: UUID) -> Refusal:
    return Refusal("superseded", f"A newer report of {milestone} stands: {standing}.", claim_id)
