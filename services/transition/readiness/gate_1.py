"""The gate's rule as it was in version 1, frozen: decisions that name it are reckoned by it.

It had the score's threshold at 0.80. Nothing here follows what later versions do.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from libs.common.events.transition.gates import CriterionResult, GateOutcome
from services.transition.readiness.verdict import Verdict

THRESHOLD, PLACES = Decimal("0.80"), Decimal("0.0001")


def gate_1(criteria: Sequence[CriterionResult], blockers: Sequence[str]) -> Verdict:
    missing = [c for c in criteria if c.mandatory and not c.met and not c.waived]
    waived = [c for c in criteria if not c.met and c.waived]
    passed = sum(c.met or c.waived for c in criteria)
    exact = Decimal(passed) / len(criteria) if criteria else Decimal(0)
    score = exact.quantize(PLACES, ROUND_HALF_UP)
    stops = [f"{c.title}: {c.note or 'not met.'}" for c in missing] + list(blockers)
    if exact < THRESHOLD:
        stops.append(f"The score is {score} of {THRESHOLD}.")
    outcome = GateOutcome.CONDITIONAL if waived else GateOutcome.GO
    reasons = stops or [f"{c.title}: waived." for c in waived]
    return Verdict(outcome=GateOutcome.NO_GO if stops else outcome, score=score, reasons=reasons)
