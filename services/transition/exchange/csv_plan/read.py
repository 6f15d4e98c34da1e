"""A plan's tasks from CSV."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO
from itertools import zip_longest
from typing import NamedTuple

from services.transition.exchange.csv_plan import cells, columns
from services.transition.exchange.csv_plan.tasks import Cells, Reader
from services.transition.exchange.imported import Imported, Notes, Unreadable, shortened
from services.transition.exchange.outline import outlined
from services.transition.exchange.plan_document import (
    MOST_TASKS,
    PlanDocument,
    PlannedTask,
    Resource,
)

MOST_BYTES = 64 * 1024 * 1024


def read_csv(data: bytes, base: PlanDocument) -> Imported:
    """The tasks of the table in the plan `base`: its title, start, calendars and resources stay.

    Columns are found by their names, in any order; all but `code` and `title` may be missing. A
    task that the plan has stays as it is but for what the table has columns for; an empty cell
    empties.
    Raises `Unreadable` with row (1 is the header) and column.
    """
    table = _table(data)
    notes = Notes()
    for name in table.unknown:
        notes.add("Columns unknown here were left out", shortened(name))
    tasks = _tasks(table, base)
    more = _new_resources(tasks, base)
    for resource in more:
        notes.add("Resources new to the plan have the most that one task asks for", resource.code)
    update = {"tasks": tasks, "resources": (*base.resources, *more)}
    return Imported(base.model_copy(update=update), notes.told())


def _tasks(table: "_Table", base: PlanDocument) -> tuple[PlannedTask, ...]:
    rows = [Cells(n, row, table.decimal_comma) for n, row in table.rows]
    codes: dict[str, int] = {}
    for each in rows:
        if each.code in codes:
            sentence = f"The code {shortened(each.code)} is that of row {codes[each.code]} too."
            raise Unreadable(sentence, each.where("code"))
        codes[each.code] = each.n
    reader = Reader(codes, base)
    tasks = [reader.task(each) for each in rows]
    try:
        return tuple(entry.task for entry in outlined(tasks))
    except ValueError as fault:
        raise Unreadable(f"{fault}.", "Column parent") from None


def _new_resources(tasks: Sequence[PlannedTask], base: PlanDocument) -> list[Resource]:
    known = {resource.code for resource in base.resources}
    most: dict[str, int] = {}
    for demand in (demand for task in tasks for demand in task.demands):
        if demand.resource not in known:
            most[demand.resource] = max(most.get(demand.resource, 0), demand.units)
    return [Resource(code=code, capacity=units) for code, units in most.items()]


class _Table(NamedTuple):
    """`rows`: with their number in the sheet; cells by column."""

    rows: list[tuple[int, dict[str, str]]]
    unknown: list[str]
    decimal_comma: bool


def _table(data: bytes) -> _Table:
    text = _text(data)
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    records = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    names: list[str] = []
    rows: list[tuple[int, dict[str, str]]] = []
    for n, record in _numbered(records):
        if not names:
            names = _header(record)
        elif any(cell.strip() for cell in record):
            rows.append((n, _row(record, names, n)))
        if len(rows) > MOST_TASKS:
            raise Unreadable(f"The table has more than {MOST_TASKS} tasks.")
    known = {*columns.GIVEN, *columns.COMPUTED, ""}
    return _Table(rows, [name for name in names if name not in known], delimiter == ";")


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = data.count(b"\n", 0, fault.start) + 1
        raise Unreadable("The file is not UTF-8; save it as CSV UTF-8.", f"Line {line}") from None
    if not text.strip():
        raise Unreadable("The file is empty.")
    return text


def _numbered(records: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    n = 0
    while True:
        n += 1
        try:
            yield n, next(records)
        except StopIteration:
            return
        except csv.Error as fault:
            raise Unreadable(f"The row cannot be read: {fault}.", f"Row {n}") from None


def _header(record: Sequence[str]) -> list[str]:
    names = [cell.strip().lower() for cell in record]
    for name in ("code", "title"):
        if name not in names:
            raise Unreadable(f"The table has no column {name}.", "Row 1")
    for name in columns.GIVEN:
        if names.count(name) > 1:
            raise Unreadable(f"The table has the column {name} twice.", "Row 1")
    return names


def _row(record: Sequence[str], names: Sequence[str], n: int) -> dict[str, str]:
    if len(record) > len(names):
        raise Unreadable("The row has more cells than the header has columns.", f"Row {n}")
    padded = zip_longest(names, record, fillvalue="")
    return {name: cells.unguarded(cell) for name, cell in padded}
