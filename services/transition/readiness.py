"""What a wave must show at its gate, and what it shows today.

Some criteria are measured from what was reported and accepted, the others are answered and signed.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import NamedTuple

from libs.common.events.transition.gates import CriterionResult
from services.transition.gate import four_places
from services.transition.knowledge_transfer import Knowledge, ReverseShadowing
from services.transition.models import Answer, Waiver

KNOWLEDGE_THRESHOLD = Decimal("0.90")
REVERSE_SHADOW_THRESHOLD = Decimal("0.85")


class Criterion(NamedTuple):
    code: str
    title: str
    mandatory: bool = True


KNOWLEDGE = Criterion("knowledge-transfer", "Knowledge transferred")
SHADOWING = Criterion("reverse-shadowing", "Cases handled unaided in reverse shadowing")
MILESTONES = Criterion("milestones-accepted", "Milestones before go-live accepted")
ANSWERED = (
    Criterion("staff-consulted", "Staff consulted"),
    Criterion("rollback-rehearsed", "Rollback rehearsed"),
    Criterion("systems-connected", "Systems connected"),
    Criterion("communication-sent", "Communication sent", mandatory=False),
)
CRITERIA = {c.code: c for c in (KNOWLEDGE, SHADOWING, MILESTONES, *ANSWERED)}
ANSWERABLE = {criterion.code for criterion in ANSWERED}


def measured(
    knowledge: Knowledge, shadowing: ReverseShadowing, accepted: Mapping[str, bool]
) -> list[CriterionResult]:
    """`accepted`: the milestones before go-live, and whether the client accepted each."""
    return [_knowledge(knowledge), _shadowing(shadowing), _milestones(accepted)]


def answered(answers: Sequence[Answer]) -> list[CriterionResult]:
    given = {answer.criterion: answer for answer in answers}
    return [_answered(criterion, given.get(criterion.code)) for criterion in ANSWERED]


def waived(
    results: Sequence[CriterionResult], waivers: Sequence[Waiver], on: date
) -> list[CriterionResult]:
    """With the waivers that hold on that day."""
    holding = {waiver.criterion for waiver in waivers if on <= waiver.expires_on}
    return [
        result.model_copy(update={"waived": not result.met and result.code in holding})
        for result in results
    ]


def _knowledge(knowledge: Knowledge) -> CriterionResult:
    share = knowledge.share
    met = share is not None and share >= KNOWLEDGE_THRESHOLD
    return _measured(KNOWLEDGE, met, share, KNOWLEDGE_THRESHOLD, "no topics are listed")


def _shadowing(shadowing: ReverseShadowing) -> CriterionResult:
    met = shadowing.enough and (shadowing.share or 0) >= REVERSE_SHADOW_THRESHOLD
    missing = f"not enough data, {shadowing.cases} cases"
    share = shadowing.share if shadowing.enough else None
    return _measured(SHADOWING, met, share, REVERSE_SHADOW_THRESHOLD, missing)


def _measured(
    criterion: Criterion, met: bool, share: Decimal | None, threshold: Decimal, missing: str
) -> CriterionResult:
    note = missing if share is None else f"{_percent(share)} of {_percent(threshold)}"
    return CriterionResult(
        **criterion._asdict(),
        met=met,
        value=None if share is None else four_places(share),
        threshold=threshold,
        note=note,
    )


def _milestones(accepted: Mapping[str, bool]) -> CriterionResult:
    waiting = [milestone for milestone, is_accepted in accepted.items() if not is_accepted]
    note = f"waiting for {', '.join(waiting)}" if waiting else f"{len(accepted)} accepted"
    return CriterionResult(**MILESTONES._asdict(), met=not waiting, note=note)


def _answered(criterion: Criterion, answer: Answer | None) -> CriterionResult:
    if answer is None:
        return CriterionResult(**criterion._asdict(), met=False, note="nobody has answered")
    return CriterionResult(
        **criterion._asdict(),
        met=answer.met,
        note=answer.note,
        answered_by=answer.answered_by,
        evidence=answer.evidence,
    )


def _percent(share: Decimal) -> str:
    """Down to 0.01, so that what falls short never reads as if it did not."""
    return f"{(share * 100).quantize(Decimal('0.01'), ROUND_DOWN).normalize():f} %"
