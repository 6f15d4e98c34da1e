"""What a gate shows on a day, and what that comes to."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from libs.common.explain import Explained, Explanation
from services.transition.models import Gate
from services.transition.models.gate_base import HOLDING
from services.transition.models.gate_parts import Evidence
from services.transition.readiness.answers import answered, waived
from services.transition.readiness.blockers import blockers
from services.transition.readiness.choices import criteria_of
from services.transition.readiness.criteria import Criterion
from services.transition.readiness.gate import SCORE_THRESHOLD, gate
from services.transition.readiness.measured import Measured, day_after, first_after
from services.transition.readiness.table import MEASURES
from services.transition.readiness.verdict import Verdict


class Readiness(NamedTuple):
    results: list[CriterionResult]
    blockers: list[str]
    verdict: Explained[Verdict]
    measured: list[Explanation]
    newest: date | None
    "The day of the newest fact that was measured."
    turns_on: date | None
    "The next day on which it may come out otherwise though nothing happens."

    @property
    def by_code(self) -> dict[str, CriterionResult]:
        return {result.code: result for result in self.results}

    def evidence(self, at: Gate) -> Evidence:
        """All that a decision would rest on."""
        waived = {result.code for result in self.results if result.waived}
        return Evidence(
            verdict=self.verdict.value,
            results=self.results,
            blockers=self.blockers,
            score_threshold=SCORE_THRESHOLD,
            waivers=[waiver for waiver in at.waivers if waiver.criterion in waived],
            answers=at.answers,
            explanation=self.verdict.explanation,
            measured=self.measured,
        )


async def readiness(db: Db, at: Gate, on: date) -> Readiness:
    """A computed criterion that has nothing to compute from falls to a signed answer."""
    shown = [await _show(db, at, criterion, on) for criterion in criteria_of(at)]
    return await _judged(db, at, [one for one in shown if one is not None], on)


async def _show(db: Db, at: Gate, criterion: Criterion, on: date) -> Measured | None:
    measure = MEASURES.get(criterion.code)
    found = await measure(db, at, on) if measure else None
    if isinstance(found, Measured):
        asked = {"measured": True, "mandatory": criterion.mandatory}
        return found._replace(result=found.result.model_copy(update=asked))
    if criterion.only_measured:
        return None
    turns_on = None if found is None else found.turns_on
    return Measured(answered(criterion, at.answers), turns_on=turns_on)


async def _judged(db: Db, at: Gate, shown: Sequence[Measured], on: date) -> Readiness:
    results = waived([one.result for one in shown], at.waivers, on)
    stopping = await blockers(db, at)
    return Readiness(
        results,
        stopping,
        gate.explained(results, stopping),
        [one.explanation for one in shown if one.explanation],
        max((one.newest for one in shown if one.newest), default=None),
        first_after(on, [*(one.turns_on for one in shown), *_expiries(at)]),
    )


def _expiries(at: Gate) -> list[date | None]:
    """Of waivers: the days on which they hold no more. Those that a decision rests on have a clock
    of their own."""
    watched = at.rests_on if at.state in HOLDING else []
    return [day_after(waiver.expires_on) for waiver in at.waivers if waiver not in watched]
