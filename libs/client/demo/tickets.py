"""A ticket log, counted by day: how many incidents were resolved, how many of them in time.

An incident has many events; its last one in file order decides when it was resolved and whether
it kept its promise (`made_sla`). An incident that was never resolved counts on no day.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

MISSING = "?"
COLUMNS = ("number", "resolved_at", "made_sla")
MET = {"true": True, "false": False}


class NotATicketLog(ValueError):
    """The file cannot be counted; the message says where and why."""


class Day(NamedTuple):
    on: date
    met: int
    total: int


class Incident(NamedTuple):
    """The last event of an incident."""

    resolved_on: date | None
    made_sla: bool


@dataclass(frozen=True)
class TicketLog:
    """`days` in their order, none without a resolved incident."""

    events: int
    incidents: int
    unresolved: int
    days: list[Day]


def count(lines: Iterable[str]) -> TicketLog:
    """Reads the CSV once, holding one line for each incident. Raises `NotATicketLog`."""
    events, last = 0, dict[str, Incident]()
    for number, incident in _incidents(lines):
        events += 1
        last[number] = incident
    resolved = [i for i in last.values() if i.resolved_on is not None]
    return TicketLog(events, len(last), len(last) - len(resolved), by_day(resolved))


def by_day(incidents: Iterable[Incident]) -> list[Day]:
    met, total = dict[date, int](), dict[date, int]()
    for day, made_sla in incidents:
        if day is not None:
            total[day] = total.get(day, 0) + 1
            met[day] = met.get(day, 0) + made_sla
    return [Day(day, met[day], total[day]) for day in sorted(total)]


def later(days: Iterable[Day], years: int) -> list[Day]:
    """The same days some years on; 29 February joins the 28th where there is none."""
    moved: dict[date, Day] = {}
    for day in days:
        on = _later(day.on, years)
        before = moved.get(on, Day(on, 0, 0))
        moved[on] = Day(on, before.met + day.met, before.total + day.total)
    return [moved[on] for on in sorted(moved)]


def _later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _incidents(lines: Iterable[str]) -> Iterator[tuple[str, Incident]]:
    rows = csv.reader(lines)
    header = next(rows, [])
    if absent := [name for name in COLUMNS if name not in header]:
        raise NotATicketLog(f"The first line lacks the column {absent[0]}.")
    number, resolved, made = (header.index(name) for name in COLUMNS)
    for row in rows:
        try:
            yield row[number], Incident(_day(row[resolved]), MET[row[made].lower()])
        except (ValueError, IndexError, KeyError) as error:
            raise NotATicketLog(f"Line {rows.line_num} cannot be read: {error!r}.") from error


@lru_cache(maxsize=4096)
def _day(moment: str) -> date | None:
    """Day/month/year hour:minute."""
    if moment == MISSING:
        return None
    return datetime.strptime(moment.partition(" ")[0], "%d/%m/%Y").date()  # noqa: DTZ007
