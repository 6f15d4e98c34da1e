"""What the transition service does when others report."""

from libs.common.events.governance import ExitTriggered, ScalingRequested
from libs.common.events.vendor import (
    ContractSigned,
    KnowledgeTransferReported,
    MilestoneProgressReported,
    MilestoneReported,
)
from libs.common.reactions import Reactions
from services.transition.milestone_reports import note_reports
from services.transition.planning import add_wave, plan_contract, plan_exit
from services.transition.knowledge.transferring import note_transfers

on = Reactions()

on(ContractSigned)(plan_contract)
on(ScalingRequested)(add_wave)
on(ExitTriggered)(plan_exit)
on.many(MilestoneReported)(note_reports)
on.many(MilestoneProgressReported)(note_reports)
on.many(KnowledgeTransferReported)(note_transfers)
