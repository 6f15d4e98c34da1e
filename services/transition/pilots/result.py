"""How a pilot came out.

Choices: failed where a criterion is not met; else inconclusive where one has not enough data;
passed where all are met. A pilot that fell short of its planned cases says so, and is judged by
what its criteria ask for. Since version 2 it says what rests on the vendor's word alone.
"""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.pilots import (
    Attainment,
    CriterionAttained,
    ExitCriterion,
    PilotOutcome,
)
from libs.common.explain import Explain, rule
from services.transition.pilots.attainment import attainment
from services.transition.pilots.batch import Batch


class PilotResult(BaseModel):
    model_config = ConfigDict(frozen=True)
    outcome: PilotOutcome
    criteria: list[CriterionAttained]
    reasons: list[str]


@rule("pilot_result", version=2)
def pilot_result(
    explain: Explain,
    criteria: Sequence[ExitCriterion],
    batches: Mapping[str, Sequence[Batch]],
    planned_cases: int,
) -> PilotResult:
    """`batches`: by the criterion's code."""
    attained = [attainment(one, batches.get(one.code, ())) for one in criteria]
    failed = explain("not met", [a.code for a in attained if a.attainment is Attainment.NOT_MET])
    short = [a.code for a in attained if a.attainment is Attainment.NOT_ENOUGH_DATA]
    explain("not enough data", short)
    explain("met, and surely so", [a.code for a in attained if a.surely])
    reasons = [f"{a.title}: {a.note}" for a in attained if a.attainment is not Attainment.MET]
    alone = {a.code: a.on_vendors_word for a in attained if a.on_vendors_word}
    explain("cases on the vendor's word alone", alone)
    fewest = explain("fewest cases of a criterion", min((a.cases for a in attained), default=0))
    if fewest < planned_cases:
        reasons.append(f"{fewest} of {planned_cases} planned cases were measured by all criteria.")
    outcome = explain("outcome", _outcome(bool(failed), bool(short)))
    return PilotResult(outcome=outcome, criteria=attained, reasons=reasons)


def _outcome(failed: bool, short: bool) -> PilotOutcome:
    if failed:
        return PilotOutcome.FAILED
    return PilotOutcome.INCONCLUSIVE if short else PilotOutcome.PASSED
