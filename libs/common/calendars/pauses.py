"""Times during which a clock stands still: the client was asked something and has to answer."""

from collections.abc import Iterable
from datetime import datetime

from libs.common.calendars.errors import CalendarError
from libs.common.calendars.month import Span

Pause = tuple[datetime, datetime | None]
"From, and up to but not including. None: not lifted yet."

WITHOUT_END = datetime.max  # noqa: DTZ901


def merged(spans: Iterable[Span], since: datetime, until: datetime = WITHOUT_END) -> list[Span]:
    """The spans between two positions, in order; what overlaps counts once."""
    joined: list[Span] = []
    for begins, ends in sorted(_forward(span) for span in spans):
        begin, end = max(begins, since), min(ends, until)
        if joined and begin <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        elif begin < end:
            joined.append((begin, end))
    return joined


def _forward(span: Span) -> Span:
    begins, ends = span
    if ends < begins:
        raise CalendarError(f"a pause ends ({ends}) before it begins ({begins})")
    return span
