"""Team members of both sides: joined, changed, announced to leave, left, followed by somebody."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any

from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.knowledge import KnowledgeLost
from libs.common.events.transition.members import (
    KeyPersonLeaving,
    MemberChanged,
    MemberJoined,
    MemberLeaving,
    MemberLeft,
    MemberStays,
    SuccessorNamed,
)
from libs.common.events.transition.party import Party
from libs.common.explain import Explained, Explanation
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid
from services.transition.knowledge.knowledge_lost import LostKnowledge
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed, InTurn


class MemberState(StrEnum):
    ACTIVE = "active"
    LEAVING = "leaving"
    LEFT = "left"


class MemberStep(StrEnum):
    JOIN = "join"
    CHANGE = "change"
    ANNOUNCE = "announce-leaving"
    STAY = "stay"
    NAME_SUCCESSOR = "name-successor"
    LEAVE = "leave"


MEMBER_LIFE: LifeCycle[MemberState, MemberStep] = LifeCycle(
    "team member",
    {
        MemberState.ACTIVE: {
            MemberStep.CHANGE: MemberState.ACTIVE,
            MemberStep.ANNOUNCE: MemberState.LEAVING,
            MemberStep.LEAVE: MemberState.LEFT,
        },
        MemberState.LEAVING: {
            MemberStep.CHANGE: MemberState.LEAVING,
            MemberStep.ANNOUNCE: MemberState.LEAVING,
            MemberStep.STAY: MemberState.ACTIVE,
            MemberStep.NAME_SUCCESSOR: MemberState.LEAVING,
            MemberStep.LEAVE: MemberState.LEFT,
        },
        MemberState.LEFT: {MemberStep.NAME_SUCCESSOR: MemberState.LEFT},
    },
    kinds={MemberState.LEFT: "has-left"},
)


class TeamMember(InTurn, OfVendor, Base, table=True):
    """`code`: as in topics and reports. `seat`: the code of the one held. `leaving_on` and
    `left_on`: the last day."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("plan_id", "code"),)

    name: str
    side: Party
    role: str
    is_key: bool = False
    seat: str | None = None
    joined_on: date
    leaving_on: date | None = None
    left_on: date | None = None
    successor: str | None = None
    state: MemberState = MemberState.ACTIVE
    knowledge_lost: Explanation | None = json_field(Explanation | None, default=None, nullable=True)
    "What left with them, as it was counted then."

    @property
    def is_here(self) -> bool:
        return self.state is not MemberState.LEFT

    def was_here(self, on: date) -> bool:
        """The first and the last day count."""
        return self.joined_on <= on and (self.left_on is None or on <= self.left_on)

    def join(self, deed: Deed) -> Iterator[MemberJoined]:
        self.note(MemberStep.JOIN, self.state, deed)
        yield MemberJoined(**self._placed, joined_on=self.joined_on, added_by=deed.by)

    def change(self, deed: Deed, facts: dict[str, Any]) -> Iterator[MemberChanged]:
        """`facts`: of name, role, is_key those that are others now."""
        self._take(MemberStep.CHANGE, deed)
        for field, value in facts.items():
            setattr(self, field, value)
        yield MemberChanged(**self._placed, changed_on=deed.on, changed_by=deed.by)

    def announce(
        self, deed: Deed, leaving_on: date, successor: str | None
    ) -> Iterator[MemberLeaving]:
        if leaving_on < deed.on:
            raise invalid("/leaving_on", f"{leaving_on} lies before {deed.on}: tell who left.")
        self._take(MemberStep.ANNOUNCE, deed)
        was, self.leaving_on = self.leaving_on, leaving_on
        self.successor = successor or self.successor
        yield MemberLeaving(
            **self._placed,
            announced_on=deed.on,
            leaving_on=leaving_on,
            was=was,
            successor=self.successor,
            announced_by=deed.by,
        )

    def lack_agreement(self) -> Iterator[KeyPersonLeaving]:
        assert self.leaving_on  # noqa: S101
        told = {**self._named, "vendor_id": private_to(self.side, self)}
        yield KeyPersonLeaving(**told, leaving_on=self.leaving_on, successor=self.successor)

    def stay(self, deed: Deed) -> Iterator[MemberStays]:
        self._take(MemberStep.STAY, deed)
        was, self.leaving_on = self.leaving_on, None
        self.successor = None
        assert was  # noqa: S101
        yield MemberStays(**self._named, was=was, told_on=deed.on, told_by=deed.by)

    def name_successor(self, deed: Deed, successor: str) -> Iterator[SuccessorNamed]:
        self._take(MemberStep.NAME_SUCCESSOR, deed)
        self.successor = successor
        yield SuccessorNamed(**self._named, successor=successor, named_on=deed.on, named_by=deed.by)

    def leave(self, deed: Deed) -> Iterator[MemberLeft]:
        """`deed.on`: the last day."""
        self._take(MemberStep.LEAVE, deed)
        self.left_on, seat, self.seat = deed.on, self.seat, None
        yield MemberLeft(
            **self._placed,
            seat=seat,
            left_on=deed.on,
            successor=self.successor,
            told_by=deed.by,
        )

    def lose_knowledge(self, found: Explained[LostKnowledge]) -> Iterator[KnowledgeLost]:
        """Once they have left. Nothing is told of who leaves no topic."""
        assert self.left_on  # noqa: S101
        self.knowledge_lost, lost = found.explanation, found.value
        if lost.topics:
            told = {name: getattr(lost, name) for name in LostKnowledge.model_fields}
            counted_by = {"rule": found.explanation.rule, "rule_version": found.explanation.version}
            who = {"member_id": self.id, "person": self.code, "name": self.name, "side": self.side}
            left = {"left_on": self.left_on, "successor": self.successor}
            yield KnowledgeLost(**self.ours, **who, **left, **told, **counted_by)

    @property
    def _named(self) -> dict[str, Any]:
        named = {"member_id": self.id, "code": self.code, "name": self.name, "side": self.side}
        return {**self.ours, **named}

    @property
    def _placed(self) -> dict[str, Any]:
        return {**self._named, "role": self.role, "is_key": self.is_key}

    def _take(self, step: MemberStep, deed: Deed) -> None:
        state = MEMBER_LIFE.after(self.code, self.state, step)
        self.must_follow(deed.on)
        self.state = state
        self.note(step, self.state, deed)


def private_to(side: Party, row: OfVendor) -> Any:
    """The vendor whom an event of a side's own affairs names: none for the client's."""
    return row.vendor_id if side is Party.VENDOR else None
