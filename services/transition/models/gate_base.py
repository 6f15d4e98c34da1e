"""What a gate keeps, and the states that it goes through."""

from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.roles import Role
from libs.common.db import json_field
from libs.common.events.transition.gates import GateOutcome
from libs.common.life_cycle import LifeCycle
from libs.common.problems import Problem, forbidden
from services.transition.models.base import OfVendor
from services.transition.models.gate_parts import (
    DECIDERS,
    Answer,
    Choice,
    SigningRound,
    Waiver,
)


class GateState(StrEnum):
    OPEN = "open"
    SIGNING = "signing"
    "Signed once, and waiting for the other signatures under the same evidence."
    PASSED = "passed"
    "Decided GO or CONDITIONAL. A NO-GO leaves it open: it can be decided again."
    FALLEN = "fallen"
    "Passed, but before go-live something that the decision rests on fell."


class GateStep(StrEnum):
    CHOOSE = "choose"
    ANSWER = "answer"
    WAIVE = "waive"
    DECIDE = "decide"
    SIGN = "sign"
    REFUSE = "refuse"
    BEGIN_ANEW = "begin-anew"
    ASK_EXTENSION = "ask-extension"
    EXTEND = "extend"
    MAKE_GOOD = "make-good"
    REOPEN = "reopen"
    FALL = "fall"
    HOLD_AGAIN = "hold-again"


GATE_LIFE: LifeCycle[GateState, GateStep] = LifeCycle(
    "gate",
    {
        GateState.OPEN: {
            GateStep.CHOOSE: GateState.OPEN,
            GateStep.ANSWER: GateState.OPEN,
            GateStep.WAIVE: GateState.OPEN,
            GateStep.DECIDE: (GateState.OPEN, GateState.SIGNING, GateState.PASSED),
            GateStep.ASK_EXTENSION: GateState.OPEN,
            GateStep.EXTEND: GateState.OPEN,
            GateStep.REOPEN: GateState.OPEN,
        },
        GateState.SIGNING: {
            GateStep.SIGN: (GateState.OPEN, GateState.SIGNING, GateState.PASSED),
            GateStep.REFUSE: GateState.OPEN,
            GateStep.BEGIN_ANEW: GateState.OPEN,
            GateStep.REOPEN: GateState.OPEN,
        },
        GateState.PASSED: {
            GateStep.ASK_EXTENSION: GateState.PASSED,
            GateStep.EXTEND: GateState.PASSED,
            GateStep.MAKE_GOOD: GateState.PASSED,
            GateStep.REOPEN: GateState.OPEN,
            GateStep.FALL: GateState.FALLEN,
        },
        GateState.FALLEN: {
            GateStep.ANSWER: GateState.FALLEN,
            GateStep.WAIVE: GateState.FALLEN,
            GateStep.DECIDE: (GateState.OPEN, GateState.SIGNING, GateState.PASSED),
            GateStep.ASK_EXTENSION: GateState.FALLEN,
            GateStep.EXTEND: GateState.FALLEN,
            GateStep.MAKE_GOOD: GateState.FALLEN,
            GateStep.REOPEN: GateState.OPEN,
            GateStep.FALL: GateState.FALLEN,
            GateStep.HOLD_AGAIN: GateState.PASSED,
        },
    },
    kinds={GateState.PASSED: "gate-passed", GateState.FALLEN: "gate-no-longer-holds"},
    also={
        "code-taken": "the gate has a criterion of that code",
        "evidence-changed": "what the first signature rests on has changed",
        "extension-passed": "the extension that was asked for has passed",
        "gate-decided": "what a decided gate asks for stays as it was",
        "not-asked": "nobody has asked to extend the waiver",
        "not-met": "the criterion is measured, and not met",
        "not-waived": "the criterion is not waived",
        "signed-already": "that person has signed",
    },
)
"It is reopened when its wave moves or is rolled back, or a waiver expires before go-live."
HOLDING = (GateState.PASSED, GateState.FALLEN)
"Decided, with waivers that are watched."


def four_eyes(deed: str, step: str) -> Problem:
    return forbidden(
        f"{deed}, so somebody else must {step}.",
        kind="four-eyes",
        do="Ask a colleague with one of the roles for this to do it.",
    )


class GateBase(OfVendor):
    wave_id: UUID = Field(index=True)
    wave: str
    state: GateState = GateState.OPEN
    answers: list[Answer] = json_field(list[Answer], default_factory=list)
    waivers: list[Waiver] = json_field(list[Waiver], default_factory=list)
    choices: list[Choice] = json_field(list[Choice], default_factory=list)
    signatures_needed: int = 1
    signing_roles: list[Role] = json_field(list[Role], default_factory=lambda: list(DECIDERS))
    signatories_chosen_by: str | None = None
    rounds: int = 0
    "Of signatures, that were begun."
    round: SigningRound | None = json_field(SigningRound | None, default=None, nullable=True)
    outcome: GateOutcome | None = None
    "As last decided."
    decided_on: date | None = None
    decided_by: str | None = None
    fallen: list[str] = json_field(list[str], default_factory=list)
    "What fell since the decision that let the wave through, a sentence for each."
    outlook: GateOutcome = GateOutcome.NO_GO
    "What a decision would have come to when it was last looked at."
    rests_on: list[Waiver] = json_field(list[Waiver], default_factory=list)
    "The waivers that the last decision let the wave through on."
    lapsed: list[Waiver] = json_field(list[Waiver], default_factory=list)
    "Those of them that expired after go-live, and were neither extended nor made good."

    @property
    def told(self) -> dict[str, Any]:
        """Where its events belong."""
        return {**self.ours, "gate_id": self.id, "wave": self.wave}

    def chosen_by(self, criterion: str) -> set[str]:
        """Who ever chose or changed it."""
        return {who for c in self.choices if c.code == criterion for who in c.all_by}

    def after(self, step: GateStep, to: GateState | None = None) -> GateState:
        """Refuses (409) a step that its state does not allow."""
        return GATE_LIFE.after(f"The gate of {self.wave}", self.state, step, to)
