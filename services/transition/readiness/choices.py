"""What one gate asks for: the usual criteria, as chosen otherwise, and those of its own.

Choices: a threshold is a share from 0.50 to 1; what a gate asks for is chosen before its first
decision, so that nobody moves the bar once it was missed.
"""

from datetime import date
from decimal import Decimal

from libs.common.problems import invalid, refused
from services.transition.models import Gate
from services.transition.models.gate_parts import Choice
from services.transition.readiness.criteria import LEAST_THRESHOLD, STANDARD, Criterion

MOST_ADDED = 30


def criteria_of(gate: Gate) -> list[Criterion]:
    chosen = {choice.code: choice for choice in gate.choices}
    usual = [_chosen(criterion, chosen.get(criterion.code)) for criterion in STANDARD]
    added = [Criterion(c.code, c.title, c.mandatory) for c in gate.choices if c.added]
    return usual + added


def _chosen(criterion: Criterion, choice: Choice | None) -> Criterion:
    if choice is None:
        return criterion
    return criterion._replace(mandatory=choice.mandatory, threshold=choice.threshold)


def added(
    gate: Gate, code: str, title: str, mandatory: bool, why: str, by: str, on: date
) -> Choice:
    """Refuses (409) a code that there is, and (422) more than 30."""
    if code in {criterion.code for criterion in criteria_of(gate)}:
        raise refused("code-taken", f"The gate of {gate.wave} has a criterion {code} already.")
    if sum(choice.added for choice in gate.choices) >= MOST_ADDED:
        raise invalid("/code", f"A gate takes at most {MOST_ADDED} criteria of its own.")
    return Choice(
        code=code,
        title=title,
        mandatory=mandatory,
        added=True,
        reason=why,
        chosen_by=by,
        chosen_on=on,
    )


def changed(
    gate: Gate, was: Criterion, mandatory: bool | None, threshold: Decimal | None, why: str
) -> dict[str, object]:
    """The fields of a choice that changes something. Refuses (422) a threshold out of bounds, or
    of a criterion that has none, and what changes nothing."""
    if threshold is not None:
        _must_fit(was, threshold)
    now = was._replace(
        mandatory=was.mandatory if mandatory is None else mandatory,
        threshold=was.threshold if threshold is None else threshold,
    )
    if now == was:
        raise invalid("/mandatory", f"{was.code} is asked for like that already.")
    of_its_own = any(choice.added and choice.code == was.code for choice in gate.choices)
    asked = {"code": now.code, "title": now.title, "mandatory": now.mandatory}
    return {**asked, "threshold": now.threshold, "added": of_its_own, "reason": why}


def _must_fit(criterion: Criterion, threshold: Decimal) -> None:
    if criterion.threshold is None:
        raise invalid("/threshold", f"{criterion.code} has no threshold.")
    if not LEAST_THRESHOLD <= threshold <= 1:
        raise invalid("/threshold", f"{threshold} is not a share from {LEAST_THRESHOLD} to 1.")
