"""Milestones and pilots: what the events told before a decision come to, beside what it tells."""

from collections.abc import Callable, Iterator, Mapping

from libs.common.events.transition.gates import CriterionResult
from services.transition.readiness.criteria import MILESTONES, PILOT
from services.transition.readiness.milestones import milestones_result
from services.transition.readiness.milestones_accepted import milestones_accepted
from services.transition.readiness.pilot import pilots_result
from services.transition.readiness.pilots_passed import pilots_passed
from services.transition.readiness.proving.case import Case, Finding, word
from services.transition.readiness.retold import Gate


def _milestones(gate: Gate) -> CriterionResult | None:
    found = gate.milestones
    return None if found is None else milestones_result(milestones_accepted(found))


def _pilots(gate: Gate) -> CriterionResult | None:
    return pilots_result(pilots_passed(gate.pilots)) if gate.pilots else None


FACTS: Mapping[str, Callable[[Gate], CriterionResult | None]] = {
    MILESTONES.code: _milestones,
    PILOT.code: _pilots,
}
"By criterion; none where the journal does not tell enough, or nothing of the kind."


def facts(case: Case) -> Iterator[Finding]:
    for code, rebuilt in FACTS.items():
        stated, found = case.stated.get(code), rebuilt(case.gate)
        if stated is not None and stated.measured:
            yield from _held(stated, found)
        elif found is not None and code in case.asked:
            yield Finding(
                f"{code} is in the journal, and the decision does not say it was measured"
            )


def _held(stated: CriterionResult, found: CriterionResult | None) -> Iterator[Finding]:
    code = stated.code
    if found is None and code == MILESTONES.code:
        yield Finding(part=code)
    elif found is None:
        yield Finding(f"{code}: nothing of it is in the journal", code)
    elif _said(found) != _said(stated):
        yield Finding(f"{code}: decided {_in_words(stated)}, the journal {_in_words(found)}", code)


def _said(result: CriterionResult) -> tuple[bool, str, str]:
    return result.met, result.note, result.vendors_word


def _in_words(result: CriterionResult) -> str:
    return f"{word(result.met)} ({'; '.join(filter(None, _said(result)[1:]))})"
