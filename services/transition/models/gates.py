"""Gates: what a wave must show before it goes live, who answered for it, what was decided."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.db import Moment, json_field
from libs.common.events.transition.gates import (
    CriterionAnswered,
    CriterionResult,
    CriterionWaived,
    GateDecided,
    GateOutcome,
    WaiverExpired,
)
from libs.common.events.vendor import Digest
from libs.common.explain import Explained, Explanation
from libs.common.problems import Problem, forbidden, invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.readiness.gate import Verdict


class GateState(StrEnum):
    OPEN = "open"
    PASSED = "passed"
    "Decided GO or CONDITIONAL. A NO-GO leaves it open: it can be decided again."


class Answer(BaseModel):
    """Signed by who gave it. The last one for a criterion counts; each is in the journal."""

    model_config = ConfigDict(frozen=True)
    criterion: str
    met: bool
    note: str
    evidence: list[Digest]
    answered_by: str
    answered_on: date


class Waiver(BaseModel):
    """Stands in for a criterion up to and including `expires_on`."""

    model_config = ConfigDict(frozen=True)
    criterion: str
    owner: str
    reason: str
    expires_on: date
    granted_by: str
    granted_on: date


class Gate(OfVendor, Base, table=True):
    wave_id: UUID = Field(index=True)
    wave: str
    state: GateState = GateState.OPEN
    answers: list[Answer] = json_field(list[Answer], default_factory=list)
    waivers: list[Waiver] = json_field(list[Waiver], default_factory=list)
    outcome: GateOutcome | None = None
    "As last decided."
    decided_on: date | None = None
    decided_by: str | None = None
    rests_on: list[Waiver] = json_field(list[Waiver], default_factory=list)
    "The waivers that the last decision let the wave through on."

    @property
    def holds_until(self) -> date | None:
        """Until when a CONDITIONAL lets the wave through: the first of its waivers to expire."""
        return min((waiver.expires_on for waiver in self.rests_on), default=None)

    def answer(self, answer: Answer) -> Iterator[CriterionAnswered]:
        self._must_be_open()
        others = [a for a in self.answers if a.criterion != answer.criterion]
        self.answers = [*others, answer]
        yield CriterionAnswered(**self.ours, gate_id=self.id, wave=self.wave, **dict(answer))

    def waive(self, waiver: Waiver) -> Iterator[CriterionWaived]:
        self._must_be_open()
        others = [w for w in self.waivers if w.criterion != waiver.criterion]
        self.waivers = [*others, waiver]
        yield CriterionWaived(**self.ours, gate_id=self.id, wave=self.wave, **dict(waiver))

    def decide(
        self, found: Explained[Verdict], results: Sequence[CriterionResult], on: date, actor: Actor
    ) -> Iterator[GateDecided]:
        used = [w for w in self.waivers if any(r.waived and r.code == w.criterion for r in results)]
        self._must_be_open()
        self._must_not_have_answered(actor)
        self._must_not_have_waived(used, actor)
        verdict = found.value
        passed = verdict.outcome is not GateOutcome.NO_GO
        self.state = GateState.PASSED if passed else GateState.OPEN
        self.outcome, self.decided_on, self.decided_by = verdict.outcome, on, actor.id
        self.rests_on = used if passed else []
        yield GateDecided(
            **self.ours,
            gate_id=self.id,
            wave_id=self.wave_id,
            wave=self.wave,
            outcome=verdict.outcome,
            criteria=list(results),
            decided_on=on,
            decided_by=actor.id,
            rule_version=found.explanation.version,
            score=verdict.score,
            reasons=verdict.reasons,
        )

    def begin_anew(self) -> None:
        """After a roll-back: what was answered and waived before it counts no longer."""
        self.reopen()
        self.answers, self.waivers = [], []

    def reopen(self) -> None:
        """What was decided stays on record; it lets nothing through any more."""
        self.state = GateState.OPEN

    def must_not_have_later(self, field: str, on: date, evidence: date | None) -> None:
        """Refuses (422) a decision dated before what it rests on. `evidence`: its newest day."""
        days = [answer.answered_on for answer in self.answers]
        days += [waiver.granted_on for waiver in self.waivers]
        days += [day for day in (self.decided_on, evidence) if day]
        if days and on < max(days):
            raise invalid(field, f"{on} lies before {max(days)}, of what the decision rests on.")

    def must_let_through(self, on: date) -> None:
        """Refuses a go-live that the last decision does not cover."""
        if self.holds_until is not None and self.holds_until < on:
            raise refused(
                "waiver-expired",
                f"A waiver that the decision rests on held until {self.holds_until}.",
                do="Decide the gate again.",
            )
        if self.state is not GateState.PASSED or self.decided_on is None:
            last = f"was {self.outcome} on {self.decided_on}" if self.outcome else "is not decided"
            raise refused("gate-not-passed", f"The gate of {self.wave} {last}.", do="Decide it.")
        if on < self.decided_on:
            raise refused("before-gate", f"The gate was decided on {self.decided_on}, after {on}.")

    def expire(self, *, live: bool) -> Iterator[WaiverExpired]:
        """The first of the waivers has expired: the gate is open again, unless it is too late."""
        on = self.holds_until
        if self.state is not GateState.PASSED or on is None:
            return
        expired = [waiver for waiver in self.rests_on if waiver.expires_on == on]
        if live:
            self.rests_on = [waiver for waiver in self.rests_on if waiver.expires_on > on]
        else:
            self.reopen()
        for waiver in expired:
            yield WaiverExpired(
                **self.ours,
                gate_id=self.id,
                wave_id=self.wave_id,
                wave=self.wave,
                criterion=waiver.criterion,
                owner=waiver.owner,
                expired_on=on,
                after_go_live=live,
            )

    def _must_be_open(self) -> None:
        if self.state is GateState.PASSED:
            raise refused(
                "gate-passed", f"The gate was decided {self.outcome} on {self.decided_on}."
            )

    def _must_not_have_answered(self, actor: Actor) -> None:
        if mine := [a.criterion for a in self.answers if a.answered_by == actor.id]:
            raise _four_eyes(f"{actor.name} answered for {', '.join(mine)}")

    def _must_not_have_waived(self, used: Sequence[Waiver], actor: Actor) -> None:
        if mine := [w.criterion for w in used if w.granted_by == actor.id]:
            raise _four_eyes(f"{actor.name} waived {', '.join(mine)}")


def _four_eyes(deed: str) -> Problem:
    return forbidden(
        f"{deed}, so somebody else must decide.",
        kind="four-eyes",
        do="Ask a colleague with one of the roles for this to do it.",
    )


class GateDecision(OfVendor, Base, table=True):
    """One decision, frozen with what it was decided on."""

    __tablename__ = "gate_decision"

    gate_id: UUID = Field(index=True)
    outcome: GateOutcome
    criteria: list[CriterionResult] = json_field(list[CriterionResult])
    reasons: list[str] = json_field(list[str])
    answers: list[Answer] = json_field(list[Answer])
    waivers: list[Waiver] = json_field(list[Waiver])
    explanation: Explanation = json_field(Explanation)
    measured: list[Explanation] = json_field(list[Explanation])
    decided_on: date
    decided_by: str
    decided_at: Moment
