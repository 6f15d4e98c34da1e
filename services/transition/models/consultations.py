"""Consultation of a works council or the staff: asked, advised, decided, and what it promised."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict
from sqlmodel import UniqueConstraint

from libs.common.db import json_field
from libs.common.events.transition.people import (
    Advice,
    AdviceAsked,
    AdviceGiven,
    ConditionMet,
    ConsultationClosed,
    ConsultationDecided,
    ConsultationOverdue,
    ConsultationPlanned,
)
from libs.common.life_cycle import LifeCycle
from libs.common.problems import invalid, refused
from services.transition.models.base import Base
from services.transition.models.of_client import FeedsGates
from services.transition.models.plan_items import Deed
from services.transition.people.staff_consulted import Consulted


class Deadline(StrEnum):
    STATUTORY = "statutory"
    AGREED = "agreed"


class ConsultationState(StrEnum):
    PLANNED = "planned"
    ASKED = "asked"
    ADVISED = "advised"
    DECIDED = "decided"
    CLOSED = "closed"


class ConsultationStep(StrEnum):
    PLAN = "plan"
    ASK = "ask"
    GIVE_ADVICE = "give_advice"
    DECIDE = "decide"
    MEET_CONDITION = "meet_condition"
    CLOSE = "close"


CONSULTATION_LIFE: LifeCycle[ConsultationState, ConsultationStep] = LifeCycle(
    "consultation",
    {
        ConsultationState.PLANNED: {ConsultationStep.ASK: ConsultationState.ASKED},
        ConsultationState.ASKED: {ConsultationStep.GIVE_ADVICE: ConsultationState.ADVISED},
        ConsultationState.ADVISED: {
            ConsultationStep.DECIDE: ConsultationState.DECIDED,
            ConsultationStep.MEET_CONDITION: ConsultationState.ADVISED,
        },
        ConsultationState.DECIDED: {
            ConsultationStep.MEET_CONDITION: ConsultationState.DECIDED,
            ConsultationStep.CLOSE: ConsultationState.CLOSED,
        },
        ConsultationState.CLOSED: {},
    },
    also={
        "already-met": "the condition was met",
        "conditions-open": "a condition is not met yet",
    },
)


class Condition(BaseModel):
    """What the advice was made to depend on."""

    model_config = ConfigDict(frozen=True)
    code: str
    text: str
    owner: str
    due_on: date
    met_on: date | None = None


class Consultation(FeedsGates, Base, table=True):
    """`told_late`: what was told to be overdue: the advice, or codes of conditions."""

    __table_args__ = (UniqueConstraint("plan_id", "code"),)
    timer: ClassVar[str] = "consultation_due"

    body: str
    about: str
    wave: str | None = None
    owner: str
    due_on: date
    "When the advice is due."
    deadline: Deadline
    requested_on: date | None = None
    advice: Advice | None = None
    conditions: list[Condition] = json_field(list[Condition], default_factory=list)
    departs: bool | None = None
    carry_out_from: date | None = None
    state: ConsultationState = ConsultationState.PLANNED
    told_late: list[str] = json_field(list[str], default_factory=list)

    @property
    def as_consulted(self) -> Consulted:
        open_ = [c.due_on for c in self.conditions if c.met_on is None]
        return Consulted(
            is_decided=self.state in (ConsultationState.DECIDED, ConsultationState.CLOSED),
            carry_out_from=self.carry_out_from,
            next_promise_due=min(open_, default=None),
        )

    @property
    def next_due(self) -> date | None:
        """When the clock looks at it next: for the advice, or for what was promised on it."""
        waits = self.state in (ConsultationState.PLANNED, ConsultationState.ASKED)
        days = [self.due_on] if waits and ADVICE not in self.told_late else []
        days += [c.due_on for c in self._open if c.code not in self.told_late]
        return min(days, default=None)

    def plan(self, deed: Deed) -> Iterator[ConsultationPlanned]:
        self.note(ConsultationStep.PLAN, self.state, deed)
        yield ConsultationPlanned(
            **self._told,
            due_on=self.due_on,
            deadline=self.deadline,
            planned_on=deed.on,
            planned_by=deed.by,
        )

    def ask(self, due_on: date | None, deed: Deed) -> Iterator[AdviceAsked]:
        self._take(ConsultationStep.ASK, deed)
        self.requested_on, self.due_on = deed.on, due_on or self.due_on
        yield AdviceAsked(
            **self._told,
            requested_on=deed.on,
            due_on=self.due_on,
            asked_by=deed.by,
            evidence=deed.evidence,
        )

    def advise(
        self, advice: Advice, conditions: Sequence[Condition], deed: Deed
    ) -> Iterator[AdviceGiven]:
        self._take(ConsultationStep.GIVE_ADVICE, deed)
        self.advice, self.conditions = advice, list(conditions)
        yield AdviceGiven(
            **self._told,
            advice=advice,
            conditions=len(self.conditions),
            given_on=deed.on,
            due_on=self.due_on,
            noted_by=deed.by,
            evidence=deed.evidence,
        )

    def decide(
        self, departs: bool, carry_out_from: date, deed: Deed
    ) -> Iterator[ConsultationDecided]:
        """`departs`: from the advice, for which the law may have the employer wait."""
        self._take(ConsultationStep.DECIDE, deed)
        self.departs, self.carry_out_from = departs, carry_out_from
        assert self.advice  # noqa: S101
        yield ConsultationDecided(
            **self._told,
            advice=self.advice,
            departs=departs,
            decided_on=deed.on,
            carry_out_from=carry_out_from,
            decided_by=deed.by,
            evidence=deed.evidence,
        )

    def meet(self, code: str, deed: Deed) -> Iterator[ConditionMet]:
        CONSULTATION_LIFE.after(self.code, self.state, ConsultationStep.MEET_CONDITION)
        found = next((c for c in self.conditions if c.code == code), None)
        if found is None:
            raise invalid("/condition", f"{self.code} has no condition {code}.")
        if found.met_on is not None:
            raise refused("already-met", f"{code} was met on {found.met_on}.")
        self._take(ConsultationStep.MEET_CONDITION, deed)
        met = found.model_copy(update={"met_on": deed.on})
        self.conditions = [met if c.code == code else c for c in self.conditions]
        yield ConditionMet(
            **self.ours,
            consultation_id=self.id,
            body=self.body,
            condition=code,
            due_on=found.due_on,
            met_on=deed.on,
            noted_by=deed.by,
            evidence=deed.evidence,
        )

    def close(self, deed: Deed) -> Iterator[ConsultationClosed]:
        CONSULTATION_LIFE.after(self.code, self.state, ConsultationStep.CLOSE)
        if self._open:
            codes = ", ".join(c.code for c in self._open)
            raise refused("conditions-open", f"Not met yet: {codes}.", do="Meet them first.")
        self._take(ConsultationStep.CLOSE, deed)
        yield ConsultationClosed(**self._told, closed_on=deed.on, closed_by=deed.by)

    def fall_overdue(self, today: date) -> Iterator[ConsultationOverdue]:
        """Each thing once."""
        while (due_on := self.next_due) is not None and due_on < today:
            what, owner = self._late(due_on)
            self.told_late = [*self.told_late, what]
            yield ConsultationOverdue(
                **self.ours,
                consultation_id=self.id,
                what=what,
                owner=owner,
                due_on=due_on,
                overdue_from=today,
            )

    def _late(self, due_on: date) -> tuple[str, str]:
        late = [c for c in self._open if c.due_on == due_on and c.code not in self.told_late]
        return (late[0].code, late[0].owner) if late else (ADVICE, self.owner)

    @property
    def _open(self) -> list[Condition]:
        return [c for c in self.conditions if c.met_on is None]

    @property
    def _told(self) -> dict[str, Any]:
        mine = {"body": self.body, "about": self.about, "wave": self.wave}
        return {**self.ours, "consultation_id": self.id, **mine}

    def _take(self, step: ConsultationStep, deed: Deed) -> None:
        state = CONSULTATION_LIFE.after(self.code, self.state, step)
        self.must_follow(deed.on)
        self.state = state
        self.note(step, state, deed)


ADVICE = "the advice"
