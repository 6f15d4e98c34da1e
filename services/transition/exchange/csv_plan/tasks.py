"""A task from a row of the table."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeVar

from pydantic import ValidationError

from services.transition.exchange import raci
from services.transition.exchange.csv_plan import cells, columns, links, spans
from services.transition.exchange.imported import Unreadable
from services.transition.plan_document import (
    Demand,
    PlannedConstraint,
    PlannedTask,
    Predecessor,
    RaciRole,
    Responsibility,
)
from services.transition.scheduling.network import ConstraintKind

T = TypeVar("T")
BLANKS = " \t\r\n\xa0"
AS_SOON_AS_POSSIBLE = "ASAP"
_DEMAND = re.compile(r"(?P<resource>.+?)(?: +x(?P<units>\d{1,6}))?", re.DOTALL | re.ASCII)


class Cells(NamedTuple):
    """Of row `n` of the sheet, by column."""

    n: int
    row: Mapping[str, str]
    decimal_comma: bool

    @property
    def code(self) -> str:
        return self.text("code").strip(BLANKS)

    def where(self, column: str) -> str:
        return f"Row {self.n}, column {column}"

    def text(self, column: str) -> str:
        return self.row.get(column, "")

    def read(self, column: str, how: Callable[[str], T]) -> T | None:
        """None of an empty cell. Raises `Unreadable`."""
        cell = self.text(column)
        if not cell.strip(BLANKS):
            return None
        try:
            return how(cell)
        except ValidationError as invalid:
            raise Unreadable.because(invalid, self.where(column)) from None
        except ValueError as fault:
            raise Unreadable(f"{fault}.", self.where(column)) from None


class Reader:
    """`codes`, `calendars`: what cells may name."""

    def __init__(self, codes: Collection[str], calendars: Collection[str], per_day: int) -> None:
        self._codes, self._calendars, self._per_day = codes, calendars, per_day

    def task(self, row: Cells) -> PlannedTask:
        """Raises `Unreadable`."""
        minutes, elapsed = self._work(row)
        try:
            return PlannedTask(
                code=row.code,
                title=row.text("title"),
                parent=row.read("parent", self._parent),
                wave=row.text("wave"),
                minutes=minutes,
                elapsed=elapsed,
                calendar=row.read("calendar", self._calendar),
                milestone=row.read("milestone", _stripped),
                live=row.read("live", cells.truth) or False,
                predecessors=row.read("predecessors", lambda cell: self._links(cell, row)) or (),
                constraint=_constraint(row),
                deadline=row.read("deadline", cells.end),
                responsibilities=tuple(_people(row)),
                demands=row.read("demands", _demands) or (),
                optimistic=self._span(row, "optimistic_days"),
                pessimistic=self._span(row, "pessimistic_days"),
                budget=_amount(row, "budget"),
                actual_cost=_amount(row, "actual_cost"),
                started_at=row.read("started_at", cells.begin),
                finished_at=row.read("finished_at", cells.end),
                percent=row.read("percent", _percent) or 0,
                note=row.text("note"),
                uid=row.read("uid", cells.whole),
            )
        except ValidationError as invalid:
            raise Unreadable.because(invalid, f"Row {row.n}") from None

    def _work(self, row: Cells) -> tuple[int, bool]:
        days, minutes = self._length(row, "days", "d"), self._length(row, "minutes", "m")
        if days and minutes and days != minutes:
            raise Unreadable("It says another length than the column days.", row.where("minutes"))
        return days or minutes or (0, False)

    def _length(self, row: Cells, column: str, unit: str) -> tuple[int, bool] | None:
        return row.read(
            column, lambda cell: spans.read(cell, self._per_day, row.decimal_comma, unit)
        )

    def _span(self, row: Cells, column: str) -> int | None:
        found = self._length(row, column, "d")
        return None if found is None else found[0]

    def _links(self, cell: str, row: Cells) -> tuple[Predecessor, ...]:
        return tuple(links.read(cell, self._codes, self._per_day, row.decimal_comma))

    def _parent(self, cell: str) -> str:
        return _among(self._codes, _stripped(cell), "task")

    def _calendar(self, cell: str) -> str:
        return _among(self._calendars, _stripped(cell), "calendar")


def _among(known: Collection[str], code: str, what: str) -> str:
    if code not in known:
        raise ValueError(f"the plan has no {what} “{code[:60]}”")
    return code


def _stripped(cell: str) -> str:
    return cell.strip(BLANKS)


def _percent(cell: str) -> int:
    return cells.whole(_stripped(cell).removesuffix("%"))


def _constraint(row: Cells) -> PlannedConstraint | None:
    kind = row.read("constraint", _kind)
    if kind is None:
        if row.text("constraint_date").strip(BLANKS):
            raise Unreadable("A date without a constraint.", row.where("constraint_date"))
        return None
    ends_day = kind in (ConstraintKind.FNET, ConstraintKind.FNLT, ConstraintKind.MFO)
    at = row.read("constraint_date", cells.end if ends_day else cells.begin)
    try:
        return PlannedConstraint(kind=kind, at=at)
    except ValidationError as invalid:
        raise Unreadable.because(invalid, row.where("constraint_date")) from None


def _kind(cell: str) -> ConstraintKind | None:
    name = _stripped(cell).upper()
    if name == AS_SOON_AS_POSSIBLE:
        return None
    if name not in set(ConstraintKind):
        raise ValueError(f"“{cell[:40]}” is not one of {', '.join(ConstraintKind)} or ASAP")
    return ConstraintKind(name)


def _people(row: Cells) -> Iterator[Responsibility]:
    for column, role in columns.RACI.items():
        yield from row.read(column, _PEOPLE[role]) or ()


def _of_role(role: RaciRole, cell: str) -> list[Responsibility]:
    return [raci.one(role, part) for part in raci.parts(cell)]


_PEOPLE = {role: partial(_of_role, role) for role in RaciRole}


def _demands(cell: str) -> tuple[Demand, ...]:
    return tuple(_demand(item) for item in cells.items(cell))


def _demand(item: str) -> Demand:
    found = _DEMAND.fullmatch(item)
    if found is None:
        raise ValueError(f"“{item[:40]}” is not written like trainer x2")
    return Demand(resource=found["resource"], units=int(found["units"] or 1))


def _amount(row: Cells, column: str) -> Decimal | None:
    return row.read(column, lambda cell: cells.number(cell, row.decimal_comma))
