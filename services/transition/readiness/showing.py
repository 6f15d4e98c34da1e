"""What a gate shows on a day, and what that comes to."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from libs.common.explain import Explained, Explanation
from services.transition.models import Gate
from services.transition.readiness.answers import answered, waived
from services.transition.readiness.blockers import blockers
from services.transition.readiness.criteria import STANDARD, Criterion
from services.transition.readiness.gate import Verdict, gate
from services.transition.readiness.measured import Measured
from services.transition.readiness.table import MEASURES


class Readiness(NamedTuple):
    results: list[CriterionResult]
    verdict: Explained[Verdict]
    measured: list[Explanation]
    newest: date | None
    "The day of the newest fact that was measured."

    @property
    def by_code(self) -> dict[str, CriterionResult]:
        return {result.code: result for result in self.results}


async def readiness(db: Db, at: Gate, on: date) -> Readiness:
    """A computed criterion that has nothing to compute from falls to a signed answer."""
    shown = [await _show(db, at, criterion, on) for criterion in STANDARD]
    return await _judged(db, at, [one for one in shown if one is not None], on)


async def _show(db: Db, at: Gate, criterion: Criterion, on: date) -> Measured | None:
    measure = MEASURES.get(criterion.code)
    found = await measure(db, at, on) if measure else None
    if found is not None:
        return found._replace(result=found.result.model_copy(update={"measured": True}))
    return None if criterion.only_measured else Measured(answered(criterion, at.answers))


async def _judged(db: Db, at: Gate, shown: Sequence[Measured], on: date) -> Readiness:
    results = waived([one.result for one in shown], at.waivers, on)
    return Readiness(
        results,
        gate.explained(results, await blockers(db, at)),
        [one.explanation for one in shown if one.explanation],
        max((one.newest for one in shown if one.newest), default=None),
    )
