"""What a claim keeps, and how a word changes it."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Moment, OptionalMoment, json_field
from libs.common.events.transition.claims import (
    ClaimClock,
    ClaimDecided,
    ClaimOutcome,
    MilestoneAccepted,
)
from libs.common.events.vendor.evidence import Digest
from libs.common.explain import Explanation
from services.transition.claims.clock import Clock
from services.transition.models.base import OfVendor
from services.transition.models.claim_life import CLAIM_LIFE, ClaimState, ClaimStep
from services.transition.models.claim_words import ClaimChange, Word
from services.transition.models.plans import Plan


class ClaimBase(OfVendor):
    contract_id: UUID
    report_id: UUID = Field(index=True)
    "The event in which the vendor reported it."
    milestone: str = Field(index=True)
    reached_on: date
    evidence: list[Digest] = json_field(list[Digest])
    note: str
    reported_by: str
    claimed_by: str = ""
    "The person; as far as one was named."
    reported_at: Moment
    as_of: Moment
    "When it was so, by the vendor's word: of two reports the newer counts."
    acceptance_days: int
    due_at: Moment
    "Of the clock that runs, or ran last."
    explanation: Explanation = json_field(Explanation)
    "How that was found; or what silence came to."
    clock: Clock | None = json_field(Clock | None, default=None)
    "None once it is decided."
    state: ClaimState = ClaimState.OPEN
    silent: bool = False
    "The deadline passed without a word. It can still be said."
    counts_as_reached: bool = False
    "Accepted in part: whether the milestone is reached on conditions."
    answer: str = ""
    "The client's last word."
    answered_by: str | None = None
    answered_at: OptionalMoment = None
    disputed_by: str | None = None
    "Who did not accept it as a whole."
    vendor_answer: str = ""
    withdrawn_as_of: OptionalMoment = None
    history: list[ClaimChange] = json_field(list[ClaimChange], default_factory=list)

    @property
    def is_decided(self) -> bool:
        return not CLAIM_LIFE[self.state]

    @property
    def running(self) -> Clock | None:
        """Or stopped. Of an open claim from before clocks were kept, as its deadline was found."""
        if self.clock is None and self.state is ClaimState.OPEN:
            country = str(self.explanation.inputs["country"])
            days = self.acceptance_days
            return Clock.begun(ClaimClock.ACCEPTANCE, self.reported_at, country, days)
        return self.clock

    @property
    def _told(self) -> dict[str, Any]:
        return {**self.ours, "claim_id": self.id, "milestone": self.milestone}

    @property
    def _of_report(self) -> dict[str, Any]:
        """Of what answers the claim: which report of the vendor's, and whose claim it was."""
        return {**self._told, "report_id": self.report_id, "claimed_by": self.claimed_by}

    def _accepted(self, by: str) -> MilestoneAccepted:
        return MilestoneAccepted(**self._of_report, accepted_by=by, reached_on=self.reached_on)

    def _decided(self, outcome: ClaimOutcome, by: str, reason: str) -> ClaimDecided:
        return ClaimDecided(**self._of_report, outcome=outcome, reason=reason, decided_by=by)

    def _answered(self, step: ClaimStep, word: Word) -> None:
        """A word of the client's."""
        self._take(step, word)
        self.answer, self.answered_by, self.answered_at = word.text, word.by, word.at

    def _take(self, step: ClaimStep, word: Word) -> None:
        state = CLAIM_LIFE.after(f"The claim of {self.milestone}", self.state, step)
        change = ClaimChange(
            step=step,
            state=state,
            by=word.by,
            at=word.at,
            text=word.text,
            evidence=list(word.evidence),
            clock=self.running,
        )
        self.state, self.clock = state, None
        self.history = [*self.history, change]

    def _await(self, kind: ClaimClock, at: datetime, plan: Plan) -> Clock:
        terms = plan.claim_terms
        days = terms.answer_days if kind is ClaimClock.ANSWER else terms.decision_days
        self.silent = False
        return self._set(Clock.begun(kind, at, plan.country, days))

    def _set(self, clock: Clock) -> Clock:
        self.clock, self.due_at, self.explanation = clock, clock.due_at, clock.explanation
        return clock
