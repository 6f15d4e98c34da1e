"""The numbers of a programme, as they grow with its events."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel

from libs.common.events.assessment import Recommendation
from libs.common.events.transition.gates import GateOutcome
from libs.common.money import Money, Percentage


class WaveState(StrEnum):
    PLANNED = "planned"
    LIVE = "live"
    ROLLED_BACK = "rolled_back"


class LastGate(BaseModel):
    wave: str
    outcome: GateOutcome
    decided_on: date


class Figures(BaseModel):
    """Sums are one a currency: no rate is ever assumed."""

    stage: int = 1
    "The furthest of the five that something happened in."
    events: int = 0
    processes: dict[UUID, Recommendation] = {}
    saving_percent: Percentage | None = None
    "Of the approved business case."
    rejected: bool = False
    risks: int = 0
    contracts: int = 0
    waves: dict[UUID, WaveState] = {}
    last_gate: LastGate | None = None
    milestones_accepted: int = 0
    days_slipped: int = 0
    breaches: int = 0
    credits_proposed: list[Money] = []
    credits_agreed: list[Money] = []
    credits_withdrawn: list[Money] = []
    savings_realised: list[Money] = []
    savings_deferred: list[Money] = []
    escalations: set[UUID] = set()
    "Those that are open."
    exiting: bool = False


def added(sums: list[Money], amount: Money) -> list[Money]:
    """The sums with one more amount, added to that of its currency."""
    by_currency = {each.currency: each for each in sums}
    before = by_currency.get(amount.currency)
    by_currency[amount.currency] = before + amount if before else amount
    return list(by_currency.values())
