"""How many cases the rest of the month will bring.

Choice: as many a working day as on the days measured so far. A day without a measurement is left
out, never taken for a day without cases.
"""

from collections.abc import Sequence

from libs.common.explain import Explain, rule
from services.governance.attainment import Counts


class ImpossibleCounts(ValueError):
    """More cases met their target than count."""


@rule("cases_to_come", version=1)
def cases_to_come(explain: Explain, days: Sequence[Counts], days_left: int) -> int | None:
    """Cases that count, half-up to whole ones; none where no day was measured."""
    counted = explain("counted so far", sum(counted_of(day) for day in days))
    measured = explain("days measured", len({day.taken_on for day in days}))
    explain("working days left", days_left)
    if not measured:
        return explain("no score: nothing is measured yet", None)
    return explain("a day × days left", (2 * counted * days_left + measured) // (2 * measured))


def counted_of(day: Counts) -> int:
    if day.met + day.excluded > day.total:
        raise ImpossibleCounts(
            f"{day.taken_on}: {day.met} met and {day.excluded} excluded of {day.total}"
        )
    return day.total - day.excluded


def missed_of(day: Counts) -> int:
    return counted_of(day) - day.met
