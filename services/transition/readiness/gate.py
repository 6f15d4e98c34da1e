"""Whether a wave may go live: GO, CONDITIONAL or NO-GO.

Source: GO when every mandatory criterion is met, the score reaches the threshold and no blocker is
open; CONDITIONAL where waivers stand in for what is not met; else NO-GO.

Version 3 decides by the function of version 2, and nothing else here decides: the same function
proves the decision years later. It also tells what rests on the vendor's word alone. Version 2
takes the score's threshold as an input; version 1 had it at 0.80.

Choices: the score is the share of all criteria that are met or waived; a waiver stands in for one
criterion, never for a blocker. What rests on the vendor's word alone is said, and decides nothing:
those who sign weigh it.
"""

from collections.abc import Sequence
from decimal import Decimal

from libs.common.events.transition.gates import CriterionResult
from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.transition.readiness.gate_2 import gate_2
from services.transition.readiness.verdict import Verdict

SCORE_THRESHOLD = Decimal("0.80")


@rule("gate", version=3)
def gate(
    explain: Explain,
    criteria: Sequence[CriterionResult],
    blockers: Sequence[str],
    score_threshold: Decimal = SCORE_THRESHOLD,
) -> Verdict:
    """The outcome on these results; the score to 0.0001, compared exactly."""
    verdict = gate_2(criteria, blockers, score_threshold)
    missing = [c.code for c in criteria if c.mandatory and not c.met and not c.waived]
    explain("mandatory and neither met nor waived", missing)
    explain("waived", [c.code for c in criteria if not c.met and c.waived])
    explain("score = met or waived / all", verdict.score)
    explain(f"score reaches {score_threshold}", _reaches(criteria, score_threshold))
    explain("open blockers", list(blockers))
    alone = {c.code: c.vendors_word for c in criteria if c.vendors_word}
    explain("rests on the vendor's word alone", alone)
    explain("outcome", verdict.outcome)
    return verdict


def _reaches(criteria: Sequence[CriterionResult], threshold: Decimal) -> bool:
    """Exactly, before the score is rounded; of nothing it is 0."""
    return sum(c.met or c.waived for c in criteria) >= threshold * max(len(criteria), 1)


def shortfall(criterion: CriterionResult) -> str:
    if criterion.note:
        return f"{criterion.title}: {criterion.note}"
    return f"{criterion.title}: not met."


def four_places(share: Decimal) -> Decimal:
    return half_up(share, 4)
