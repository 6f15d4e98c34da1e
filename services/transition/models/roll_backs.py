"""Roll-backs of waves: proposed, decided, taken step by step, and what was learnt."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import json_field
from libs.common.events import Event
from libs.common.events.transition.party import Party
from libs.common.events.transition.roll_backs import (
    RollBackApproved,
    RollBackAttributed,
    RollBackClocksResumed,
    RollBackClocksStopped,
    RollBackDeclined,
    RollBackLessonNoted,
    RollBackProposed,
    RollBackStepTaken,
    RollBackWithdrawn,
)
from libs.common.events.vendor.evidence import Digest
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.models.plan_items import Deed
from services.transition.models.roll_back_life import (
    LASTING,
    ROLL_BACK_LIFE,
    UNDECIDED_OR_UNDONE,
    RollBackState,
    RollBackStep,
)
from services.transition.models.roll_back_parts import Lesson, StepOutcome, TakenStep


class RollBack(OfVendor, Base, table=True):
    """`clocks_from`, `clocks_until`: while the vendor's clocks stand still, since it is on the
    client's account; until is the first day on which they run again."""

    __tablename__ = "roll_back"

    wave_id: UUID = Field(index=True)
    wave: str
    state: RollBackState = RollBackState.PROPOSED
    reason: str
    evidence: list[Digest] = json_field(list[Digest], default_factory=list)
    criterion: str | None = None
    "Whose waiver expired, where that is why."
    caused_by: Party | None = None
    emergency: bool = False
    proposed_by: str
    proposed_on: date
    decided_by: str | None = None
    decided_on: date | None = None
    decision: str = ""
    "Its reason."
    steps: list[TakenStep] = json_field(list[TakenStep], default_factory=list)
    rolled_back_on: date | None = None
    clocks_from: date | None = None
    clocks_until: date | None = None
    lessons: list[Lesson] = json_field(list[Lesson], default_factory=list)

    @property
    def named(self) -> dict[str, Any]:
        return {
            **self.ours,
            "roll_back_id": self.id,
            "wave_id": self.wave_id,
            "wave": self.wave,
        }

    @property
    def is_open(self) -> bool:
        return self.state in UNDECIDED_OR_UNDONE

    @property
    def stops_clocks(self) -> bool:
        """The vendor's."""
        return self._stood and self.caused_by is Party.CLIENT

    def proposed(self) -> Iterator[RollBackProposed]:
        assert self.caused_by  # noqa: S101
        yield RollBackProposed(
            **self.named,
            proposed_by=self.proposed_by,
            proposed_on=self.proposed_on,
            reason=self.reason,
            caused_by=self.caused_by,
            criterion=self.criterion,
            evidence=self.evidence,
        )

    def approve(self, deed: Deed, by: Actor, steps: Sequence[TakenStep]) -> Iterator[Event]:
        self._decide(RollBackStep.APPROVE, deed, by)
        self.steps = list(steps)
        yield RollBackApproved(**self._decided, steps=[step.code for step in steps])
        yield from self._keep_clocks(deed.on)

    def decline(self, deed: Deed, by: Actor) -> Iterator[RollBackDeclined]:
        self._decide(RollBackStep.DECLINE, deed, by)
        yield RollBackDeclined(**self._decided)

    def withdraw(self, deed: Deed) -> Iterator[Event]:
        state = self._after(RollBackStep.WITHDRAW)
        self._must_follow(deed.on)
        self.state = state
        yield RollBackWithdrawn(
            **self.named, withdrawn_by=deed.by, withdrawn_on=deed.on, reason=deed.note
        )
        yield from self._keep_clocks(deed.on)

    def take_step(self, code: str, outcome: StepOutcome, deed: Deed) -> Iterator[RollBackStepTaken]:
        state = self._after(RollBackStep.TAKE_STEP)
        self._must_follow(deed.on)
        step = next((each for each in self.steps if each.code == code), None)
        if step is None:
            raise invalid("/step", f"The roll-back of {self.wave} has no step {code}.")
        if step.is_closed:
            raise refused("step-closed", f"{code} is {step.outcome} already.")
        told = {"outcome": outcome, "note": deed.note, "taken_by": deed.by, "taken_at": deed.at}
        taken = step.model_copy(update=told)
        self.steps = [taken if each is step else each for each in self.steps]
        self.state = state
        yield RollBackStepTaken(
            **self.named,
            step=code,
            outcome=outcome,
            note=deed.note,
            taken_by=deed.by,
            taken_on=deed.on,
        )

    def complete(self, on: date) -> None:
        """The wave tells of it. Refuses while a step is open or failed."""
        state = self._after(RollBackStep.COMPLETE)
        self._must_follow(on)
        if waiting := [step.code for step in self.steps if not step.is_closed]:
            raise refused(
                "steps-open",
                f"Not taken back yet: {', '.join(waiting)}.",
                do="Do them, or skip them with a reason.",
            )
        self.state, self.rolled_back_on = state, on

    def at_once(self, on: date, reason: str) -> Iterator[Event]:
        """The emergency way, over a proposal too that is under way."""
        state = self._after(RollBackStep.AT_ONCE)
        self._must_follow(on)
        self.state, self.reason = state, reason
        self.emergency, self.rolled_back_on = True, on
        yield from self._keep_clocks(on)

    def learn(self, lesson: Lesson) -> Iterator[RollBackLessonNoted]:
        self.state = self._after(RollBackStep.LEARN)
        self.lessons = [*self.lessons, lesson]
        yield RollBackLessonNoted(**self.named, **lesson.model_dump())

    def attribute(self, to: Party, deed: Deed) -> Iterator[Event]:
        """Not of one that was declined or withdrawn: nothing came of it."""
        self.state = self._after(RollBackStep.ATTRIBUTE)
        if deed.on < self.proposed_on:
            raise invalid("/on", f"It was proposed on {self.proposed_on}, after {deed.on}.")
        if self.caused_by is to:
            raise refused("nothing-changes", f"It is on the {to}'s account already.")
        was, self.caused_by = self.caused_by, to
        yield RollBackAttributed(
            **self.named,
            was=was,
            caused_by=to,
            reason=deed.note,
            attributed_by=deed.by,
            attributed_on=deed.on,
        )
        yield from self._keep_clocks(deed.on)

    def plan_anew(self, on: date) -> Iterator[Event]:
        """Refuses one that was decided and taught nobody anything; an emergency may be learnt
        from later."""
        state = self._after(RollBackStep.PLAN_ANEW)
        if not self.lessons and not self.emergency:
            raise refused(
                "no-lessons",
                f"Nothing is noted of what the roll-back of {self.wave} taught.",
                do=f"POST /transition/v1/roll-backs/{self.id}/lessons",
            )
        self.state = state
        yield from self._keep_clocks(on)

    @property
    def _decided(self) -> dict[str, Any]:
        return {
            **self.named,
            "decided_by": self.decided_by,
            "decided_on": self.decided_on,
            "reason": self.decision,
        }

    def _decide(self, step: RollBackStep, deed: Deed, by: Actor) -> None:
        state = self._after(step)
        by.not_by(self.proposed_by, "proposed it")
        self._must_follow(deed.on)
        self.state, self.decision = state, deed.note
        self.decided_by, self.decided_on = deed.by, deed.on

    def _keep_clocks(self, on: date) -> Iterator[Event]:
        """The vendor's stand still while it lasts on the client's account; the client's never."""
        stand = self.state in LASTING and self.caused_by is Party.CLIENT
        if stand and not self._stood:
            self.clocks_from, self.clocks_until = on, None
            yield RollBackClocksStopped(**self.named, stopped_on=on, caused_by=self.caused_by)
        elif self._stood and not stand:
            yield self._run_again(on)

    def _run_again(self, on: date) -> RollBackClocksResumed:
        assert self.clocks_from  # noqa: S101 - they stood
        self.clocks_until = max(on, self.clocks_from)
        span = {"stopped_on": self.clocks_from, "resumed_on": self.clocks_until}
        return RollBackClocksResumed(**self.named, **span, caused_by=self.caused_by)

    @property
    def _stood(self) -> bool:
        return self.clocks_from is not None and self.clocks_until is None

    def _must_follow(self, on: date) -> None:
        since = self.decided_on or self.proposed_on
        if on < since:
            raise invalid("/on", f"The roll-back is {self.state} since {since}, after {on}.")

    def _after(self, step: RollBackStep) -> RollBackState:
        return ROLL_BACK_LIFE.after(f"The roll-back of {self.wave}", self.state, step)
