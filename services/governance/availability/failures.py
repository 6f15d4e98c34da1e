"""How often a service fails, and how long it takes to come back.

Source: ITIL's mean time between failures = time it was there / failures, and mean time to restore
= time it was away / failures. Choices: outages that overlap or touch are one failure; a failure
belongs to the month in which it began; only those restored within the month are averaged, each
whole, from its beginning, in agreed time and unweighted; one that counts for nothing is none.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.governance.availability.agreed_time import Span, planned, stretches, when
from services.governance.availability.availability import availability, measured_span
from services.governance.availability.terms import AvailabilityTerms, Outage, Window, seconds


class Failures(BaseModel):
    """Times in seconds of agreed time, half-up to whole ones; none where there is no failure."""

    model_config = ConfigDict(frozen=True)
    began: int
    restored: int
    still_open: int
    between_failures: Decimal | None
    to_restore: Decimal | None


@rule("failures", version=1)
def failures(
    explain: Explain,
    month: str,
    terms: AvailabilityTerms,
    outages: Sequence[Outage],
    windows: Sequence[Window] = (),
    relieved: Sequence[date] = (),
    as_of: datetime | None = None,
) -> Failures:
    """Windows and relieved days of earlier months are needed where a failure began there."""
    begins, ends = measured_span(month, terms, as_of)
    score = availability(month, terms, outages, windows, relieved, as_of)
    away = planned(windows, relieved, terms.calendar.tz)
    counted = list(_counted(outages, terms, away, ends))
    began = explain("failures begun", sum(begins <= span[0] < ends for span, _, _ in counted))
    back = [time for span, time, is_over in counted if is_over and begins < span[1] <= ends]
    explain("seconds until each was restored", back)
    up = score.agreed_seconds - score.down_seconds if score else Decimal()
    explain("seconds that the service was there", up)
    return Failures(
        began=began,
        restored=len(back),
        still_open=sum(span[0] < ends and not is_over for span, _, is_over in counted),
        between_failures=explain("mean time between failures", _mean(up, began)),
        to_restore=explain("mean time to restore", _mean(sum(back, Decimal()), len(back))),
    )


def _counted(
    outages: Sequence[Outage], terms: AvailabilityTerms, away: Sequence[Span], now: datetime
) -> Iterator[tuple[Span, Decimal, bool]]:
    """Each failure with its agreed seconds, and whether it is over by then."""
    for span in _joined(outages, terms, now):
        cut = (min(span[0], now), min(span[1], now))
        lost = (one for one in stretches(cut, away, outages, terms) if one.weight)
        if time := sum((seconds(one.agreed) for one in lost), Decimal()):
            yield span, time, span[1] <= now


def _joined(outages: Sequence[Outage], terms: AvailabilityTerms, now: datetime) -> list[Span]:
    never = datetime.max.replace(tzinfo=UTC)
    spans = (
        when(one, never if one.ended is None else now)
        for one in outages
        if one.weight(terms.degradation)
    )
    joined: list[Span] = []
    for begin, end in sorted(spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((begin, end))
    return joined


def _mean(total: Decimal, count: int) -> Decimal | None:
    return half_up(total / count, 0) if count else None
