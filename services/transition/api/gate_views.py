"""What the routes of gates take and show."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, Field

from libs.common.bodies import Body, View
from libs.common.events.terms import Code
from libs.common.events.transition.gates import CriterionResult, GateOutcome
from libs.common.events.vendor import Digest
from libs.common.explain import Explanation
from services.transition.api.common import Day, Reason, Text
from services.transition.models import Answer, GateState, Waiver


class AnswerCriterion(Body):
    criterion: Code
    met: bool
    note: Reason
    evidence: list[Digest] = Field(default=[], max_length=50)


class WaiveCriterion(Body):
    criterion: Code
    owner: Text
    reason: Reason
    expires_on: Day
    "The last day on which it holds."


class DecideGate(Body):
    decided_on: Day | None = None
    "Today, unless stated."


class GateSummary(View):
    """`outcome` as last decided. `holds_until`: when the first waiver it rests on expires."""

    id: UUID
    plan_id: UUID
    wave_id: UUID
    wave: str
    state: GateState
    outcome: GateOutcome | None
    decided_on: date | None
    decided_by: str | None
    holds_until: date | None


class Today(BaseModel):
    """What a decision today would come to. `score` is a share 0 to 1, to 0.0001 half-up."""

    outcome: GateOutcome
    score: Decimal
    reasons: list[str]
    criteria: list[CriterionResult]


class GateView(GateSummary):
    today: Today
    answers: list[Answer]
    waivers: list[Waiver]


class DecisionView(View):
    """Frozen with what it was decided on. `measured`: the explanations of computed criteria."""

    id: UUID
    gate_id: UUID
    outcome: GateOutcome
    criteria: list[CriterionResult]
    reasons: list[str]
    answers: list[Answer]
    waivers: list[Waiver]
    explanation: Explanation
    measured: list[Explanation]
    decided_on: date
    decided_by: str
    decided_at: datetime
