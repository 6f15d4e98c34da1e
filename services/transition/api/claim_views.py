"""What the routes of claims take and show."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Self
from uuid import UUID

from pydantic import Field, StringConstraints

from libs.common.bodies import Body, View
from libs.common.events.terms import Code
from libs.common.events.transition.claims import ClaimClock
from libs.common.events.transition.party import Party
from libs.common.events.vendor.contracts import OnSilence
from libs.common.events.vendor.evidence import Evidence
from services.transition.api.common import Day, Reason, Text
from services.transition.claims.business_time import hours
from services.transition.claims.clock import Clock, Stop
from services.transition.models import Claim, ClaimState, ConditionState


class Acceptance(Body):
    note: Annotated[str, StringConstraints(max_length=2000)] = ""


class Dispute(Body):
    reason: Reason
    evidence: Evidence = []


class NewCondition(Body):
    """`what`: the deliverable or condition that is still open. `owner`: who of the side sees to
    it, by the end of `due_on`."""

    code: Code
    what: Text
    side: Party = Party.VENDOR
    owner: Text
    due_on: Day


class PartialAcceptance(Dispute):
    conditions: Annotated[list[NewCondition], Field(min_length=1, max_length=50)]
    counts_as_reached: bool = False
    "Whether the milestone counts as reached already, on these conditions."


class Answer(Body):
    answer: Reason
    evidence: Evidence = []


class Decision(Body):
    reason: Reason


class NoteCondition(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Annotated[str, StringConstraints(max_length=2000)] = ""
    evidence: Evidence = []


class FailCondition(Body):
    reason: Reason
    on: Day | None = None


class SendBackCondition(Body):
    reason: Reason
    on: Day | None = None
    "Today, unless stated."


class RequireEvidence(Body):
    evidence_required: bool


class ClockView(View):
    """Whose move it is, until when. `business_hours_left`: office hours of the contract's country,
    down to the hundredth; while it stands still, what it will run on with."""

    awaited: ClaimClock
    side: Party
    days: int
    started_at: datetime
    due_at: datetime
    remind_at: datetime
    business_hours_left: Decimal
    is_stopped: bool
    stops: list[Stop]

    @classmethod
    def of(cls, clock: Clock, now: datetime) -> Self:
        return cls(
            awaited=clock.kind,
            side=clock.side,
            days=clock.days,
            started_at=clock.started_at,
            due_at=clock.due_at,
            remind_at=clock.remind_at,
            business_hours_left=hours(clock.left(now)),
            is_stopped=clock.is_stopped,
            stops=list(clock.stops),
        )


class SaidView(View):
    step: str
    state: str
    by: str
    at: datetime
    text: str
    evidence: list[str]


class ClaimView(View):
    """`due_at`: until when the next word is said, or the last one was. `silent`: that passed
    without it. `claimed_by`: the person who claims; `reported_by`: who brought it, a system as
    often as not. `answer`: the client's last word. `clock`: absent once it is decided."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    report_id: UUID
    milestone: str
    reached_on: date
    evidence: list[str]
    note: str
    reported_by: str
    claimed_by: str
    reported_at: datetime
    as_of: datetime
    due_at: datetime
    state: ClaimState
    silent: bool
    counts_as_reached: bool
    answer: str
    answered_by: str | None
    answered_at: datetime | None
    disputed_by: str | None
    vendor_answer: str
    history: list[SaidView]
    clock: ClockView | None = None

    @classmethod
    def of(cls, claim: Claim, now: datetime) -> Self:
        clock = claim.running
        shown = clock and ClockView.of(clock, now)
        return cls.model_validate({**claim.model_dump(), "clock": shown})


class ConditionView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    claim_id: UUID
    milestone: str
    code: str
    what: str
    side: Party
    owner: str
    due_on: date
    due_at: datetime
    overdue: bool
    state: ConditionState
    delivered_on: date | None
    delivered_by: str | None
    noted_on: date | None
    noted_by: str | None
    note: str
    evidence: list[str]


class ClaimTermsView(View):
    """Business days of the contract's country."""

    acceptance_days: int
    answer_days: int
    decision_days: int
    on_silence: OnSilence
    evidence_required: bool
