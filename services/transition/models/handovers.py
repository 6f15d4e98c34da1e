"""Handover of a stable wave to those who run it from then on."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import json_field
from libs.common.events.transition.handovers import (
    HandoverBegun,
    HandoverItemAdded,
    HandoverOffered,
    HandoverReturned,
    HandoverWithdrawn,
)
from libs.common.events.transition.waves import WaveHandedOver
from libs.common.events.vendor.evidence import Digest
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed
from services.transition.models.waves import Wave


class HandoverState(StrEnum):
    OPEN = "open"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


class HandoverStep(StrEnum):
    ADD = "add"
    OFFER = "offer"
    ACCEPT = "accept"
    RETURN = "return"
    WITHDRAW = "withdraw"


HANDOVER_LIFE: LifeCycle[HandoverState, HandoverStep] = LifeCycle(
    "handover",
    {
        HandoverState.OPEN: {
            HandoverStep.ADD: HandoverState.OPEN,
            HandoverStep.OFFER: HandoverState.OFFERED,
            HandoverStep.WITHDRAW: HandoverState.WITHDRAWN,
        },
        HandoverState.OFFERED: {
            HandoverStep.ACCEPT: HandoverState.ACCEPTED,
            HandoverStep.RETURN: HandoverState.OPEN,
            HandoverStep.WITHDRAW: HandoverState.WITHDRAWN,
        },
        HandoverState.ACCEPTED: {},
        HandoverState.WITHDRAWN: {},
    },
    also={
        "code-taken": "it has an item of that code",
        "handover-begun": "the wave has a handover already",
        "handover-full": "it has as many items as one may have",
        "handover-incomplete": "it lacks a kind of item that each must have",
        "is-handed-over": "the wave is handed over",
        "not-stabilised": "the wave is not stabilised",
    },
)


class HandoverKind(StrEnum):
    DOCUMENT = "document"
    CONTACT = "contact"
    OPEN_ACTION = "open_action"
    SERVICE_LEVEL = "service_level"


WITHOUT = (HandoverKind.DOCUMENT, HandoverKind.CONTACT)
"Kinds without one of which nobody can run it."


class HandoverItem(BaseModel):
    """`owner`: who keeps the document, is the contact, does the action. A service level goes by
    the contract's code."""

    model_config = ConfigDict(frozen=True)
    code: str
    kind: HandoverKind
    title: str
    owner: str
    due: date | None = None
    evidence: list[Digest] = []


class Handover(OfVendor, Base, table=True):
    wave_id: UUID = Field(index=True)
    wave: str
    state: HandoverState = HandoverState.OPEN
    items: list[HandoverItem] = json_field(list[HandoverItem])
    begun_on: date
    begun_by: str
    changed_on: date
    "Of the last step."
    offered_by: str | None = None
    accepted_by: str | None = None
    run_by: str | None = None
    "The person or team that runs it."
    reason: str = ""
    "Why it was returned or withdrawn."

    @property
    def named(self) -> dict[str, Any]:
        return {
            **self.ours,
            "handover_id": self.id,
            "wave_id": self.wave_id,
            "wave": self.wave,
        }

    @property
    def is_under_way(self) -> bool:
        return self.state in (HandoverState.OPEN, HandoverState.OFFERED)

    def begun(self) -> Iterator[HandoverBegun]:
        yield HandoverBegun(
            **self.named, begun_by=self.begun_by, begun_on=self.begun_on, items=len(self.items)
        )

    def add(self, item: HandoverItem, by: str) -> Iterator[HandoverItemAdded]:
        self.state = self._after(HandoverStep.ADD)
        if any(item.code == each.code for each in self.items):
            raise refused("code-taken", f"The handover has {item.code} already.")
        self.items = [*self.items, item]
        told = item.model_dump(include={"kind", "title", "owner", "due"})
        yield HandoverItemAdded(**self.named, item=item.code, **told, added_by=by)

    def offer(self, deed: Deed) -> Iterator[HandoverOffered]:
        self._take(HandoverStep.OFFER, deed.on)
        kinds = {item.kind for item in self.items}
        if missing := [kind for kind in WITHOUT if kind not in kinds]:
            raise refused(
                "handover-incomplete",
                f"The handover of {self.wave} has no {' and no '.join(missing)}.",
                do="Add what is missing.",
            )
        self.offered_by = deed.by
        yield HandoverOffered(
            **self.named, offered_by=deed.by, offered_on=deed.on, items=len(self.items)
        )

    def accept(self, wave: Wave, by: Actor, on: date, run_by: str) -> Iterator[WaveHandedOver]:
        """By another than the one who offered it."""
        self._take(HandoverStep.ACCEPT, on)
        assert self.offered_by  # noqa: S101
        by.not_by(self.offered_by, "handed it over")
        wave.hand_over(on)
        self.accepted_by, self.run_by = by.id, run_by
        yield WaveHandedOver(
            **self.named,
            contract_id=wave.contract_id,
            handed_over_by=self.offered_by,
            accepted_by=by.id,
            accepted_on=on,
            run_by=run_by,
            service_levels=self._codes(HandoverKind.SERVICE_LEVEL),
            open_actions=len(self._codes(HandoverKind.OPEN_ACTION)),
        )

    def give_back(self, deed: Deed) -> Iterator[HandoverReturned]:
        self._take(HandoverStep.RETURN, deed.on)
        self.reason, self.offered_by = deed.note, None
        yield HandoverReturned(
            **self.named, returned_by=deed.by, returned_on=deed.on, reason=deed.note
        )

    def withdraw(self, deed: Deed) -> Iterator[HandoverWithdrawn]:
        self._take(HandoverStep.WITHDRAW, deed.on)
        self.reason = deed.note
        yield HandoverWithdrawn(
            **self.named, withdrawn_by=deed.by, withdrawn_on=deed.on, reason=deed.note
        )

    def _codes(self, kind: HandoverKind) -> list[str]:
        return [item.code for item in self.items if item.kind is kind]

    def _take(self, step: HandoverStep, on: date) -> None:
        state = self._after(step)
        if on < self.changed_on:
            message = f"The handover of {self.wave} is {self.state} since {self.changed_on}."
            raise invalid("/on", message)
        self.state, self.changed_on = state, on

    def _after(self, step: HandoverStep) -> HandoverState:
        return HANDOVER_LIFE.after(f"The handover of {self.wave}", self.state, step)
