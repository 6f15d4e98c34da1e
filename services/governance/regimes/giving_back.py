"""What over-performance gives back of an earlier month's credit."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from services.governance.attainment import Outcome
from services.governance.months import months_before
from services.governance.regimes.clauses import EarnBack
from services.governance.regimes.judged import SHORT
from services.governance.regimes.results import Line, MonthResult


@dataclass(frozen=True)
class GivenBack:
    month: str
    amount: Decimal


def given_back(
    clause: EarnBack, level: str, month: str, past: Sequence[MonthResult]
) -> GivenBack | None:
    """For a level that over-performs in the month; past in the order of months."""
    lines = [(result.month, line) for result in past if (line := result.line(level))]
    if _is_chronic(clause, month, lines):
        return None
    settled = {line.earned_back_month for _, line in lines}
    since = months_before(month, clause.within_months)
    for missed_in, line in lines:
        if missed_in >= since and missed_in not in settled and _can_be_earned_back(line):
            return GivenBack(missed_in, line.credit)
    return None


def _can_be_earned_back(line: Line) -> bool:
    return line.outcome is Outcome.BELOW_EXPECTED and line.credit > 0


def _is_chronic(clause: EarnBack, month: str, lines: Sequence[tuple[str, Line]]) -> bool:
    since = months_before(month, clause.of_months)
    short = sum(line.outcome in SHORT for when, line in lines if when >= since)
    return short >= clause.failures
