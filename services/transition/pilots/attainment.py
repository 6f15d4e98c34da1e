"""Whether a pilot attained one of its exit criteria.

Choices: the figure itself decides, once there are as many cases as the criterion asks for; whether
even the worse bound of confidence meets it is said beside it. What the vendor alone measured
counts, and is said too (since version 2).
"""

from collections.abc import Sequence
from decimal import Decimal

from libs.common.events.transition.pilots import (
    Attainment,
    Bound,
    CriterionAttained,
    ExitCriterion,
    Measures,
)
from libs.common.explain import Explain, rule
from services.transition.pilots.batch import Batch
from services.transition.pilots.interval import Interval
from services.transition.pilots.mean import mean
from services.transition.pilots.share import share


@rule("pilot_criterion", version=2)
def attainment(
    explain: Explain, criterion: ExitCriterion, batches: Sequence[Batch]
) -> CriterionAttained:
    cases = explain("cases", sum(batch.cases for batch in batches))
    found = explain("figure with 95 % confidence", _measured(criterion, batches, cases))
    alone = sum(batch.cases for batch in batches if batch.on_vendors_word)
    explain("cases on the vendor's word alone", alone)
    attained = _judged(explain, criterion, cases, found)
    return attained.model_copy(update={"on_vendors_word": alone})


def _judged(
    explain: Explain, criterion: ExitCriterion, cases: int, found: Interval | None
) -> CriterionAttained:
    if found is None or cases < criterion.minimum_cases:
        note = f"not enough data, {cases} of {criterion.minimum_cases} cases"
        return _attained(criterion, Attainment.NOT_ENOUGH_DATA, cases, found, note)
    met = explain("the figure meets the threshold", _meets(criterion, found.value))
    worse = found.low if criterion.bound is Bound.AT_LEAST else found.high
    surely = explain("so does the worse bound", _meets(criterion, worse))
    note = f"{_said(criterion, found.value)}, asked for {_asked(criterion)}"
    attained = Attainment.MET if met else Attainment.NOT_MET
    return _attained(criterion, attained, cases, found, note, surely=surely)


def _measured(criterion: ExitCriterion, batches: Sequence[Batch], cases: int) -> Interval | None:
    if criterion.measures is Measures.MEAN:
        return mean(batches)
    return share(sum(batch.met or 0 for batch in batches), cases) if cases else None


def _meets(criterion: ExitCriterion, value: Decimal) -> bool:
    if criterion.bound is Bound.AT_LEAST:
        return value >= criterion.threshold
    return value <= criterion.threshold


def _attained(
    criterion: ExitCriterion,
    attained: Attainment,
    cases: int,
    found: Interval | None,
    note: str,
    *,
    surely: bool = False,
) -> CriterionAttained:
    bounds = dict(found) if found else {}
    named = {"code": criterion.code, "title": criterion.title}
    return CriterionAttained(
        **named, attainment=attained, cases=cases, **bounds, surely=surely, note=note
    )


def _asked(criterion: ExitCriterion) -> str:
    word = "at least" if criterion.bound is Bound.AT_LEAST else "at most"
    return f"{word} {_said(criterion, criterion.threshold)}"


def _said(criterion: ExitCriterion, value: Decimal) -> str:
    if criterion.measures is Measures.SHARE:
        return f"{(value * 100).normalize():f} %"
    return f"{value.normalize():f} {criterion.unit}".strip()
