"""The working agreement of a plan: drafted by a side, signed by both, amended as a new version."""

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, NamedTuple

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events import Event
from libs.common.events.transition.agreement import (
    WorkingAgreementAgreed,
    WorkingAgreementDrafted,
    WorkingAgreementReviewed,
    WorkingAgreementReviewFellDue,
    WorkingAgreementRevised,
    WorkingAgreementSigned,
    WorkingAgreementWithdrawn,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.working_agreement.completeness import missing_terms
from services.transition.working_agreement.terms import AgreementTerms


class AgreementState(StrEnum):
    DRAFT = "draft"
    AGREED = "agreed"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


class AgreementStep(StrEnum):
    REVISE = "revise"
    SIGN = "sign"
    WITHDRAW = "withdraw"
    AMEND = "amend"
    REVIEW = "review"
    SUPERSEDE = "supersede"


AGREEMENT_LIFE: LifeCycle[AgreementState, AgreementStep] = LifeCycle(
    "working agreement",
    {
        AgreementState.DRAFT: {
            AgreementStep.REVISE: AgreementState.DRAFT,
            AgreementStep.SIGN: (AgreementState.DRAFT, AgreementState.AGREED),
            AgreementStep.WITHDRAW: AgreementState.WITHDRAWN,
        },
        AgreementState.AGREED: {
            AgreementStep.AMEND: AgreementState.AGREED,
            AgreementStep.REVIEW: AgreementState.AGREED,
            AgreementStep.SUPERSEDE: AgreementState.SUPERSEDED,
        },
        AgreementState.SUPERSEDED: {},
        AgreementState.WITHDRAWN: {},
    },
    also={
        "agreement-exists": "the plan has an agreement already",
        "agreement-incomplete": "what is to be signed lacks a part",
        "already-signed": "that side has signed",
        "draft-exists": "the next version is drafted already",
    },
)


class By(NamedTuple):
    """Who takes a step, for which side, on which day, and when it was told."""

    side: Party
    who: str
    on: date
    at: datetime


class Signature(BaseModel):
    """`name`: whom the agreement names for that side; `by`: who signed in."""

    model_config = ConfigDict(frozen=True)
    side: Party
    name: str
    by: str
    on: date
    at: datetime


class WorkingAgreement(OfVendor, Base, table=True):
    """A version. What holds is the one that is agreed."""

    __tablename__ = "working_agreement"
    __table_args__ = (UniqueConstraint("plan_id", "version"),)
    review_timer: ClassVar[str] = "agreement_review"

    version: int
    reason: str = ""
    terms: AgreementTerms = json_field(AgreementTerms)
    review_on: date | None = None
    state: AgreementState = AgreementState.DRAFT
    drafted_by: str
    drafted_side: Party
    drafted_on: date
    signatures: list[Signature] = json_field(list[Signature], default_factory=list)
    agreed_on: date | None = None
    ended_on: date | None = None
    "Superseded or withdrawn."
    review_overdue: bool = False

    @property
    def named(self) -> str:
        return f"version {self.version} of the working agreement"

    @property
    def missing(self) -> list[str]:
        return missing_terms(self.terms, self.review_on)

    @property
    def digest(self) -> str:
        text = f"{self.review_on}\n{self.terms.model_dump_json()}"
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def _told(self) -> dict[str, Any]:
        return {**self.ours, "agreement_id": self.id, "version": self.version}

    def draft(self, by: By) -> Iterator[WorkingAgreementDrafted]:
        _must_lie_behind(by.on, self.review_on)
        yield WorkingAgreementDrafted(
            **self._told,
            side=by.side,
            drafted_by=by.who,
            drafted_on=by.on,
            digest=self.digest,
            missing=self.missing,
            reason=self.reason,
        )

    def revise(
        self, terms: AgreementTerms, review_on: date | None, by: By
    ) -> Iterator[WorkingAgreementRevised]:
        """Whoever signed the earlier wording signs again."""
        state = AGREEMENT_LIFE.after(self.named, self.state, AgreementStep.REVISE)
        _must_lie_behind(by.on, review_on)
        self._must_follow(by.on)
        fell_away = [signature.side for signature in self.signatures]
        self.terms, self.review_on, self.signatures = terms, review_on, []
        self.state = state
        yield WorkingAgreementRevised(
            **self._told,
            side=by.side,
            revised_by=by.who,
            digest=self.digest,
            missing=self.missing,
            fell_away=fell_away,
        )

    def sign(
        self, name: str, by: By, before: "WorkingAgreement | None"
    ) -> Iterator[WorkingAgreementSigned | WorkingAgreementAgreed]:
        """`before`: the version that holds until both have signed."""
        signed = {signature.side for signature in self.signatures} | {by.side}
        to = AgreementState.AGREED if len(signed) == len(Party) else AgreementState.DRAFT
        state = AGREEMENT_LIFE.after(self.named, self.state, AgreementStep.SIGN, to)
        self._must_be_signable(name, by)
        signature = Signature(side=by.side, name=name, by=by.who, on=by.on, at=by.at)
        self.signatures, self.state = [*self.signatures, signature], state
        yield WorkingAgreementSigned(
            **self._told,
            side=by.side,
            name=name,
            signed_by=by.who,
            signed_on=by.on,
            digest=self.digest,
        )
        if state is AgreementState.AGREED:
            yield self._agree(before)

    def _agree(self, before: "WorkingAgreement | None") -> WorkingAgreementAgreed:
        assert self.review_on  # noqa: S101
        self.agreed_on = max(signature.on for signature in self.signatures)
        if before is not None:
            before.supersede(self.agreed_on)
        return WorkingAgreementAgreed(
            **self._told,
            agreed_on=self.agreed_on,
            review_on=self.review_on,
            digest=self.digest,
            supersedes=before and before.version,
        )

    def _must_be_signable(self, name: str, by: By) -> None:
        if missing := self.missing:
            message = f"{self.named} does not say yet: {', '.join(missing)}."
            raise refused("agreement-incomplete", message, do="Revise it, then sign.")
        if any(signature.side is by.side for signature in self.signatures):
            raise refused("already-signed", f"{self.named} is signed for the {by.side}.")
        named = self.terms.people_of(by.side)
        if name not in named:
            raise invalid("/name", f"For the {by.side} it names {' and '.join(named)}, not {name}.")
        self._must_follow(by.on)

    def supersede(self, on: date) -> None:
        self.state = AGREEMENT_LIFE.after(self.named, self.state, AgreementStep.SUPERSEDE)
        self.ended_on, self.review_overdue = on, False

    def withdraw(self, reason: str, by: By) -> Iterator[WorkingAgreementWithdrawn]:
        state = AGREEMENT_LIFE.after(self.named, self.state, AgreementStep.WITHDRAW)
        self._must_follow(by.on)
        self.state, self.ended_on = state, by.on
        yield WorkingAgreementWithdrawn(
            **self._told, side=by.side, withdrawn_by=by.who, reason=reason
        )

    def may_be_amended(self) -> None:
        AGREEMENT_LIFE.after(self.named, self.state, AgreementStep.AMEND)

    def review(self, again_on: date, note: str, by: By) -> Iterator[WorkingAgreementReviewed]:
        """Nothing changes but the day of the next review."""
        state = AGREEMENT_LIFE.after(self.named, self.state, AgreementStep.REVIEW)
        self._must_follow(by.on)
        _must_lie_behind(by.on, again_on)
        self.state, self.review_on, self.review_overdue = state, again_on, False
        yield WorkingAgreementReviewed(
            **self._told,
            side=by.side,
            reviewed_by=by.who,
            reviewed_on=by.on,
            review_on=again_on,
            note=note,
        )

    def fall_due(self) -> Iterator[Event]:
        """Told once, until it is reviewed."""
        if self.state is AgreementState.AGREED and self.review_on and not self.review_overdue:
            self.review_overdue = True
            yield WorkingAgreementReviewFellDue(**self._told, review_on=self.review_on)

    def _must_follow(self, on: date) -> None:
        last = max([self.drafted_on, *(signature.on for signature in self.signatures)])
        if on < last:
            raise invalid("/on", f"{self.named} was last changed on {last}, after {on}.")


def _must_lie_behind(on: date, review_on: date | None) -> None:
    if review_on is not None and review_on <= on:
        raise invalid("/review_on", f"The next review lies behind {on}.")
