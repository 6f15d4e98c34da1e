"""Stakeholders: named people of the programme, or groups; what they think, and who owns them."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.communication import (
    Attitude,
    AttitudeNoted,
    StakeholderLeft,
    StakeholderListed,
    StakeholderRevised,
)
from libs.common.events.transition.party import Party
from libs.common.life_cycle import LifeCycle
from services.transition.communication.stakeholders_mapped import is_mapped, is_on_side
from services.transition.models.base import Base
from services.transition.models.of_client import ByTheBook
from services.transition.models.plan_items import Deed


class StakeholderKind(StrEnum):
    PERSON = "person"
    GROUP = "group"


class StakeholderState(StrEnum):
    INVOLVED = "involved"
    LEFT = "left"


class StakeholderStep(StrEnum):
    LIST = "list"
    REVISE = "revise"
    NOTE_ATTITUDE = "note_attitude"
    LEAVE = "leave"


STAKEHOLDER_LIFE: LifeCycle[StakeholderState, StakeholderStep] = LifeCycle(
    "stakeholder",
    {
        StakeholderState.INVOLVED: {
            StakeholderStep.REVISE: StakeholderState.INVOLVED,
            StakeholderStep.NOTE_ATTITUDE: StakeholderState.INVOLVED,
            StakeholderStep.LEAVE: StakeholderState.LEFT,
        },
        StakeholderState.LEFT: {},
    },
)


class AttitudeOn(BaseModel):
    model_config = ConfigDict(frozen=True)
    attitude: Attitude
    on: date
    by: str


class Stakeholder(ByTheBook, Base, table=True):
    """`influence` and `interest` 1 to 5. `rhythm_days`: to be spoken to at least every so many."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    name: str
    kind: StakeholderKind
    side: Party
    influence: int
    interest: int
    attitude: Attitude
    wanted: Attitude
    owner: str
    needs: str
    rhythm_days: int | None = None
    attitudes: list[AttitudeOn] = json_field(list[AttitudeOn], default_factory=list)
    state: StakeholderState = StakeholderState.INVOLVED
    listed_on: date

    @property
    def is_mapped(self) -> bool:
        return is_mapped(self.needs, self.influence, self.rhythm_days)

    @property
    def is_on_side(self) -> bool:
        return is_on_side(self.attitude, self.wanted)

    def enlist(self, deed: Deed) -> Iterator[StakeholderListed]:
        self.note(StakeholderStep.LIST, self.state, deed)
        self._feels(self.attitude, deed)
        yield StakeholderListed(
            **self.ours,
            **self._weighed,
            stakeholder_id=self.id,
            side=self.side,
            attitude=self.attitude,
            listed_on=deed.on,
            listed_by=deed.by,
        )

    def revise(self, changes: dict[str, Any], deed: Deed) -> Iterator[StakeholderRevised]:
        self._take(StakeholderStep.REVISE, deed)
        for name, value in changes.items():
            setattr(self, name, value)
        yield StakeholderRevised(
            **self.ours,
            **self._weighed,
            stakeholder_id=self.id,
            revised_on=deed.on,
            revised_by=deed.by,
        )

    def feels(self, attitude: Attitude, deed: Deed) -> Iterator[AttitudeNoted]:
        was = self.attitude
        self._take(StakeholderStep.NOTE_ATTITUDE, deed)
        self._feels(attitude, deed)
        yield AttitudeNoted(
            **self.ours,
            stakeholder_id=self.id,
            was=was,
            now=attitude,
            wanted=self.wanted,
            noted_on=deed.on,
            noted_by=deed.by,
        )

    def leave(self, deed: Deed) -> Iterator[StakeholderLeft]:
        self._take(StakeholderStep.LEAVE, deed)
        yield StakeholderLeft(
            **self.ours, stakeholder_id=self.id, left_on=deed.on, noted_by=deed.by
        )

    @property
    def _weighed(self) -> dict[str, Any]:
        weights = {"influence": self.influence, "interest": self.interest}
        return {**weights, "wanted": self.wanted, "owner": self.owner}

    def _feels(self, attitude: Attitude, deed: Deed) -> None:
        self.attitude = attitude
        new = AttitudeOn(attitude=attitude, on=deed.on, by=deed.by)
        self.attitudes = [*self.attitudes, new]

    def _take(self, step: StakeholderStep, deed: Deed) -> None:
        state = STAKEHOLDER_LIFE.after(self.code, self.state, step)
        self.must_follow(deed.on)
        self.state = state
        self.note(step, state, deed)
