"""Roles that the transition affects, and the new places that are offered to those who held them.

Roles and counts, never names: who is who stays with the client's own staff records.
"""

from collections.abc import Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.people import (
    AffectedRoleListed,
    AffectedRoleRevised,
    Fate,
    FateCount,
    PlacementMoved,
    PlacementOffered,
    PlacementOverdue,
)
from libs.common.life_cycle import LifeCycle
from libs.common.money import Money
from libs.common.problems import invalid, refused
from services.transition.models.base import Base
from services.transition.models.of_client import ByTheBook, OfClient
from services.transition.models.plan_items import Deed


class Group(BaseModel):
    """Those of a role to whom the same happens. `severance`: what it costs for all of them."""

    model_config = ConfigDict(frozen=True)
    fate: Fate
    headcount: int
    from_on: date
    plan: str = ""
    severance: Money | None = None

    @property
    def told(self) -> FateCount:
        return FateCount(fate=self.fate, headcount=self.headcount, from_on=self.from_on)


class AffectedRole(ByTheBook, Base, table=True):
    __tablename__ = "affected_role"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    title: str
    process: str
    wave: str | None = None
    headcount: int
    groups: list[Group] = json_field(list[Group])

    def enlist(self, deed: Deed) -> Iterator[AffectedRoleListed]:
        self.note("list", "listed", deed)
        yield AffectedRoleListed(**self._told, listed_on=deed.on, listed_by=deed.by)

    def revise(self, changes: dict[str, Any], deed: Deed) -> Iterator[AffectedRoleRevised]:
        self.must_follow(deed.on)
        for name, value in changes.items():
            setattr(self, name, value)
        self.note("revise", "listed", deed)
        yield AffectedRoleRevised(
            **self._told, revised_on=deed.on, revised_by=deed.by, reason=deed.note
        )

    @property
    def _told(self) -> dict[str, Any]:
        return {
            **self.ours,
            "role_id": self.id,
            "title": self.title,
            "process": self.process,
            "wave": self.wave,
            "headcount": self.headcount,
            "fates": [group.told for group in self.groups],
        }


class PlacementKind(StrEnum):
    RETRAINING = "retraining"
    REDEPLOYMENT = "redeployment"


class PlacementState(StrEnum):
    """Of one of those to whom it was offered; a placement counts how many are in each."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    IN_TRAINING = "in_training"
    PLACED = "placed"


class PlacementStep(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    BEGIN_TRAINING = "begin_training"
    PLACE = "place"


PLACEMENT_LIFE: LifeCycle[PlacementState, PlacementStep] = LifeCycle(
    "placement",
    {
        PlacementState.OFFERED: {
            PlacementStep.ACCEPT: PlacementState.ACCEPTED,
            PlacementStep.DECLINE: PlacementState.DECLINED,
        },
        PlacementState.ACCEPTED: {
            PlacementStep.BEGIN_TRAINING: PlacementState.IN_TRAINING,
            PlacementStep.PLACE: PlacementState.PLACED,
        },
        PlacementState.IN_TRAINING: {PlacementStep.PLACE: PlacementState.PLACED},
        PlacementState.DECLINED: {},
        PlacementState.PLACED: {},
    },
    also={
        "not-so-many": "fewer people are in that state",
    },
)
WAITING = (PlacementState.OFFERED, PlacementState.ACCEPTED, PlacementState.IN_TRAINING)


class PlacementChange(BaseModel):
    model_config = ConfigDict(frozen=True)
    count: int
    was: PlacementState | None
    now: PlacementState
    on: date
    by: str
    at: datetime
    note: str


class Placement(OfClient, Base, table=True):
    """New work offered to some of a role; each of them takes it step by step."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    timer: ClassVar[str] = "placement_due"

    role: str
    kind: PlacementKind
    to_role: str
    count: int
    offered_on: date
    answer_by: date
    place_by: date
    counts: dict[PlacementState, int] = json_field(dict[PlacementState, int], default_factory=dict)
    overdue: bool = False
    history: list[PlacementChange] = json_field(list[PlacementChange], default_factory=list)

    @property
    def waiting(self) -> int:
        """Who neither declined nor has the new place."""
        return sum(self.counts.get(state, 0) for state in WAITING)

    def offer(self, deed: Deed) -> Iterator[PlacementOffered]:
        self.counts = {PlacementState.OFFERED: self.count}
        self._note(None, PlacementState.OFFERED, self.count, deed)
        yield PlacementOffered(
            **self._told,
            kind=self.kind,
            to_role=self.to_role,
            count=self.count,
            offered_on=self.offered_on,
            answer_by=self.answer_by,
            place_by=self.place_by,
            offered_by=deed.by,
        )

    def move(
        self, step: PlacementStep, was: PlacementState, count: int, deed: Deed
    ) -> Iterator[PlacementMoved]:
        """So many of those in a state take the step. Refuses more than there are."""
        now = PLACEMENT_LIFE.after(self.code, was, step)
        self._must_have(count, was)
        if deed.on < self.history[-1].on:
            last = self.history[-1]
            raise invalid("/on", f"{self.code}: {last.now} on {last.on}, after {deed.on}.")
        left = self.counts.get(was, 0) - count
        self.counts = {**self.counts, was: left, now: self.counts.get(now, 0) + count}
        self.overdue = self.overdue and self.waiting > 0
        self._note(was, now, count, deed)
        told = {"to_role": self.to_role, "count": count, "was": was, "now": now}
        yield PlacementMoved(**self._told, **told, on=deed.on, noted_by=deed.by)

    def fall_overdue(self) -> Iterator[PlacementOverdue]:
        """Told once."""
        if self.waiting and not self.overdue:
            self.overdue = True
            yield PlacementOverdue(**self._told, count=self.waiting, place_by=self.place_by)

    @property
    def _told(self) -> dict[str, Any]:
        return {**self.ours, "placement_id": self.id, "role": self.role}

    def _must_have(self, count: int, state: PlacementState) -> None:
        has = self.counts.get(state, 0)
        if count > has:
            word = state.replace("_", " ")
            raise refused("not-so-many", f"{self.code} has {has} {word}, not {count}.")

    def _note(
        self, was: PlacementState | None, now: PlacementState, count: int, deed: Deed
    ) -> None:
        facts = {"count": count, "was": was, "now": now, "on": deed.on}
        change = PlacementChange(**facts, by=deed.by, at=deed.at, note=deed.note)
        self.history = [*self.history, change]
