"""A vendor's claim that a milestone is reached, and what is said of it until it is decided."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Moment, OptionalMoment, json_field
from libs.common.events import Event
from libs.common.events.transition.claims import (
    ClaimClock,
    ClaimClockResumed,
    ClaimClockStopped,
    ClaimDecided,
    ClaimDeemedAccepted,
    ClaimDeemedRejected,
    ClaimFellSilent,
    ClaimOutcome,
    ClaimReminded,
    ClaimReplaced,
    ClaimWithdrawn,
    DisputeAnswered,
    MilestoneAccepted,
    MilestoneAcceptedInPart,
    MilestoneDisputed,
)
from libs.common.events.vendor import Digest, OnSilence
from libs.common.explain import Explanation
from libs.common.problems import refused
from services.transition.claims.business_time import hours
from services.transition.claims.clock import Clock
from services.transition.models.base import Base, OfVendor
from services.transition.models.claim_life import CLAIM_LIFE, ClaimState, ClaimStep
from services.transition.models.conditions import Condition
from services.transition.models.plans import Plan


class Word(NamedTuple):
    """What is said of a claim: by whom, when, and on what evidence."""

    by: str
    at: datetime
    text: str = ""
    evidence: Sequence[Digest] = ()
    report: UUID | None = None
    "The vendor's event that brought it, where it came through the door."


class ClaimChange(BaseModel):
    model_config = ConfigDict(frozen=True)
    step: str
    state: str
    by: str
    at: datetime
    text: str = ""
    evidence: list[Digest] = []


class Claim(OfVendor, Base, table=True):
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
    def standing(self) -> tuple[datetime, UUID]:
        """What is newer stands; its withdrawal is a word as well."""
        return max(self.as_of, self.withdrawn_as_of or self.as_of), self.report_id

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

    def is_newer_than(self, other: "Claim") -> bool:
        return self.standing > other.standing

    def joined_by(self, other: "Claim") -> UUID:
        """Another report of the same milestone: the newer is the claim, the earlier set the
        clock. Answers the report that does not count any more."""
        if other.due_at < self.due_at:
            self.due_at, self.explanation, self.clock = other.due_at, other.explanation, other.clock
        if not other.is_newer_than(self):
            return other.report_id
        outdated, self.report_id, self.as_of = self.report_id, other.report_id, other.as_of
        self.reached_on, self.evidence, self.note = other.reached_on, other.evidence, other.note
        self.reported_by, self.reported_at = other.reported_by, other.reported_at
        self.claimed_by = other.claimed_by
        return outdated

    def accept(self, actor: Actor, at: datetime, note: str) -> Iterator[MilestoneAccepted]:
        self._answered(ClaimStep.ACCEPT, Word(actor.id, at, note))
        yield self._accepted(actor.id)

    def accept_in_part(
        self, word: Word, conditions: Sequence[Condition], counts: bool, plan: Plan
    ) -> Iterator[MilestoneAcceptedInPart]:
        self._answered(ClaimStep.ACCEPT_IN_PART, word)
        self.disputed_by, self.counts_as_reached = word.by, counts
        clock = self._await(ClaimClock.ANSWER, word.at, plan)
        yield MilestoneAcceptedInPart(
            **self._told,
            report_id=self.report_id,
            counts_as_reached=counts,
            reached_on=self.reached_on,
            conditions=[condition.as_told for condition in conditions],
            reason=word.text,
            accepted_by=word.by,
            answer_by=clock.due_at,
        )

    def dispute(self, word: Word, plan: Plan) -> Iterator[MilestoneDisputed]:
        self._answered(ClaimStep.DISPUTE, word)
        self.disputed_by = word.by
        self._await(ClaimClock.ANSWER, word.at, plan)
        yield MilestoneDisputed(
            **self._told, report_id=self.report_id, reason=word.text, disputed_by=word.by
        )

    def answer_dispute(self, word: Word, plan: Plan) -> Iterator[DisputeAnswered]:
        """By the vendor; also after its days, as long as nobody has decided."""
        self._take(ClaimStep.ANSWER, word)
        self.vendor_answer = word.text
        clock = self._await(ClaimClock.DECISION, word.at, plan)
        yield DisputeAnswered(
            **self._told,
            answer=word.text,
            answered_by=word.by,
            evidence=list(word.evidence),
            decide_by=clock.due_at,
            report_id=word.report,
        )

    def uphold(self, actor: Actor, at: datetime, reason: str) -> Iterator[Event]:
        """The claim was right: the milestone is accepted."""
        self._decide(ClaimStep.UPHOLD, actor, at, reason)
        yield self._decided(ClaimOutcome.UPHELD, actor.id, reason)
        yield self._accepted(actor.id)

    def reject(self, actor: Actor, at: datetime, reason: str) -> Iterator[ClaimDecided]:
        self._decide(ClaimStep.REJECT, actor, at, reason)
        yield self._decided(ClaimOutcome.REJECTED, actor.id, reason)

    def fulfil(self, word: Word, on: date) -> Iterator[MilestoneAccepted]:
        """The last of its conditions is met. Where it did not count before, it is reached then."""
        self._answered(ClaimStep.FULFIL, word)
        if not self.counts_as_reached:
            self.reached_on = max(self.reached_on, on)
        yield self._accepted(word.by)

    def fail(self, word: Word) -> Iterator[ClaimDecided]:
        """One of its conditions is not met."""
        self._answered(ClaimStep.FAIL, word)
        yield self._decided(ClaimOutcome.REJECTED, word.by, word.text)

    def withdraw(self, word: Word, as_of: datetime) -> Iterator[ClaimWithdrawn]:
        """By the vendor, as long as nobody has decided."""
        self._take(ClaimStep.WITHDRAW, word)
        self.withdrawn_as_of = as_of
        yield ClaimWithdrawn(
            **self._told,
            claimed_in=self.report_id,
            reason=word.text,
            withdrawn_by=word.by,
            report_id=word.report,
        )

    def claim_anew(self, word: Word, by: UUID) -> Iterator[ClaimReplaced]:
        self._take(ClaimStep.CLAIM_ANEW, word)
        yield ClaimReplaced(**self._told, replaced_by=by)

    # Time

    def remind(self, now: datetime) -> Iterator[ClaimReminded]:
        clock = self.running
        if clock is None or clock.is_stopped or clock.reminded:
            return
        self.clock = clock.with_reminder_sent()
        yield ClaimReminded(
            **self._told,
            awaited=clock.kind,
            side=clock.side,
            due_at=clock.due_at,
            hours_left=hours(clock.left(now)),
        )

    def fall_silent(self) -> Iterator[ClaimFellSilent]:
        clock = self.running
        if clock is None or clock.is_stopped or self.silent:
            return
        self.silent = True
        yield ClaimFellSilent(
            **self._told,
            days=clock.days,
            awaited=clock.kind,
            side=clock.side,
            due_at=clock.due_at,
        )

    def deem(self, on_silence: OnSilence, why: Explanation, at: datetime) -> Iterator[Event]:
        """What the contract says that the client's silence means."""
        clock = self.running
        if clock is None or clock.kind is not ClaimClock.ACCEPTANCE or clock.is_stopped:
            return
        facts = {"report_id": self.report_id, "days": clock.days, "due_at": clock.due_at}
        accepted = on_silence is OnSilence.DEEMED_ACCEPTED
        step = ClaimStep.DEEM_ACCEPTED if accepted else ClaimStep.DEEM_REJECTED
        self._answered(step, Word(BY_CONTRACT, at, "Silence, by the contract"))
        self.silent, self.explanation = True, why
        told = {**self._told, **facts, "on_silence": on_silence}
        if not accepted:
            yield ClaimDeemedRejected(**told)
            return
        yield ClaimDeemedAccepted(**told, reached_on=self.reached_on)
        yield self._accepted(BY_CONTRACT)

    def stop_clock(self, key: str, reason: str, at: datetime) -> Iterator[ClaimClockStopped]:
        clock = self._set(self._must_run().stopped(key, reason, at))
        yield ClaimClockStopped(
            **self._told,
            awaited=clock.kind,
            side=clock.side,
            stopped_by=key,
            reason=reason,
            stopped_at=at,
            hours_left=hours(clock.left(at)),
        )

    def resume_clock(self, key: str, at: datetime) -> Iterator[ClaimClockResumed]:
        """Told once nothing stops it any more."""
        clock = self._set(self._must_run().resumed(key, at))
        if not clock.is_stopped:
            yield ClaimClockResumed(
                **self._told,
                awaited=clock.kind,
                side=clock.side,
                stopped_by=key,
                resumed_at=at,
                due_at=clock.due_at,
                hours_left=hours(clock.left(at)),
            )

    # Steps

    @property
    def _told(self) -> dict[str, Any]:
        return {**self.ours, "claim_id": self.id, "milestone": self.milestone}

    def _accepted(self, by: str) -> MilestoneAccepted:
        return MilestoneAccepted(
            **self._told, report_id=self.report_id, accepted_by=by, reached_on=self.reached_on
        )

    def _decided(self, outcome: ClaimOutcome, by: str, reason: str) -> ClaimDecided:
        return ClaimDecided(
            **self._told, report_id=self.report_id, outcome=outcome, reason=reason, decided_by=by
        )

    def _decide(self, step: ClaimStep, actor: Actor, at: datetime, reason: str) -> None:
        """By somebody who did not dispute it, once the vendor answered or was given its time."""
        CLAIM_LIFE.after(f"The claim of {self.milestone}", self.state, step)
        if self.state is not ClaimState.ANSWERED and not self._was_given_its_time(at):
            raise refused(
                "answer-awaited",
                f"The vendor may answer until {self.due_at.isoformat()}.",
                do="Wait for its answer, or for the end of its time.",
            )
        actor.not_by(self.disputed_by or "", "did not accept this claim")
        self._answered(step, Word(actor.id, at, reason))

    def _was_given_its_time(self, at: datetime) -> bool:
        clock = self.clock
        return clock is None or (not clock.is_stopped and clock.is_up(at))

    def _answered(self, step: ClaimStep, word: Word) -> None:
        """A word of the client's."""
        self._take(step, word)
        self.answer, self.answered_by, self.answered_at = word.text, word.by, word.at

    def _take(self, step: ClaimStep, word: Word) -> None:
        state = CLAIM_LIFE.after(f"The claim of {self.milestone}", self.state, step)
        self.state, self.clock = state, None
        change = ClaimChange(
            step=step,
            state=state,
            by=word.by,
            at=word.at,
            text=word.text,
            evidence=list(word.evidence),
        )
        self.history = [*self.history, change]

    def _await(self, kind: ClaimClock, at: datetime, plan: Plan) -> Clock:
        terms = plan.claim_terms
        days = terms.answer_days if kind is ClaimClock.ANSWER else terms.decision_days
        self.silent = False
        return self._set(Clock.begun(kind, at, plan.country, days))

    def _set(self, clock: Clock) -> Clock:
        self.clock, self.due_at, self.explanation = clock, clock.due_at, clock.explanation
        return clock

    def _must_run(self) -> Clock:
        if self.running is None:
            raise refused("no-clock", f"No clock runs on the claim of {self.milestone}.")
        return self.running


BY_CONTRACT = "the contract"
"Stands for a person where silence decides."
