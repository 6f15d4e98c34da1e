"""What a vendor reports on the way to a milestone moves the plan at once."""

from datetime import datetime, time

from libs.common.cloudevents import Envelope
from libs.common.events.vendor.milestones import MilestoneProgressReported
from services.transition.plan.moving import (
    MovingPlans,
    as_of,
    must_be_near,
    must_have_happened,
)


def note_progress(
    envelope: Envelope, report: MilestoneProgressReported, moving: MovingPlans
) -> None:
    """Raises `Refusal`."""
    found, task = moving.named(report)
    if report.started_on is not None:
        must_have_happened(report.started_on, envelope)
    for day in (report.started_on, report.expected_on):
        must_be_near(day, found.plan)
    news = task.tell(
        as_of(envelope, report),
        envelope.id,
        percent=report.percent,
        started_at=report.started_on and datetime.combine(report.started_on, time.min),
        slipped_to=report.expected_on,
        reason=report.reason or None,
    )
    if news:
        slips = report.reason if "slipped_to" in news else None
        moving.note(task, f"{report.milestone} was reported on", slips)
