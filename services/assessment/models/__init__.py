"""The state of stage 1: programmes, their processes, business cases, risks, and the savings."""

from services.assessment.models.base import Base
from services.assessment.models.business_case import BusinessCase, CaseState
from services.assessment.models.process import Process
from services.assessment.models.programme import Phase, Programme
from services.assessment.models.risk import Risk, RiskState
from services.assessment.models.savings import SavingsEntry, SignedContract

__all__ = [
    "Base",
    "BusinessCase",
    "CaseState",
    "Phase",
    "Process",
    "Programme",
    "Risk",
    "RiskState",
    "SavingsEntry",
    "SignedContract",
]
