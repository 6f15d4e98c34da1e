"""Criteria that people answer and sign, and the waivers that stand in for what is not met."""

from collections.abc import Sequence
from datetime import date

from libs.common.events.transition.gates import CriterionResult
from services.transition.models import Answer, Waiver
from services.transition.readiness.criteria import Criterion


def answered(criterion: Criterion, answers: Sequence[Answer]) -> CriterionResult:
    """By the answer that counts. Without one it is not met."""
    answer = next((answer for answer in answers if answer.criterion == criterion.code), None)
    if answer is None:
        return criterion.result(met=False, note="nobody has answered")
    signed = {"answered_by": answer.answered_by, "evidence": answer.evidence}
    return criterion.result(met=answer.met, note=answer.note, **signed)


def waived(
    results: Sequence[CriterionResult], waivers: Sequence[Waiver], on: date
) -> list[CriterionResult]:
    """With the waivers that hold on that day."""
    holding = {waiver.criterion for waiver in waivers if on <= waiver.expires_on}
    return [
        result.model_copy(update={"waived": not result.met and result.code in holding})
        for result in results
    ]
