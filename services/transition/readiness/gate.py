"""Whether a wave may go live: GO, CONDITIONAL or NO-GO.

Source: GO when every mandatory criterion is met, the score reaches the threshold and no blocker is
open; CONDITIONAL where waivers stand in for what is not met; else NO-GO.

Version 2 takes the score's threshold as an input; version 1 had it at 0.80.

Choices: the score is the share of all criteria that are met or waived; a waiver stands in for one
criterion, never for a blocker. What rests on the vendor's word alone is said, and decides nothing:
those who sign weigh it.
"""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.gates import CriterionResult, GateOutcome
from libs.common.explain import Explain, rule
from libs.common.money import half_up

SCORE_THRESHOLD = Decimal("0.80")


class Verdict(BaseModel):
    """`score` is a share 0 to 1; `reasons` say what stands in the way, or what was waived."""

    model_config = ConfigDict(frozen=True)
    outcome: GateOutcome
    score: Decimal
    reasons: list[str]


@rule("gate", version=2)
def gate(
    explain: Explain,
    criteria: Sequence[CriterionResult],
    blockers: Sequence[str],
    score_threshold: Decimal = SCORE_THRESHOLD,
) -> Verdict:
    """The outcome on these results; the score to 0.0001, compared exactly."""
    missing = [c for c in criteria if c.mandatory and not c.met and not c.waived]
    waived = [c for c in criteria if not c.met and c.waived]
    passed = sum(c.met or c.waived for c in criteria)
    score = Decimal(passed) / len(criteria) if criteria else Decimal(0)
    explain("mandatory and neither met nor waived", [c.code for c in missing])
    explain("waived", [c.code for c in waived])
    explain("score = met or waived / all", four_places(score))
    explain(f"score reaches {score_threshold}", score >= score_threshold)
    explain("open blockers", list(blockers))
    explain(
        "rests on the vendor's word alone",
        {c.code: c.vendors_word for c in criteria if c.vendors_word},
    )
    stops = [*map(shortfall, missing), *blockers]
    if score < score_threshold:
        stops.append(f"The score is {four_places(score)} of {score_threshold}.")
    return Verdict(
        outcome=explain("outcome", _outcome(bool(stops), bool(waived))),
        score=four_places(score),
        reasons=stops or [f"{c.title}: waived." for c in waived],
    )


def _outcome(stopped: bool, waived: bool) -> GateOutcome:
    if stopped:
        return GateOutcome.NO_GO
    return GateOutcome.CONDITIONAL if waived else GateOutcome.GO


def shortfall(criterion: CriterionResult) -> str:
    if criterion.note:
        return f"{criterion.title}: {criterion.note}"
    return f"{criterion.title}: not met."


def four_places(share: Decimal) -> Decimal:
    return half_up(share, 4)
