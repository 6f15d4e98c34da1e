"""What a vendor reports on the way to a milestone moves the plan at once."""

from datetime import datetime, time

from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.events.vendor import MilestoneProgressReported
from libs.common.outbox import publish
from services.transition.moving_plans import (
    MovingPlans,
    as_of,
    must_have_happened,
)


def note_progress(
    envelope: Envelope, report: MilestoneProgressReported, moving: MovingPlans, db: Db
) -> None:
    """Raises `Refusal`."""
    found, task = moving.named(report)
    if report.started_on is not None:
        must_have_happened(report.started_on, envelope)
    news = task.tell(
        as_of(envelope, report),
        envelope.id,
        percent=report.percent,
        started_at=report.started_on and datetime.combine(report.started_on, time.min),
        slipped_to=report.expected_on,
        reason=report.reason or None,
    )
    if not news:
        return
    was = found.expected_on(task)
    if task.slipped_to is not None and task.slipped_to > was and not task.is_done:
        publish(db, [task.slipped(was, task.slipped_to, report.reason or "no reason stated")])
    moving.note(task, f"{report.milestone} was reported on")
