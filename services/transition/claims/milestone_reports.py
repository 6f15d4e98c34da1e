"""What vendors report of milestones, a batch at a time: each plan is computed anew once."""

from collections.abc import Sequence

from libs.common.db import Db
from libs.common.events.vendor.milestones import (
    ClaimAnswered,
    MilestoneProgressReported,
    MilestoneReported,
    MilestoneWithdrawn,
)
from libs.common.reactions import Told
from services.transition.claims.milestone_progress import note_progress
from services.transition.claims.refusing import Refusing
from services.transition.claims.words import claims_of
from services.transition.plan.moving import Refusal, moving_plans

Reports = Sequence[
    Told[MilestoneReported]
    | Told[MilestoneProgressReported]
    | Told[MilestoneWithdrawn]
    | Told[ClaimAnswered]
]


async def note_reports(told: Reports, db: Db) -> None:
    """The newest word counts, of each fact and of each claim, in whatever order they come."""
    reports = [each.event for each in told]
    moving = await moving_plans(db, reports)
    words = [each for each in reports if not isinstance(each, MilestoneProgressReported)]
    claims = await claims_of(db, words)
    refusing = Refusing(db, moving.plans.values())
    for envelope, report in ((each.envelope, each.event) for each in told):
        try:
            if isinstance(report, MilestoneProgressReported):
                note_progress(envelope, report, moving)
            else:
                claims.take(envelope, report, moving)
            refusing.took(report, report.milestone, moving.plan_of(report))
        except Refusal as refusal:
            where = moving.plan_of(report)
            refusing.refuse(envelope, report, report.milestone, refusal, where)
    await claims.keep()
    moving.forecast(db)
