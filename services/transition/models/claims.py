"""A vendor's claim that a milestone is reached, and the client's answer."""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Moment, OptionalMoment, json_field
from libs.common.events.transition import (
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
