"""A vendor's claim that a milestone is reached, and the client's answer."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Moment, OptionalMoment, json_field
from libs.common.events.transition.claims import (
    ClaimFellSilent,
    MilestoneAccepted,
    MilestoneDisputed,
)
from libs.common.events.vendor import Digest
from libs.common.explain import Explanation
from libs.common.problems import refused
from services.transition.models.base import Base, OfVendor


class ClaimState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DISPUTED = "disputed"


class Claim(OfVendor, Base, table=True):
    contract_id: UUID
    report_id: UUID = Field(index=True)
    "The event in which the vendor reported it."
    milestone: str = Field(index=True)
    reached_on: date
    evidence: list[Digest] = json_field(list[Digest])
    note: str
    reported_by: str
    reported_at: Moment
    as_of: Moment
    "When it was so, by the vendor's word: of two reports the newer counts."
    acceptance_days: int
    due_at: Moment
    explanation: Explanation = json_field(Explanation)
    "How the deadline was found."
    state: ClaimState = ClaimState.OPEN
    silent: bool = False
    "The deadline passed without an answer. It can still be answered."
    answer: str = ""
    answered_by: str | None = None
    answered_at: OptionalMoment = None

    @property
    def standing(self) -> tuple[datetime, UUID]:
        """What is newer stands."""
        return self.as_of, self.report_id

    def is_newer_than(self, other: "Claim") -> bool:
        return self.standing > other.standing

    def joined_by(self, other: "Claim") -> UUID:
        """Another report of the same milestone: the newer is the claim, the earlier set the
        clock. Answers the report that does not count any more."""
        if other.due_at < self.due_at:
            self.due_at, self.explanation = other.due_at, other.explanation
        if not other.is_newer_than(self):
            return other.report_id
        outdated, self.report_id, self.as_of = self.report_id, other.report_id, other.as_of
        self.reached_on, self.evidence, self.note = other.reached_on, other.evidence, other.note
        self.reported_by, self.reported_at = other.reported_by, other.reported_at
        return outdated

    def accept(self, actor: Actor, at: datetime, note: str) -> Iterator[MilestoneAccepted]:
        self._answered(ClaimState.ACCEPTED, actor, at, note)
        yield MilestoneAccepted(
            **self.ours,
            claim_id=self.id,
            report_id=self.report_id,
            milestone=self.milestone,
            accepted_by=actor.id,
            reached_on=self.reached_on,
        )

    def dispute(self, actor: Actor, at: datetime, reason: str) -> Iterator[MilestoneDisputed]:
        self._answered(ClaimState.DISPUTED, actor, at, reason)
        yield MilestoneDisputed(
            **self.ours,
            claim_id=self.id,
            report_id=self.report_id,
            milestone=self.milestone,
            reason=reason,
            disputed_by=actor.id,
        )

    def fall_silent(self) -> Iterator[ClaimFellSilent]:
        if self.state is ClaimState.OPEN and not self.silent:
            self.silent = True
            yield ClaimFellSilent(
                **self.ours,
                claim_id=self.id,
                milestone=self.milestone,
                days=self.acceptance_days,
            )

    def _answered(self, state: ClaimState, actor: Actor, at: datetime, answer: str) -> None:
        if self.state is not ClaimState.OPEN:
            raise refused("already-answered", f"The claim was {self.state} already.")
        self.state, self.answer, self.answered_by, self.answered_at = state, answer, actor.id, at
