"""A month under a regime: pure, the same whatever the order of readings and of past months.

In this order: value, outcome and band; the multiplier of a repeated failure; the credit, rounded
by level; one incident one credit; the cap; what is earned back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from libs.common.explain import Explain, Explanation, rule
from libs.common.problems import refused
from services.governance.attainment import Outcome
from services.governance.months import months_before
from services.governance.regimes.bounds import reaches
from services.governance.regimes.clauses import Sharing
from services.governance.regimes.giving_back import GivenBack, given_back
from services.governance.regimes.judged import Judged, judged
from services.governance.regimes.level import Level
from services.governance.regimes.level_credit import ONCE, level_credit
from services.governance.regimes.measured import Measured, measured
from services.governance.regimes.numbers import Mode, shown, to_places
from services.governance.regimes.one_incident import credited_once
from services.governance.regimes.readings import MonthReadings, Reading
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import ZERO, Line, MonthResult
from services.governance.regimes.sharing_the_cap import under_the_cap
from services.governance.regimes.termination import triggers

NAME, VERSION = "regime_month", 1


@dataclass(frozen=True)
class _Draft:
    """A level by itself, before the clauses that look at all levels."""

    level: Level
    explain: Explain
    measured: Measured
    judged: Judged
    points: Decimal
    full: Decimal
    inputs: dict[str, object]


@rule(NAME, version=VERSION)
def month_of(
    explain: Explain, regime: Regime, readings: MonthReadings, past: Sequence[MonthResult] = ()
) -> MonthResult:
    """`past`: the months before, each once, as they stand now; later ones are not looked at."""
    earlier = _before(readings.month, regime, past)
    _all_known(regime, readings)
    drafts = [_draft(regime, level, readings, earlier) for level in regime.levels]
    once = _credited_once(regime, drafts)
    cap = explain("cap of the month, rounded down", cap_of(regime, readings.fee))
    sharing = regime.cap.shared if regime.cap else Sharing.PRO_RATA
    credits = under_the_cap(once, cap, sharing, regime.places)
    rest = zip(drafts, once, credits, strict=True)
    lines = tuple(_line(regime, readings.month, earlier, *each) for each in rest)
    return _result(explain, regime, readings.month, earlier, lines, cap)


def cap_of(regime: Regime, fee: Decimal) -> Decimal:
    """The stated cap, else the at-risk amount, else the fee; rounded down to the minor unit."""
    stated = regime.cap or regime.at_risk
    most = stated.of(Fraction(fee)) if stated else Fraction(fee)
    return to_places(most, regime.places, Mode.DOWN)


def _before(month: str, regime: Regime, past: Sequence[MonthResult]) -> list[MonthResult]:
    earlier = sorted((each for each in past if each.month < month), key=lambda each: each.month)
    months = [each.month for each in earlier]
    if len(set(months)) < len(months):
        raise refused(
            "month-twice", "A month of the past is there twice: send the one that stands."
        )
    if other := next((each for each in earlier if each.currency != regime.currency), None):
        said = f"{other.month} is in {other.currency}, the regime in {regime.currency}."
        raise refused("other-currency", said)
    return earlier


def _all_known(regime: Regime, readings: MonthReadings) -> None:
    known = {level.code for level in regime.levels}
    named = {reading.level for reading in readings.readings} | set(readings.charges)
    if unknown := sorted(named - known):
        raise refused("unknown-level", f"{regime.regime} has no level {', '.join(unknown)}.")


def _draft(
    regime: Regime, level: Level, month: MonthReadings, earlier: Sequence[MonthResult]
) -> _Draft:
    explain = Explain()
    mine = _in_order(reading for reading in month.readings if reading.level == level.code)
    found = measured(explain, regime.metric_of(level), mine)
    outcome = judged(explain, level, regime.metric_of(level), found)
    times = _times(regime, level, month.month, outcome, earlier)
    charges = month.charged(level.code)
    full = level_credit(explain, regime, level, outcome, month.fee, charges, times)
    inputs: dict[str, object] = {
        "regime": f"{regime.regime} version {regime.version}",
        "level": level.model_dump(mode="json", exclude_none=True),
        "fee": str(month.fee),
        "charges": str(charges),
        "readings": [each.model_dump(mode="json", exclude_none=True) for each in mine],
    }
    return _Draft(level, explain, found, outcome, outcome.points * times, full, inputs)


def _in_order(readings: Iterable[Reading]) -> list[Reading]:
    """Of equal readings any is first, so the account of a month is the same however they came."""
    return sorted(readings, key=lambda reading: reading.model_dump_json())


def _times(
    regime: Regime, level: Level, month: str, outcome: Judged, earlier: Sequence[MonthResult]
) -> Decimal:
    """A month without a score between two failures is the end of the repetition."""
    if regime.repeat is None or not outcome.has_failed or not earlier:
        return ONCE
    last = earlier[-1].line(level.code) if earlier[-1].month == months_before(month, 1) else None
    return regime.repeat.multiplier if last and last.failed else ONCE


def _credited_once(regime: Regime, drafts: Sequence[_Draft]) -> list[Decimal]:
    full = [draft.full for draft in drafts]
    if not regime.one_incident_one_credit:
        return full
    stand = credited_once(full, [draft.measured.incidents for draft in drafts])
    return [credit if at in stand else ZERO for at, credit in enumerate(full)]


def _line(
    regime: Regime,
    month: str,
    earlier: Sequence[MonthResult],
    draft: _Draft,
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
    regime: Regime, draft: _Draft, month: str, earlier: Sequence[MonthResult]
) -> GivenBack | None:
    target, value = draft.level.earns_back_at, draft.measured.value
    if regime.earn_back is None or target is None or value is None:
        return None
    if draft.judged.outcome is not Outcome.MET:
        return None
    if not reaches(value, target, regime.metric_of(draft.level).better):
        return None
    return given_back(regime.earn_back, draft.level.code, month, earlier)


def _result(
    explain: Explain,
    regime: Regime,
    month: str,
    earlier: Sequence[MonthResult],
    lines: tuple[Line, ...],
    cap: Decimal,
) -> MonthResult:
    credits = explain("sum of the credits", sum((line.credit for line in lines), ZERO))
    back = explain("earned back", sum((line.earned_back for line in lines), ZERO))
    months = [*((each.month, each.lines) for each in earlier), (month, lines)]
    return MonthResult(
        regime=regime.regime,
        version=regime.version,
        month=month,
        currency=regime.currency,
        lines=lines,
        cap=cap,
        credits=credits,
        earned_back=back,
        net=explain("to credit", credits - back),
        points=sum((line.points for line in lines), ZERO),
        met_weight=_met_weight(regime, lines),
        termination=tuple(triggers(regime.termination, months)) if regime.termination else (),
    )


def _met_weight(regime: Regime, lines: Sequence[Line]) -> Decimal | None:
    pairs = zip(regime.levels, lines, strict=True)
    scored = [
        (Fraction(level.weight or 0), line.outcome)
        for level, line in pairs
        if line.outcome is not Outcome.NO_SCORE
    ]
    whole = sum((weight for weight, _ in scored), Fraction())
    met = sum((weight for weight, outcome in scored if outcome is Outcome.MET), Fraction())
    return to_places(met * 100 / whole, 1) if whole else None
