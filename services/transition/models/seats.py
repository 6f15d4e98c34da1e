"""Seats of a wave: each is filled step by step, falls back, or is open again."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import Exact, json_field
from libs.common.events.transition.party import Party
from libs.common.events.transition.ramp import (
    SeatAdded,
    SeatAdvanced,
    SeatFellBack,
    SeatState,
    SeatWithdrawn,
)
from libs.common.explain import Explained, Explanation
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed, ItemChange
from services.transition.ramp.seat_training import Training


class SeatStep(StrEnum):
    ADD = "add"
    HIRE = "hire"
    SCREEN = "screen"
    FAIL_SCREENING = "fail-screening"
    GIVE_ACCESS = "give-access"
    TRAIN = "train"
    CERTIFY = "certify"
    FAIL_CERTIFICATION = "fail-certification"
    RENEW_SCREENING = "renew-screening"
    RENEW_CERTIFICATE = "renew-certificate"
    EXPIRE_SCREENING = "expire-screening"
    EXPIRE_CERTIFICATE = "expire-certificate"
    VACATE = "vacate"
    WITHDRAW = "withdraw"


_ALWAYS = {SeatStep.VACATE: SeatState.OPEN, SeatStep.WITHDRAW: SeatState.WITHDRAWN}


def _screened(state: SeatState) -> dict[SeatStep, SeatState]:
    renewed = {SeatStep.RENEW_SCREENING: state, SeatStep.EXPIRE_SCREENING: SeatState.HIRED}
    return {**renewed, **_ALWAYS}


SEAT_LIFE: LifeCycle[SeatState, SeatStep] = LifeCycle(
    "seat",
    {
        SeatState.OPEN: {
            SeatStep.HIRE: SeatState.HIRED,
            SeatStep.WITHDRAW: SeatState.WITHDRAWN,
        },
        SeatState.HIRED: {
            SeatStep.SCREEN: SeatState.SCREENED,
            SeatStep.FAIL_SCREENING: SeatState.OPEN,
            **_ALWAYS,
        },
        SeatState.SCREENED: {
            SeatStep.GIVE_ACCESS: SeatState.ACCESS,
            **_screened(SeatState.SCREENED),
        },
        SeatState.ACCESS: {SeatStep.TRAIN: SeatState.TRAINED, **_screened(SeatState.ACCESS)},
        SeatState.TRAINED: {
            SeatStep.CERTIFY: SeatState.CERTIFIED,
            SeatStep.FAIL_CERTIFICATION: SeatState.ACCESS,
            **_screened(SeatState.TRAINED),
        },
        SeatState.CERTIFIED: {
            SeatStep.RENEW_CERTIFICATE: SeatState.CERTIFIED,
            SeatStep.EXPIRE_CERTIFICATE: SeatState.TRAINED,
            **_screened(SeatState.CERTIFIED),
        },
        SeatState.WITHDRAWN: {},
    },
    kinds={SeatState.ACCESS: "has-access"},
    also={
        "access-not-granted": "a request for its access is not granted",
        "holds-a-seat": "that person holds another seat",
        "not-trained": "who holds it has topics to learn",
        "nothing-measured": "it has no topics, or nobody holds it",
    },
)
PERSONAL = {SeatStep.FAIL_SCREENING, SeatStep.VACATE}
"Why is known to the seat's own side alone."


class SeatChange(ItemChange):
    """With who held the seat, until when it holds, and how the training was measured."""

    model_config = ConfigDict(frozen=True)
    holder: str | None = None
    valid_until: date | None = None
    explanation: Explanation | None = None


class Seat(OfVendor, Base, table=True):
    """`side`: whose person fills it. `topics`: what the holder must know, at least to the share
    `threshold`, to count as trained."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    code: str
    wave: str
    process: str | None = None
    role: str
    language: str
    location: str
    side: Party
    needed_by: date
    topics: list[str] = json_field(list[str])
    threshold: Exact
    access: list[str] = json_field(list[str])
    "Codes of access requests that it waits for."
    state: SeatState = SeatState.OPEN
    holder: str | None = None
    screened_until: date | None = None
    certified_until: date | None = None
    history: list[SeatChange] = json_field(list[SeatChange], default_factory=list)

    @property
    def last(self) -> SeatChange:
        return self.history[-1]

    def add(self, deed: Deed) -> Iterator[SeatAdded]:
        self._note(SeatStep.ADD, deed)
        facts = {"process", "role", "language", "location", "needed_by"}
        yield SeatAdded(**self._told, **self.model_dump(include=facts), added_by=deed.by)

    def hire(self, deed: Deed, holder: str) -> Iterator[SeatAdvanced]:
        state = self._after(SeatStep.HIRE, deed)
        self.holder = holder
        yield self._advance(SeatStep.HIRE, state, deed)

    def screen(self, deed: Deed, until: date | None) -> Iterator[SeatAdvanced]:
        state = self._after(SeatStep.SCREEN, deed)
        self.screened_until = _still(until, deed)
        yield self._advance(SeatStep.SCREEN, state, deed, valid_until=until)

    def give_access(self, deed: Deed) -> Iterator[SeatAdvanced]:
        yield self._advance(SeatStep.GIVE_ACCESS, self._after(SeatStep.GIVE_ACCESS, deed), deed)

    def train(self, deed: Deed, measured: Explained[Training] | None) -> Iterator[SeatAdvanced]:
        state = self._after(SeatStep.TRAIN, deed)
        share = measured.value.share if measured else None
        why = measured.explanation if measured else None
        yield self._advance(SeatStep.TRAIN, state, deed, share=share, explanation=why)

    def certify(self, deed: Deed, until: date | None) -> Iterator[SeatAdvanced]:
        state = self._after(SeatStep.CERTIFY, deed)
        self.certified_until = _still(until, deed)
        yield self._advance(SeatStep.CERTIFY, state, deed, valid_until=until)

    def renew(self, step: SeatStep, deed: Deed, until: date | None) -> Iterator[SeatAdvanced]:
        """The screening or the certificate holds longer; the seat stays where it is."""
        state = self._after(step, deed)
        if step is SeatStep.RENEW_SCREENING:
            self.screened_until = _still(until, deed)
        else:
            self.certified_until = _still(until, deed)
        yield self._advance(step, state, deed, valid_until=until)

    def fall_back(self, step: SeatStep, deed: Deed) -> Iterator[SeatFellBack]:
        """Failed, expired, or left by who held it. What the holder had is kept in the history."""
        state, was, holder = self._after(step, deed), self.state, self.holder or ""
        self.state = state
        self._note(step, deed)
        if state is not SeatState.CERTIFIED:
            self.certified_until = None
        if state in (SeatState.OPEN, SeatState.HIRED):
            self.screened_until = None
        if state is SeatState.OPEN:
            self.holder = None
        yield SeatFellBack(
            **self._told,
            holder=holder,
            step=step,
            was=was,
            state=state,
            on=deed.on,
            reason="" if step in PERSONAL else deed.note,
            evidence=deed.evidence,
            told_by=deed.by,
        )

    def withdraw(self, deed: Deed) -> Iterator[SeatWithdrawn]:
        self.state = self._after(SeatStep.WITHDRAW, deed)
        self._note(SeatStep.WITHDRAW, deed)
        self.holder = self.screened_until = self.certified_until = None
        yield SeatWithdrawn(**self._told, on=deed.on, reason=deed.note, told_by=deed.by)

    @property
    def _told(self) -> dict[str, Any]:
        named = {"seat_id": self.id, "code": self.code, "wave": self.wave, "side": self.side}
        return {**self.ours, **named}

    def _after(self, step: SeatStep, deed: Deed) -> SeatState:
        state = SEAT_LIFE.after(self.code, self.state, step)
        if deed.on < self.last.on:
            last = f"{self.last.state} since {self.last.on}"
            raise invalid("/on", f"{self.code} is {last}, after {deed.on}.")
        return state

    def _advance(
        self,
        step: SeatStep,
        state: SeatState,
        deed: Deed,
        *,
        explanation: Explanation | None = None,
        **more: Any,
    ) -> SeatAdvanced:
        was, self.state = self.state, state
        self._note(step, deed, valid_until=more.get("valid_until"), explanation=explanation)
        return SeatAdvanced(
            **self._told,
            holder=self.holder or "",
            step=step,
            was=was,
            state=state,
            on=deed.on,
            evidence=deed.evidence,
            told_by=deed.by,
            **more,
        )

    def _note(self, step: SeatStep, deed: Deed, **more: Any) -> None:
        change = SeatChange(
            step=step, state=self.state, holder=self.holder, **deed._asdict(), **more
        )
        self.history = [*self.history, change]


def _still(until: date | None, deed: Deed) -> date | None:
    if until is not None and until < deed.on:
        raise invalid("/valid_until", f"{until} lies before {deed.on}.")
    return until
