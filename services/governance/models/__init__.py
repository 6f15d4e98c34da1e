"""The state of stages 4 and 5, a file a concept."""

from services.governance.models.base import Base
from services.governance.models.change import Exit, ScalingRequest
from services.governance.models.contract import Contract, ContractVersion, Programme
from services.governance.models.credit import Credit, CreditState
from services.governance.models.escalation import Escalation, EscalationState
from services.governance.models.improvement import Improvement, ImprovementState
from services.governance.models.measurement import DailyTally, Fault, Source, UnmatchedTally
from services.governance.models.relief import ReliefSpan
from services.governance.models.service_level import ServiceLevel, ServiceLevelMonth

__all__ = [
    "Base",
    "Contract",
    "ContractVersion",
    "Credit",
    "CreditState",
    "DailyTally",
    "Escalation",
    "EscalationState",
    "Exit",
    "Fault",
    "Improvement",
    "ImprovementState",
    "Programme",
    "ReliefSpan",
    "ScalingRequest",
    "ServiceLevel",
    "ServiceLevelMonth",
    "Source",
    "UnmatchedTally",
]
