"""Which of the five stages of a programme an event belongs to."""

from functools import cache

from libs.common.events import CATALOGUE, Event
from libs.common.events.assessment import SavingsRecorded
from libs.common.events.governance import (
    BenefitRealised,
    ExitTriggered,
    ImprovementApproved,
    ScalingRequested,
)
from libs.common.events.transition import (
    cutovers,
    handovers,
    hypercare,
    parallel_runs,
    roll_backs,
)
from libs.common.events.transition.plans import TransitionClosed
from libs.common.events.transition.waves import (
    WaveHandedOver,
    WaveRescheduled,
    WaveRolledBack,
    WaveStabilised,
    WaveWentLive,
)
from libs.common.events.vendor.contracts import ContractAmended
from libs.common.events.vendor.knowledge import KnowledgeTransferReported
from libs.common.events.vendor.measurements import MeasurementsReported
from libs.common.events.vendor.milestones import MilestoneProgressReported, MilestoneReported

BY_SERVICE = {"assessment": 1, "vendor": 2, "transition": 3, "governance": 4}
ROLL_OUT = {
    module.__name__ for module in (cutovers, handovers, hypercare, parallel_runs, roll_backs)
}
BY_EVENT: dict[int, tuple[type[Event], ...]] = {
    3: (MilestoneReported, MilestoneProgressReported, KnowledgeTransferReported),
    4: (
        MeasurementsReported,
        WaveRescheduled,
        WaveWentLive,
        WaveRolledBack,
        WaveStabilised,
        WaveHandedOver,
        TransitionClosed,
        *(kind for kind in CATALOGUE.values() if kind.__module__ in ROLL_OUT),
    ),
    5: (
        ContractAmended,
        ImprovementApproved,
        BenefitRealised,
        SavingsRecorded,
        ScalingRequested,
        ExitTriggered,
    ),
}
_BY_TYPE = {kind.type: stage for stage, kinds in BY_EVENT.items() for kind in kinds}


@cache
def stage_of(type: str) -> int:
    """By the event where it is named above, else by the service that tells it."""
    return _BY_TYPE.get(type) or BY_SERVICE.get(type.split(".")[1], 1)
