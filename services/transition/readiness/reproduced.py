"""A gate's decision reckoned again from what its event tells, by the rule of the version that it
names: nothing else is asked."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple, Protocol

from libs.common.events.transition.gates import CriterionResult, GateDecided
from services.transition.readiness.criteria import STANDARD
from services.transition.readiness.gate import SCORE_THRESHOLD
from services.transition.readiness.gate_1 import gate_1
from services.transition.readiness.gate_2 import gate_2
from services.transition.readiness.verdict import Verdict

ROUNDING = Decimal("0.0001")
COMPARED = {criterion.code for criterion in STANDARD if criterion.threshold is not None}


class Version(Protocol):
    def __call__(self, decided: GateDecided) -> Verdict: ...


def _version_1(decided: GateDecided) -> Verdict:
    """The threshold of the score was fixed."""
    return gate_1(decided.criteria, decided.blockers or [])


def _version_2(decided: GateDecided) -> Verdict:
    threshold = SCORE_THRESHOLD if decided.score_threshold is None else decided.score_threshold
    return gate_2(decided.criteria, decided.blockers or [], threshold)


VERSIONS: Mapping[int, Version] = {1: _version_1, 2: _version_2, 3: _version_2}
"Version 3 asks for more and tells more; it decides as version 2 does."


class Reproduced(NamedTuple):
    """`findings`: in what the event does not agree with the rule, or with itself."""

    verdict: Verdict | None
    findings: list[str]

    @property
    def same(self) -> bool:
        return not self.findings


def reproduced(decided: GateDecided) -> Reproduced:
    rule = VERSIONS.get(decided.rule_version)
    if rule is None:
        return Reproduced(None, [f"version {decided.rule_version} of the rule is not known here"])
    verdict = rule(decided)
    findings = [*_verdict(decided, verdict), *_waivers(decided)]
    findings += [found for each in decided.criteria if (found := _criterion(each))]
    return Reproduced(verdict, findings)


def _verdict(decided: GateDecided, verdict: Verdict) -> list[str]:
    findings = []
    if verdict.outcome is not decided.outcome:
        hint = "" if decided.blockers is not None else " (blockers were not told)"
        findings.append(f"decided {decided.outcome}, the rule gives {verdict.outcome}{hint}")
    if decided.score is not None and verdict.score != decided.score:
        findings.append(f"score {decided.score}, the rule gives {verdict.score}")
    if decided.reasons != verdict.reasons and decided.blockers is not None:
        findings.append("other reasons than the rule gives")
    return findings


def _waivers(decided: GateDecided) -> list[str]:
    """Each that is used is there, and held; events of version 1 do not tell them."""
    if decided.blockers is None:
        return []
    until = {waiver.criterion: waiver.expires_on for waiver in decided.waivers}
    used = [each.code for each in decided.criteria if each.waived]
    absent = [f"no waiver of {code} is told" for code in used if code not in until]
    late = [
        f"the waiver of {code} held until {until[code]}"
        for code in used
        if code in until and until[code] < decided.decided_on
    ]
    return absent + late


def _criterion(result: CriterionResult) -> str | None:
    """A figure is told to 0.0001: nearer to its threshold it does not show which side it is on."""
    if result.code not in COMPARED or result.value is None or result.threshold is None:
        return None
    above = result.value - result.threshold
    if abs(above) < ROUNDING or result.met is (above > 0):
        return None
    word = "met" if result.met else "not met"
    return f"{result.code} is {word} at {result.value} of {result.threshold}"
