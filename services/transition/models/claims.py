"""A vendor's claim that a milestone is reached, and what is said of it until it is decided."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from libs.common.auth.actor import Actor
from libs.common.events import Event
from libs.common.events.transition.claims import (
    ClaimClock,
    ClaimDecided,
    ClaimOutcome,
    ClaimReplaced,
    ClaimWithdrawn,
    DisputeAnswered,
    MilestoneAccepted,
    MilestoneAcceptedInPart,
    MilestoneDisputed,
)
from libs.common.problems import refused
from services.transition.models.base import Base
from services.transition.models.claim_life import CLAIM_LIFE, ClaimState, ClaimStep
from services.transition.models.claim_time import ClaimTime
from services.transition.models.claim_words import Word
from services.transition.models.conditions import Condition
from services.transition.models.plans import Plan


class Claim(ClaimTime, Base, table=True):
    @property
    def standing(self) -> tuple[datetime, UUID]:
        """What is newer stands; its withdrawal is a word as well."""
        return max(self.as_of, self.withdrawn_as_of or self.as_of), self.report_id

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
            **self._of_report,
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
        clock = self._await(ClaimClock.ANSWER, word.at, plan)
        told = {"reason": word.text, "disputed_by": word.by, "answer_by": clock.due_at}
        yield MilestoneDisputed(**self._of_report, **told)

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
            claimed_by=self.claimed_by,
            reason=word.text,
            withdrawn_by=word.by,
            report_id=word.report,
        )

    def claim_anew(self, word: Word, by: UUID) -> Iterator[ClaimReplaced]:
        self._take(ClaimStep.CLAIM_ANEW, word)
        yield ClaimReplaced(**self._told, replaced_by=by)

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
