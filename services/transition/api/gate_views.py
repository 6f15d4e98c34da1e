"""What the routes of gates take and show."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, Field, field_validator, model_validator

from libs.common.auth.roles import Role
from libs.common.bodies import Body, View
from libs.common.db import Db
from libs.common.events.terms import Code
from libs.common.events.transition.gates import CriterionResult, GateOutcome
from libs.common.events.vendor.evidence import Digest
from libs.common.explain import Explanation
from services.transition.api.common import Day, Reason, Text
from services.transition.models import Answer, Gate, GateState, Waiver
from services.transition.models.gate_parts import Choice, Signature, SigningRound
from services.transition.plan.loading import plan_of
from services.transition.readiness.showing import Readiness, readiness

SIGNING_ROLES = (
    Role.SPONSOR,
    Role.APPROVER,
    Role.PROGRAMME_OFFICE,
    Role.PROCESS_OWNER,
    Role.OPERATIONS,
    Role.DATA_PROTECTION,
    Role.HR,
    Role.FINANCE,
    Role.LEGAL,
)
KEPT = ("answers", "waivers", "lapsed", "choices", "signatures_needed", "signing_roles")


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


class AddCriterion(Body):
    code: Code
    title: Text
    mandatory: bool = True
    reason: Reason


class ChangeCriterion(Body):
    """`threshold`: a share from 0.50 to 1, where it has one."""

    mandatory: bool | None = None
    threshold: Annotated[Decimal, Field(ge=0, le=1, max_digits=6, decimal_places=4)] | None = None
    reason: Reason

    @model_validator(mode="after")
    def _says_what(self) -> Self:
        if self.mandatory is None and self.threshold is None:
            raise ValueError("state mandatory or threshold")
        return self


class ChooseSignatories(Body):
    signatures: Annotated[int, Field(ge=1, le=20)]
    roles: Annotated[list[Role], Field(min_length=1, max_length=len(SIGNING_ROLES))]
    reason: Reason

    @field_validator("roles")
    @classmethod
    def _may_sign(cls, roles: list[Role]) -> list[Role]:
        if others := [role for role in roles if role not in SIGNING_ROLES]:
            raise ValueError(f"{', '.join(others)} cannot sign: {', '.join(SIGNING_ROLES)} can")
        return list(dict.fromkeys(roles))


class AskExtension(Body):
    until: Day
    "The last day on which it is to hold."
    reason: Reason


class ExtendWaiver(Body):
    reason: Reason


class MakeGood(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Reason
    evidence: list[Digest] = Field(default=[], max_length=50)


class SignGate(Body):
    signed_on: Day | None = None
    "Today, unless stated."


class WithReason(Body):
    reason: Reason


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
    fallen: list[str]
    "What fell between the decision and go-live: while there is any the decision does not hold."


class Today(BaseModel):
    """What a decision today would come to. `score` is a share 0 to 1, to 0.0001 half-up."""

    outcome: GateOutcome
    score: Decimal
    reasons: list[str]
    criteria: list[CriterionResult]


class RoundView(BaseModel):
    """Signed under the same evidence; `digest` is its SHA-256."""

    number: int
    outcome: GateOutcome
    digest: str
    signatures: list[Signature]


class GateView(GateSummary):
    """`lapsed`: waivers that expired after go-live, and were neither extended nor made good."""

    today: Today
    answers: list[Answer]
    waivers: list[Waiver]
    lapsed: list[Waiver]
    choices: list[Choice]
    signatures_needed: int
    signing_roles: list[Role]
    round: RoundView | None


async def view(db: Db, gate: Gate, found: Readiness | None = None) -> GateView:
    """As it stands today. `found`: what it shows, where that is known already."""
    if found is None:
        found = await readiness(db, gate, (await plan_of(db, gate)).today(db.now))
    today = Today(**dict(found.verdict.value), criteria=found.results)
    kept = {name: getattr(gate, name) for name in KEPT}
    summary: dict[str, Any] = dict(GateSummary.model_validate(gate))
    return GateView(**summary, today=today, round=_round(gate.round), **kept)


def _round(begun: SigningRound | None) -> RoundView | None:
    if begun is None:
        return None
    evidence = begun.evidence
    signed = {"digest": evidence.digest, "signatures": begun.signatures}
    return RoundView(number=begun.number, outcome=evidence.verdict.outcome, **signed)


class DecisionSummary(View):
    """Frozen as it was decided."""

    id: UUID
    gate_id: UUID
    outcome: GateOutcome
    criteria: list[CriterionResult]
    reasons: list[str]
    answers: list[Answer]
    waivers: list[Waiver]
    "Those that it rests on."
    blockers: list[str]
    score_threshold: Decimal | None
    signatures: list[Signature]
    decided_on: date
    decided_by: str
    decided_at: datetime


class DecisionView(DecisionSummary):
    """With what it was decided on. `measured`: the explanations of computed criteria."""

    explanation: Explanation
    measured: list[Explanation]
