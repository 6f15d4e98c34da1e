"""Which period of the ledger stands for which time of lateness, as far as one was opened for it.

Choice: a period is known by the side and the day with which it was opened, whatever was corrected
since. Of several with the same the first lateness has the first period. One that the system ended
has been for what ended that day, and not for what is late anew from the same day: so it is where
something turned out not to have been late and then is, or is lost twice in a day.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from libs.common.events.transition.party import Party
from services.transition.models import Relief
from services.transition.models.obligations import Lapse
from services.transition.models.relief_terms import SYSTEM, Terms

Began = tuple[date, Party]


class Pairs(NamedTuple):
    """`kept`: each period with its lateness; without one, it turned out that there was none.
    `new`: what has no period yet."""

    kept: list[tuple[Relief, Lapse | None]]
    new: list[Lapse]


def pairs(rows: Sequence[Relief], lapses: Sequence[Lapse]) -> Pairs:
    """`rows`: by number. `lapses`: in order of days."""
    waiting: dict[Began, list[Relief]] = {}
    for row in rows:
        waiting.setdefault(_opened(row), []).append(row)
    of: dict[int, Lapse] = {}
    new: list[Lapse] = []
    for lapse in lapses:
        its = _next_for(lapse, waiting.get((lapse.from_on, lapse.caused_by), []))
        if its is None:
            new.append(lapse)
        else:
            of[its.number] = lapse
    return Pairs([(row, of.get(row.number)) for row in rows], new)


def _next_for(lapse: Lapse, waiting: list[Relief]) -> Relief | None:
    """Takes it out of those that wait, with those that were for nothing."""
    while waiting:
        row = waiting.pop(0)
        if _is_for(row, lapse):
            return row
    return None


def _is_for(row: Relief, lapse: Lapse) -> bool:
    """What a person ended stays ended, for as long as that lateness goes on."""
    ended = None if row.until_on is None else _ended_by_the_system(row)
    if ended is None:
        return True
    return lapse.until_on is not None and ended.until_on == max(lapse.until_on, ended.from_on)


def _opened(row: Relief) -> Began:
    first = row.versions[0].terms
    return first.from_on, first.caused_by


def _ended_by_the_system(row: Relief) -> Terms | None:
    by_it = (version.terms for version in reversed(row.versions) if version.by == SYSTEM)
    return next((terms for terms in by_it if terms.until_on is not None), None)
