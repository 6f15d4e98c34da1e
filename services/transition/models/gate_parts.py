"""What a gate is made of: choices, answers, waivers, signatures, and what a decision rests on."""

import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, ConfigDict

from libs.common.auth.roles import Role
from libs.common.events.transition.gates import CriterionResult, WaiverUsed
from libs.common.events.vendor.evidence import Digest
from libs.common.explain import Explanation
from services.transition.readiness.verdict import Verdict

DECIDERS = (Role.SPONSOR, Role.APPROVER)


def digest_of(evidence: Mapping[str, Any]) -> str:
    """SHA-256 of its JSON with sorted keys, no spaces, in UTF-8: whoever holds it can repeat it."""
    text = json.dumps(evidence, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


class Answer(BaseModel):
    """Signed by who gave it. The last one for a criterion counts; each is in the journal."""

    model_config = ConfigDict(frozen=True)
    criterion: str
    met: bool
    note: str
    evidence: list[Digest]
    answered_by: str
    answered_on: date


class ExtensionAsked(BaseModel):
    model_config = ConfigDict(frozen=True)
    until: date
    reason: str
    asked_by: str
    asked_on: date


class Waiver(BaseModel):
    """Stands in for a criterion up to and including `expires_on`."""

    model_config = ConfigDict(frozen=True)
    criterion: str
    owner: str
    reason: str
    expires_on: date
    granted_by: str
    granted_on: date
    asked: ExtensionAsked | None = None
    "An extension that nobody has decided on yet."
    extended_by: str | None = None
    extended_on: date | None = None

    @property
    def used(self) -> WaiverUsed:
        return WaiverUsed(**{name: getattr(self, name) for name in WaiverUsed.model_fields})

    @property
    def let_by(self) -> set[str]:
        return {self.granted_by, self.extended_by or self.granted_by}

    @property
    def let_on(self) -> date:
        return self.extended_on or self.granted_on


class Choice(BaseModel):
    """A criterion that is asked for otherwise than usual; `added`: one of this gate alone."""

    model_config = ConfigDict(frozen=True)
    code: str
    title: str
    mandatory: bool
    threshold: Decimal | None = None
    added: bool = False
    reason: str
    chosen_by: str
    chosen_on: date
    before: list[str] = []
    "Who chose it otherwise before."

    @property
    def all_by(self) -> set[str]:
        return {self.chosen_by, *self.before}

    def instead_of(self, was: "Choice | None") -> "Choice":
        before = sorted(was.all_by) if was else []
        return self.model_copy(update={"before": before})


class Evidence(BaseModel):
    """All that a decision rests on, frozen with its first signature."""

    model_config = ConfigDict(frozen=True)
    verdict: Verdict
    results: list[CriterionResult]
    blockers: list[str]
    score_threshold: Decimal
    waivers: list[Waiver]
    "Those in use."
    answers: list[Answer]
    explanation: Explanation
    measured: list[Explanation]

    @property
    def told(self) -> dict[str, Any]:
        """As JSON values: what is signed."""
        return dict(json.loads(self.model_dump_json()))

    @property
    def digest(self) -> str:
        return digest_of(self.told)

    @property
    def grounds(self) -> tuple[object, ...]:
        """What makes the verdict what it is: a change of a figure alone is none."""
        missing = {c.code for c in self.results if c.mandatory and not c.met and not c.waived}
        waived = {c.code for c in self.results if c.waived}
        return self.verdict.outcome, missing, waived, set(self.blockers)


class Signature(BaseModel):
    model_config = ConfigDict(frozen=True)
    by: str
    on: date


class SigningRound(BaseModel):
    model_config = ConfigDict(frozen=True)
    number: int
    evidence: Evidence
    signatures: list[Signature]

    @property
    def signers(self) -> list[str]:
        return [signature.by for signature in self.signatures]
