"""Links from the schema's PredecessorLink."""

from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal

from pydantic import ValidationError

from services.transition.exchange.imported import Notes, Unreadable
from services.transition.exchange.mspdi import terms, text
from services.transition.exchange.mspdi.parsing import Row, value
from services.transition.exchange.plan_document import Predecessor

FINISH_TO_START = 1


def links(
    row: Row,
    codes: Mapping[int, str],
    duration_of: Callable[[int], int],
    where: str,
    notes: Notes,
) -> tuple[Predecessor, ...]:
    """`codes`: of all tasks, empty for those left out. `duration_of`: minutes. Raises
    `Unreadable`, also for a link to a task that the file does not have."""
    return tuple(_links(row, codes, duration_of, where, notes))


def _links(
    row: Row,
    codes: Mapping[int, str],
    duration_of: Callable[[int], int],
    where: str,
    notes: Notes,
) -> Iterator[Predecessor]:
    for link in row.of("PredecessorLink"):
        if text.truth(link.text("CrossProject") or "0"):
            notes.add("Links to tasks of other projects were left out", where)
            continue
        uid = value(link, "PredecessorUID", text.whole, where)
        if uid is None or uid not in codes:
            raise Unreadable(f"It waits for the task {uid}, which the file does not have.", where)
        if not codes[uid]:
            notes.add("Links to tasks that were left out were left out too", where)
            continue
        number = value(link, "Type", text.whole, where)
        kind = terms.LINKS.get(FINISH_TO_START if number is None else number)
        if kind is None:
            raise Unreadable(f"Its link to the task {uid} has the unknown type {number}.", where)
        lag, elapsed = _lag(link, lambda uid=uid: duration_of(uid), where, notes)  # type: ignore[misc]
        try:
            yield Predecessor(task=codes[uid], kind=kind, lag=lag, elapsed=elapsed)
        except ValidationError as invalid:
            raise Unreadable.because(invalid, where) from None


def _lag(link: Row, duration: Callable[[], int], where: str, notes: Notes) -> tuple[int, bool]:
    """Minutes, half a minute away from 0, and whether they are elapsed ones."""
    said = value(link, "LinkLag", text.number, where) or Decimal(0)
    form = (value(link, "LagFormat", text.whole, where) or terms.WORK_DAYS) % terms.ESTIMATED
    if form in (terms.PERCENT, terms.ELAPSED_PERCENT):
        notes.add("Lags in percent were converted by today's duration of the task before", where)
        exact = said * duration() / 100
    else:
        exact = said / 10
    minutes = exact.to_integral_value(ROUND_HALF_UP)
    if minutes != exact:
        notes.add("Lags were rounded to minutes", where)
    return int(minutes), form in terms.ELAPSED_FORMATS
