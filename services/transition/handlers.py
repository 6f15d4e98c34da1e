"""What the transition service does when others report."""

from libs.common.events.governance import ExitTriggered, ScalingRequested
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.events.vendor.knowledge import KnowledgeTransferReported
from libs.common.events.vendor.milestones import (
    BlockerRaised,
    ClaimAnswered,
    MilestoneProgressReported,
    MilestoneReported,
    MilestoneWithdrawn,
)
from libs.common.reactions import Reactions
from services.transition.claims.milestone_reports import note_reports
from services.transition.claims.reported_blockers import note_blockers
from services.transition.knowledge.transferring import note_transfers
from services.transition.plan.planning import add_wave, plan_contract, plan_exit

on = Reactions()

on(ContractSigned)(plan_contract)
on(ScalingRequested)(add_wave)
on(ExitTriggered)(plan_exit)
on.many(MilestoneReported)(note_reports)
on.many(MilestoneProgressReported)(note_reports)
on.many(MilestoneWithdrawn)(note_reports)
on.many(ClaimAnswered)(note_reports)
on.many(BlockerRaised)(note_blockers)
on.many(KnowledgeTransferReported)(note_transfers)
