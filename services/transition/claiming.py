"""A vendor's report that a milestone is reached becomes a claim, or is refused with a reason.

Of several reports of one milestone the newest is the claim, in whatever order they come.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from libs.common.cloudevents import Envelope
from libs.common.db import Db, as_it_is
from libs.common.events.vendor import MilestoneReported
from libs.common.outbox import publish
from libs.common.timers import start_timers, stop_timers
from services.transition.acceptance_deadline import acceptance_deadline
from services.transition.loading import Laid
from services.transition.models import Claim, ClaimState, Task
from services.transition.moving_plans import (
    MovingPlans,
    Refusal,
    as_of,
    must_have_happened,
)

Place = tuple[UUID, str]
"A milestone of a contract."


class Claims:
    """The newest claims of the milestones that a batch reports, and those that it opens."""

    def __init__(self, latest: dict[Place, Claim]) -> None:
        self._latest = latest
        self._due = {claim.id: claim.due_at for claim in latest.values()}

    def take(
        self, envelope: Envelope, report: MilestoneReported, moving: MovingPlans, db: Db
    ) -> None:
        """Raises `Refusal`."""
        found, task = moving.named(report)
        claim = _checked(envelope, report, found, task)
        place = (report.contract_id, report.milestone)
        standing = self._latest.get(place)
        if standing is not None and standing.state is ClaimState.OPEN:
            outdated = standing.joined_by(claim)
            publish(db, _superseded(report, standing).of(outdated, report))
        elif standing is not None and not claim.is_newer_than(standing):
            raise _superseded(report, standing)
        else:
            self._latest[place] = standing = claim
        task.reported_on = standing.reached_on
        moving.note(task, f"{report.milestone} was reported")

    async def keep(self, db: Db) -> None:
        """Sets the clocks of new claims, and anew where an earlier report was found."""
        standing = [c for c in self._latest.values() if c.state is ClaimState.OPEN]
        db.add_all(standing)
        changed = {c.id: c.due_at for c in standing if self._due.get(c.id) != c.due_at}
        await stop_timers(db, "claim_silence", [id for id in changed if id in self._due])
        await start_timers(db, "claim_silence", changed)


async def claims_of(db: Db, reports: Sequence[MilestoneReported]) -> Claims:
    if not reports:
        return Claims({})
    query = select(Claim).where(
        col(Claim.contract_id).in_({report.contract_id for report in reports}),
        col(Claim.milestone).in_({report.milestone for report in reports}),
    )
    found = sorted(await db.all(as_it_is(query)), key=lambda claim: claim.standing)
    return Claims({(claim.contract_id, claim.milestone): claim for claim in found})


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
