"""What was signed: whole, the same as what is told, and each measure counted again."""

from collections.abc import Iterator, Mapping
from typing import Any

from libs.common.events.transition.gates import CriterionResult
from libs.common.explain import Explanation
from services.transition.models.gate_parts import digest_of
from services.transition.readiness.proving.case import Case, Finding
from services.transition.readiness.proving.facts import FACTS
from services.transition.readiness.recounted import COUNTS, differences
from services.transition.readiness.retold import threshold_of


def evidence(case: Case) -> Iterator[Finding]:
    signed = case.decided.evidence
    if signed:
        yield from _parts(case, signed)
        yield from _answers(case, signed)
    recorded = [Explanation.model_validate(each) for each in signed.get("measured", [])]
    for each in recorded:
        yield from _recounted(case, each)
    counted = {_criterion(each) for each in recorded}
    for code, stated in case.stated.items():
        if stated.measured and code not in counted and code not in FACTS:
            yield Finding(part=code)


def _parts(case: Case, signed: Mapping[str, Any]) -> Iterator[Finding]:
    if digest_of(signed) != case.decided.digest:
        yield Finding("the evidence is not what the digest says was signed")
    told = case.decided.model_dump(mode="json")
    parts = {"results": told["criteria"], "blockers": told["blockers"]}
    parts |= {"score_threshold": told["score_threshold"]}
    for name, stated in parts.items():
        if _as_now(name, signed.get(name)) != stated:
            yield Finding(f"the {name} that were signed are others than the decision's")


def _as_now(name: str, signed: Any) -> Any:
    """Fields that results have got since are empty in those that were signed before."""
    if name != "results" or not isinstance(signed, list):
        return signed
    return [CriterionResult.model_validate(each).model_dump(mode="json") for each in signed]


def _answers(case: Case, signed: Mapping[str, Any]) -> Iterator[Finding]:
    told = {code: answer.model_dump(mode="json") for code, answer in case.gate.answers.items()}
    for answer in signed.get("answers", []):
        code = answer.get("criterion", "answers")
        if told.get(code) != answer:
            yield Finding(f"{code}: the answer that was signed is not the journal's", code)


def _recounted(case: Case, recorded: Explanation) -> Iterator[Finding]:
    code = _criterion(recorded) or recorded.rule
    try:
        found = differences(recorded, case.stated.get(code), threshold_of(case.asked, code))
    except ValueError as error:
        found = [f"{code}: {error}"]
    for sentence in found:
        yield Finding(sentence)


def _criterion(recorded: Explanation) -> str | None:
    """None: no such version of a rule is known here."""
    counts = COUNTS.get((recorded.rule, recorded.version))
    return counts and counts.criterion
