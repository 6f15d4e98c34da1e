"""A task from a row of the table."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from services.transition.exchange import raci
from services.transition.exchange.csv_plan import cells, columns, links, spans
from services.transition.exchange.imported import Unreadable
from services.transition.exchange.plan_document import (
    Demand,
    PlanDocument,
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

    def has(self, *names: str) -> bool:
        """Whether the table has one of these columns."""
        return any(name in self.row for name in names)

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
    """`codes`: what cells may name. `base`: the plan as it is."""

    def __init__(self, codes: Collection[str], base: PlanDocument) -> None:
        self._codes, self._per_day = codes, base.minutes_per_day
        self._calendars = {each.code for each in base.calendars}
        self._was = {task.code: task for task in base.tasks}

    def task(self, row: Cells) -> PlannedTask:
        """As it was, but for what the table has a column for. Raises `Unreadable`."""
        was = self._was.get(row.code)
        stated = {
            name: read(self, row, was)
            for name, read in _READ.items()
            if row.has(*_COLUMNS.get(name, (name,)))
        }
        if row.has("days", "minutes"):
            stated["minutes"], stated["elapsed"] = self._work(row, was)
        try:
            return PlannedTask(**{**self._as_it_was(was), **stated})
        except ValidationError as invalid:
            raise Unreadable.because(invalid, f"Row {row.n}") from None

    def _as_it_was(self, was: PlannedTask | None) -> dict[str, Any]:
        """Without what it says of tasks that are not in the table."""
        if was is None:
            return {}
        before = tuple(link for link in was.predecessors if link.task in self._codes)
        parent = was.parent if was.parent in self._codes else None
        return {**dict(was), "predecessors": before, "parent": parent}

    def _work(self, row: Cells, was: PlannedTask | None) -> tuple[int, bool]:
        """As it was where the column is missing in which it would have been told."""
        days, minutes = self._length(row, "days", "d"), self._length(row, "minutes", "m")
        if days and minutes and days != minutes:
            raise Unreadable("It says another length than the column days.", row.where("minutes"))
        if not days and not minutes and was is not None:
            told = was.elapsed or spans.in_days(was.minutes, self._per_day) is not None
            if not row.has("days" if told else "minutes"):
                return was.minutes, was.elapsed
        return days or minutes or (0, False)

    def _length(self, row: Cells, column: str, unit: str) -> tuple[int, bool] | None:
        return row.read(
            column, lambda cell: spans.read(cell, self._per_day, row.decimal_comma, unit)
        )

    def span(self, row: Cells, column: str) -> int | None:
        found = self._length(row, column, "d")
        return None if found is None else found[0]

    def links(self, row: Cells) -> tuple[Predecessor, ...]:
        def read(cell: str) -> tuple[Predecessor, ...]:
            return tuple(links.read(cell, self._codes, self._per_day, row.decimal_comma))

        return row.read("predecessors", read) or ()

    def parent(self, cell: str) -> str:
        return _among(self._codes, _stripped(cell), "task")

    def calendar(self, cell: str) -> str:
        return _among(self._calendars, _stripped(cell), "calendar")


def _among(known: Collection[str], code: str, what: str) -> str:
    if code not in known:
        raise ValueError(f"the plan has no {what} “{code[:60]}”")
    return code


def _stripped(cell: str) -> str:
    return cell.strip(BLANKS)


def _percent(cell: str) -> int:
    return cells.whole(_stripped(cell).removesuffix("%"))


def _constraint(row: Cells, was: PlannedTask | None) -> PlannedConstraint | None:
    before = was.constraint if was else None
    kind = row.read("constraint", _kind) if row.has("constraint") else before and before.kind
    if kind is None:
        if row.text("constraint_date").strip(BLANKS):
            raise Unreadable("A date without a constraint.", row.where("constraint_date"))
        return None
    ends_day = kind in (ConstraintKind.FNET, ConstraintKind.FNLT, ConstraintKind.MFO)
    at = before and before.at
    if row.has("constraint_date"):
        at = row.read("constraint_date", cells.end if ends_day else cells.begin)
    elif kind is ConstraintKind.ALAP:
        at = None
    if at is None and kind is not ConstraintKind.ALAP and not row.has("constraint"):
        return None
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


def _people(row: Cells, was: PlannedTask | None) -> Iterator[Responsibility]:
    before = was.responsibilities if was else ()
    for column, role in columns.RACI.items():
        if row.has(column):
            yield from row.read(column, _PEOPLE[role]) or ()
        else:
            yield from (each for each in before if each.role is role)


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


_COLUMNS: dict[str, tuple[str, ...]] = {
    "constraint": ("constraint", "constraint_date"),
    "responsibilities": tuple(columns.RACI),
    "optimistic": ("optimistic_days",),
    "pessimistic": ("pessimistic_days",),
}
"Of fields whose columns have other names."
_READ: dict[str, Callable[[Reader, Cells, PlannedTask | None], Any]] = {
    "code": lambda _, row, _was: row.code,
    "title": lambda _, row, _was: row.text("title"),
    "parent": lambda reader, row, _was: row.read("parent", reader.parent),
    "wave": lambda _, row, _was: row.text("wave"),
    "calendar": lambda reader, row, _was: row.read("calendar", reader.calendar),
    "milestone": lambda _, row, _was: row.read("milestone", _stripped),
    "live": lambda _, row, _was: row.read("live", cells.truth) or False,
    "predecessors": lambda reader, row, _was: reader.links(row),
    "constraint": lambda _, row, was: _constraint(row, was),
    "deadline": lambda _, row, _was: row.read("deadline", cells.end),
    "responsibilities": lambda _, row, was: tuple(_people(row, was)),
    "demands": lambda _, row, _was: row.read("demands", _demands) or (),
    "optimistic": lambda reader, row, _was: reader.span(row, "optimistic_days"),
    "pessimistic": lambda reader, row, _was: reader.span(row, "pessimistic_days"),
    "budget": lambda _, row, _was: _amount(row, "budget"),
    "actual_cost": lambda _, row, _was: _amount(row, "actual_cost"),
    "started_at": lambda _, row, _was: row.read("started_at", cells.begin),
    "finished_at": lambda _, row, _was: row.read("finished_at", cells.end),
    "percent": lambda _, row, _was: row.read("percent", _percent) or 0,
    "note": lambda _, row, _was: row.text("note"),
    "uid": lambda _, row, _was: row.read("uid", cells.whole),
}
