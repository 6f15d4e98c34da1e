"""Gates: what a wave must show before it goes live, who answered for it, what was decided."""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Moment, OptionalExact, json_field
from libs.common.events.transition.gates import (
    CriterionAdded,
    CriterionAnswered,
    CriterionChanged,
    CriterionResult,
    GateHoldsAgain,
    GateNoLongerHolds,
    GateOutcome,
    GateOutlookChanged,
)
from libs.common.explain import Explanation
from libs.common.problems import invalid, refused
from services.transition.models.base import Base, OfVendor
from services.transition.models.gate_base import GateState, GateStep, four_eyes
from services.transition.models.gate_parts import Answer, Choice, Evidence, Signature, Waiver
from services.transition.models.gate_signing import GateSigning
from services.transition.models.gate_waivers import GateWaivers
from services.transition.readiness.criteria import Criterion, usual
from services.transition.readiness.verdict import Verdict

FellOrHolds = GateNoLongerHolds | GateHoldsAgain
ONCE_FALLEN = (
    "Make it good (meet the criterion, resolve the blocker), or waive the criterion and decide the "
    "gate again: POST /gates/{id}/waivers, POST /gates/{id}/decide."
)


class Gate(GateWaivers, GateSigning, Base, table=True):
    def add_criterion(self, choice: Choice) -> Iterator[CriterionAdded]:
        self._must_be_undecided()
        self.choices = [*self.choices, choice]
        yield CriterionAdded(
            **self.told,
            criterion=choice.code,
            title=choice.title,
            mandatory=choice.mandatory,
            reason=choice.reason,
            added_by=choice.chosen_by,
            added_on=choice.chosen_on,
        )

    def change_criterion(self, was: Criterion, choice: Choice) -> Iterator[CriterionChanged]:
        """An answer to what was asked before counts no longer."""
        self._must_be_undecided()
        kept = [answer for answer in self.answers if answer.criterion != choice.code]
        dropped, self.answers = len(kept) < len(self.answers), kept
        before = next((c for c in self.choices if c.code == choice.code), None)
        others = [c for c in self.choices if c is not before]
        self.choices = [*others, choice.instead_of(before)]
        yield CriterionChanged(
            **self.told,
            criterion=choice.code,
            title=choice.title,
            was_mandatory=was.mandatory,
            mandatory=choice.mandatory,
            was_threshold=was.threshold,
            threshold=choice.threshold,
            answer_dropped=dropped,
            reason=choice.reason,
            changed_by=choice.chosen_by,
            changed_on=choice.chosen_on,
        )

    def threshold(self, criterion: Criterion) -> Decimal:
        """What must be reached here, of a criterion that has one."""
        chosen = (choice.threshold for choice in self.choices if choice.code == criterion.code)
        held = (threshold for threshold in chosen if threshold is not None)
        return next(held, usual(criterion))

    def answer(self, answer: Answer) -> Iterator[CriterionAnswered]:
        state = self.after(GateStep.ANSWER)
        if answer.answered_by in self.chosen_by(answer.criterion):
            raise four_eyes(
                f"{answer.answered_by} chose what {answer.criterion} asks for", "answer"
            )
        self.state = state
        others = [a for a in self.answers if a.criterion != answer.criterion]
        self.answers = [*others, answer]
        yield CriterionAnswered(**self.told, **dict(answer))

    def look(self, verdict: Verdict, on: date) -> Iterator[GateOutlookChanged]:
        """Tells where a decision would come to something else than at the last look."""
        was, self.outlook = self.outlook, verdict.outcome
        if was is not self.outlook:
            why = verdict.reasons or ["All that is mandatory is met."]
            yield GateOutlookChanged(**self.told, was=was, now=self.outlook, why=why, changed_on=on)

    def weigh(self, fallen: Sequence[str], on: date) -> Iterator[FellOrHolds]:
        """`fallen`: all that a go-live lacks now. Tells once per change."""
        if set(fallen) != set(self.fallen):
            yield from self.fall(fallen, on) if fallen else self.hold_again(on)

    def fall(self, fallen: Sequence[str], on: date) -> Iterator[GateNoLongerHolds]:
        self.state, self.fallen = self.after(GateStep.FALL), list(fallen)
        told = {"fallen": self.fallen, "advice": ONCE_FALLEN, "fell_on": on}
        yield GateNoLongerHolds(**self._last_decided, **told)

    def hold_again(self, on: date) -> Iterator[GateHoldsAgain]:
        self.state = self.after(GateStep.HOLD_AGAIN)
        was, self.fallen = self.fallen, []
        yield GateHoldsAgain(**self._last_decided, had_fallen=was, holds_from=on)

    @property
    def _last_decided(self) -> dict[str, Any]:
        decided = {"outcome": self.outcome, "decided_on": self.decided_on}
        return {**self.told, "wave_id": self.wave_id, **decided}

    def begin_anew(self) -> None:
        """After a roll-back: what was answered and waived before it counts no longer."""
        self.reopen()
        self.answers, self.waivers, self.lapsed = [], [], []

    def reopen(self) -> None:
        """What was decided stays on record; it lets nothing through any more."""
        self.state, self.round, self.fallen = self.after(GateStep.REOPEN), None, []

    def must_not_have_later(self, field: str, on: date, evidence: date | None) -> None:
        """Refuses (422) a decision dated before what it rests on. `evidence`: its newest day."""
        days = [answer.answered_on for answer in self.answers]
        days += [waiver.let_on for waiver in self.waivers]
        days += [choice.chosen_on for choice in self.choices]
        days += [day for day in (self.decided_on, evidence) if day]
        if days and on < max(days):
            raise invalid(field, f"{on} lies before {max(days)}, of what the decision rests on.")

    def must_let_through(self, on: date) -> None:
        """Refuses a go-live that the last decision does not cover."""
        if self.holds_until is not None and self.holds_until < on:
            raise refused(
                "waiver-expired",
                f"A waiver that the decision rests on held until {self.holds_until}.",
                do="Have the waiver extended, or decide the gate again.",
            )
        if self.state is GateState.FALLEN:
            raise refused(
                "gate-no-longer-holds",
                f"The gate of {self.wave} was {self.outcome} on {self.decided_on}. Since then: "
                + " ".join(self.fallen),
                do=ONCE_FALLEN,
            )
        if self.state is not GateState.PASSED or self.decided_on is None:
            raise refused(
                "gate-not-passed", f"The gate of {self.wave} {self._last}.", do="Decide it."
            )
        if on < self.decided_on:
            why = f"The gate was decided on {self.decided_on}, after {on}."
            raise refused("before-gate", why, do="State a day from then on.")

    @property
    def _last(self) -> str:
        if not self.outcome:
            return "is not decided"
        was = f"was {self.outcome} on {self.decided_on}"
        if self.outcome is GateOutcome.NO_GO:
            return was
        return f"{was}, and is open again since its wave was moved or went back"

    def _must_be_undecided(self) -> None:
        self.state = self.after(GateStep.CHOOSE)
        if self.decided_on is not None:
            raise refused(
                "gate-decided",
                f"The gate was decided {self.outcome} on {self.decided_on}: what it asks for "
                "stays as it was.",
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
    blockers: list[str] = json_field(list[str], default_factory=list)
    score_threshold: OptionalExact = None
    signatures: list[Signature] = json_field(list[Signature], default_factory=list)
    explanation: Explanation = json_field(Explanation)
    measured: list[Explanation] = json_field(list[Explanation])
    decided_on: date
    decided_by: str
    decided_at: Moment

    @classmethod
    def of(
        cls, gate: Gate, evidence: Evidence, signatures: Sequence[Signature], at: Moment
    ) -> "GateDecision":
        return cls(
            **gate.ours,
            gate_id=gate.id,
            outcome=evidence.verdict.outcome,
            criteria=evidence.results,
            reasons=evidence.verdict.reasons,
            answers=evidence.answers,
            waivers=evidence.waivers,
            blockers=evidence.blockers,
            score_threshold=evidence.score_threshold,
            signatures=list(signatures),
            explanation=evidence.explanation,
            measured=evidence.measured,
            decided_on=signatures[-1].on,
            decided_by=signatures[-1].by,
            decided_at=at,
        )
