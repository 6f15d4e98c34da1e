"""A month under a regime: pure, the same whatever the order of readings and of past months.

In this order: value, outcome and band; the multiplier of a repeated failure; the credit, rounded
by level; one incident one credit; the cap; what is earned back.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from libs.common.explain import Explain, rule
from libs.common.problems import refused
from services.governance.attainment import Outcome
from services.governance.regimes.clauses import Sharing
from services.governance.regimes.drafted import Draft, drafted
from services.governance.regimes.line import NAME, VERSION, line_of
from services.governance.regimes.numbers import Mode, to_places
from services.governance.regimes.one_incident import credited_once
from services.governance.regimes.readings import MonthReadings, Reading
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import ZERO, Line, MonthResult
from services.governance.regimes.sharing_the_cap import under_the_cap
from services.governance.regimes.termination import triggers


@rule(NAME, version=VERSION)
def month_of(
    explain: Explain, regime: Regime, readings: MonthReadings, past: Sequence[MonthResult] = ()
) -> MonthResult:
    """`past`: the months before, each once, as they stand now; later ones are not looked at."""
    earlier = _before(readings.month, regime, past)
    _all_known(regime, readings)
    drafts = list(_drafts(regime, readings, earlier))
    once = _credited_once(regime, drafts)
    cap = explain("cap of the month, rounded down", cap_of(regime, readings.fee))
    sharing = regime.cap.shared if regime.cap else Sharing.PRO_RATA
    credits = under_the_cap(once, cap, sharing, regime.places)
    rest = zip(drafts, once, credits, strict=True)
    lines = tuple(line_of(regime, readings.month, earlier, *each) for each in rest)
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


def _drafts(
    regime: Regime, month: MonthReadings, earlier: Sequence[MonthResult]
) -> Iterator[Draft]:
    by_level: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in month.readings:
        by_level[reading.level].append(reading)
    for level in regime.levels:
        yield drafted(regime, level, month, by_level[level.code], earlier)


def _credited_once(regime: Regime, drafts: Sequence[Draft]) -> list[Decimal]:
    full = [draft.full for draft in drafts]
    if not regime.one_incident_one_credit:
        return full
    stand = credited_once(full, [draft.measured.incidents for draft in drafts])
    return [credit if at in stand else ZERO for at, credit in enumerate(full)]


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
