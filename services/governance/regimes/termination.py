"""Which triggers of the right to end the contract stand after a month."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from services.governance.months import months_before
from services.governance.regimes.clauses import Termination
from services.governance.regimes.results import Line

Months = Sequence[tuple[str, Sequence[Line]]]


def triggers(clause: Termination, months: Months) -> Iterator[str]:
    """`months` in order, the month that is judged last."""
    since = months_before(months[-1][0], clause.window - 1)
    looked_at = [lines for month, lines in months if month >= since]
    for level in sorted({line.level for lines in looked_at for line in lines}):
        failed = [line.failed for lines in looked_at for line in lines if line.level == level]
        yield from _of_level(clause, level, [fail for fail in failed if fail is not None])
    points = sum((line.points for lines in looked_at for line in lines), Decimal(0))
    if clause.points is not None and points >= clause.points:
        yield f"{points} points in {clause.window} months, {clause.points} end it"


def _of_level(clause: Termination, level: str, failed: Sequence[bool]) -> Iterator[str]:
    run = max((len(list(run)) for fail, run in groupby(failed) if fail), default=0)
    if clause.consecutive is not None and run >= clause.consecutive:
        yield f"{level}: {run} failures in a row, {clause.consecutive} end it"
    if clause.failures is not None and sum(failed) >= clause.failures:
        yield f"{level}: {sum(failed)} failures in {clause.window} months, {clause.failures} end it"
