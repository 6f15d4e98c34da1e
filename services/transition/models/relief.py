"""Relief: a time for which the side that waits is not held to its dates."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.party import Party
from libs.common.events.transition.relief import (
    ReliefContested,
    ReliefCorrected,
    ReliefEnded,
    ReliefGranted,
    ReliefOpened,
    ReliefRejected,
)
from libs.common.events.vendor.evidence import Digest
from libs.common.life_cycle import LifeCycle
from libs.common.problems import forbidden, invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed, WithHistory
from services.transition.models.relief_terms import ReliefSource, Terms, Version, other

MOST_VERSIONS = 50
"Of one period, a choice; its end is noted beyond them."


class ReliefState(StrEnum):
    """Clocks stop in all but `rejected`: whether it still goes on, its last day tells."""

    OPEN = "open"
    CONTESTED = "contested"
    AGREED = "agreed"
    REJECTED = "rejected"


class ReliefStep(StrEnum):
    OPEN = "open"
    END = "end"
    CONTEST = "contest"
    AGREE = "agree"
    REJECT = "reject"
    CORRECT = "correct"


RELIEF_LIFE: LifeCycle[ReliefState, ReliefStep] = LifeCycle(
    "relief",
    {
        ReliefState.OPEN: {
            ReliefStep.END: ReliefState.OPEN,
            ReliefStep.CONTEST: ReliefState.CONTESTED,
            ReliefStep.AGREE: ReliefState.AGREED,
            ReliefStep.REJECT: ReliefState.REJECTED,
            ReliefStep.CORRECT: ReliefState.OPEN,
        },
        ReliefState.CONTESTED: {
            ReliefStep.END: ReliefState.CONTESTED,
            ReliefStep.AGREE: ReliefState.AGREED,
            ReliefStep.REJECT: ReliefState.REJECTED,
            ReliefStep.CORRECT: ReliefState.OPEN,
        },
        ReliefState.AGREED: {
            ReliefStep.END: ReliefState.AGREED,
            ReliefStep.CORRECT: ReliefState.OPEN,
        },
        ReliefState.REJECTED: {
            ReliefStep.END: ReliefState.REJECTED,
            ReliefStep.CORRECT: ReliefState.OPEN,
        },
    },
    also={
        "proposals-full": "as many of that side as may wait for a decision do so",
        "versions-full": "it was corrected as often as may be: propose another",
    },
)
"The end of what was rejected is noted, and stops nothing."


class Relief(WithHistory, OfVendor, Base, table=True):
    """`delays`: the task of the plan that came late by it, of what has one of its own. `side`: on
    whose behalf the version was made; the other decides."""

    __table_args__ = (UniqueConstraint("plan_id", "number"),)

    contract_id: UUID
    number: int
    source: ReliefSource
    source_id: UUID | None = Field(default=None, index=True)
    source_code: str = ""
    delays: str | None = None
    caused_by: Party
    from_on: date
    until_on: date | None = None
    cause: str
    tasks: list[str] = json_field(list[str])
    milestones: list[str] = json_field(list[str])
    waves: list[str] = json_field(list[str])
    service_levels: list[str] = json_field(list[str])
    evidence: list[Digest] = json_field(list[Digest])
    side: Party
    version: int = 1
    state: ReliefState = ReliefState.OPEN
    decided_by: str | None = None
    versions: list[Version] = json_field(list[Version], default_factory=list)

    @property
    def counts(self) -> bool:
        return self.state is not ReliefState.REJECTED

    @property
    def terms(self) -> Terms:
        return Terms(**{name: getattr(self, name) for name in Terms.model_fields})

    def open(self, deed: Deed) -> Iterator[ReliefOpened]:
        self._keep(deed)
        self.note(ReliefStep.OPEN, self.state, deed)
        yield ReliefOpened(
            **self._told,
            **self.terms.model_dump(),
            source=self.source,
            source_id=self.source_id,
            source_code=self.source_code,
            opened_by=deed.by,
        )

    def end(self, until_on: date, days: int, deed: Deed) -> Iterator[ReliefEnded | ReliefGranted]:
        """What is agreed and goes on is told as granted again once its end is known."""
        self._must_follow(until_on)
        self._take(ReliefStep.END, deed)
        self.until_on = until_on
        self.version += 1
        self._keep(deed)
        yield ReliefEnded(
            **self._told,
            caused_by=self.caused_by,
            from_on=self.from_on,
            until_on=until_on,
            days=days,
            cause=self.cause,
            ended_by=deed.by,
        )
        if self.state is ReliefState.AGREED:
            yield self._granted(days, deed)

    def contest(self, side: Party, deed: Deed) -> Iterator[ReliefContested]:
        self.must_be_decided_by(side)
        self._take(ReliefStep.CONTEST, deed)
        yield ReliefContested(
            **self._told,
            caused_by=self.caused_by,
            reason=deed.note,
            contested_by=deed.by,
            contested_on=deed.on,
            evidence=deed.evidence,
        )

    def agree(self, side: Party, days: int | None, deed: Deed) -> Iterator[ReliefGranted]:
        """`days`: none while it goes on."""
        self.must_be_decided_by(side)
        self._take(ReliefStep.AGREE, deed)
        self.decided_by = deed.by
        yield self._granted(days, deed)

    def reject(self, side: Party, deed: Deed) -> Iterator[ReliefRejected]:
        self.must_be_decided_by(side)
        self._take(ReliefStep.REJECT, deed)
        self.decided_by = deed.by
        yield ReliefRejected(
            **self._told,
            caused_by=self.caused_by,
            reason=deed.note,
            rejected_by=deed.by,
            rejected_on=deed.on,
            evidence=deed.evidence,
        )

    def correct(self, terms: Terms, side: Party, deed: Deed) -> Iterator[ReliefCorrected]:
        """A version by either side, which the other decides anew. Refuses (409) one too many."""
        self._must_have_room()
        self._take(ReliefStep.CORRECT, deed)
        for name in Terms.model_fields:
            setattr(self, name, getattr(terms, name))
        self.side, self.decided_by = side, None
        self.version += 1
        self._keep(deed)
        yield ReliefCorrected(
            **self._told,
            **self.terms.model_dump(),
            reason=deed.note,
            corrected_by=deed.by,
        )

    def must_be_decided_by(self, side: Party) -> None:
        if side is self.side:
            raise forbidden(
                f"Relief {self.number} was stated for the {side}: the {other(side)} decides.",
                kind="other-side-decides",
                do="Correct it, or ask a named person of the other side to decide.",
            )

    def must_be_ended_by(self, side: Party) -> None:
        """Whoever was late does not say that it is over: that costs the other."""
        if side is self.caused_by:
            raise forbidden(
                f"The {side} caused relief {self.number}: the {other(side)} says when it ended.",
                kind="relieved-side-ends",
                do="Ask the other side to end it; what the system sees, it ends by itself.",
            )

    @property
    def _told(self) -> dict[str, Any]:
        return {
            **self.ours,
            "relief_id": self.id,
            "number": self.number,
            "version": self.version,
        }

    def _granted(self, days: int | None, deed: Deed) -> ReliefGranted:
        return ReliefGranted(
            **self._told,
            **self.terms.model_dump(),
            contract_id=self.contract_id,
            relieves=other(self.caused_by),
            days=days,
            agreed_by=self.decided_by or deed.by,
            agreed_on=deed.on,
        )

    def _must_have_room(self) -> None:
        if self.version >= MOST_VERSIONS:
            said = f"Relief {self.number} has {self.version} versions."
            raise refused("versions-full", said, do="Decide it as it stands, or propose another.")

    def _must_follow(self, until_on: date) -> None:
        if until_on < self.from_on:
            message = f"Relief {self.number} begins on {self.from_on}, after {until_on}."
            raise invalid("/until_on", message)

    def _keep(self, deed: Deed) -> None:
        version = Version(
            number=self.version,
            terms=self.terms,
            side=self.side,
            by=deed.by,
            at=deed.at,
            reason=deed.note,
        )
        self.versions = [*self.versions, version]

    def _take(self, step: ReliefStep, deed: Deed) -> None:
        self.state = RELIEF_LIFE.after(f"Relief {self.number}", self.state, step)
        self.note(step, self.state, deed)
