"""The line of a level: its credit after every clause, and how it came about."""

from collections.abc import Sequence
from decimal import Decimal

from libs.common.explain import Explanation
from services.governance.attainment import Outcome
from services.governance.regimes.bounds import reaches
from services.governance.regimes.drafted import Draft
from services.governance.regimes.giving_back import GivenBack, given_back
from services.governance.regimes.numbers import shown
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import ZERO, Line, MonthResult

NAME, VERSION = "regime_month", 1


def line_of(
    regime: Regime,
    month: str,
    earlier: Sequence[MonthResult],
    draft: Draft,
    once: Decimal,
    credit: Decimal,
) -> Line:
    back = _given_back(regime, draft, month, earlier)
    explain, found, outcome = draft.explain, draft.measured, draft.judged
    if draft.full != once:
        explain("taken off: its incident is credited at another level", draft.full - once)
    if once != credit:
        explain("taken by the cap of the month", once - credit)
    explain("credit of the month", credit)
    if back:
        explain(f"earned back of {back.month}", back.amount)
    return Line(
        level=draft.level.code,
        title=draft.level.title,
        unit=regime.metric_of(draft.level).unit,
        value=None if found.value is None else shown(found.value),
        volume=found.volume,
        excluded=found.excluded,
        outcome=outcome.outcome,
        band=outcome.band,
        failed=None if outcome.outcome is Outcome.NO_SCORE else outcome.has_failed,
        points=draft.points,
        full=draft.full,
        one_incident=draft.full - once,
        over_cap=once - credit,
        credit=credit,
        earned_back=back.amount if back else ZERO,
        earned_back_month=back.month if back else None,
        explanation=Explanation(
            rule=NAME,
            version=VERSION,
            inputs=draft.inputs,
            steps=explain.steps,
            result=str(credit),
        ),
    )


def _given_back(
    regime: Regime, draft: Draft, month: str, earlier: Sequence[MonthResult]
) -> GivenBack | None:
    target, value = draft.level.earns_back_at, draft.measured.value
    if regime.earn_back is None or target is None or value is None:
        return None
    if draft.judged.outcome is not Outcome.MET:
        return None
    if not reaches(value, target, regime.metric_of(draft.level).better):
        return None
    return given_back(regime.earn_back, draft.level.code, month, earlier)
