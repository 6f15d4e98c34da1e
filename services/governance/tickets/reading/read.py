"""Reads an export into a log of tickets, and says what it could not read.

Nothing is dropped in silence: rows = read + bad, in every file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from pydantic import BaseModel, ConfigDict

from services.governance.tickets.log import TicketLog, ticket_log
from services.governance.tickets.reading.bad_rows import BadRow, Reason, Sieve
from services.governance.tickets.reading.cells import Cells, moment_cells
from services.governance.tickets.reading.csv_table import csv_table
from services.governance.tickets.reading.dialect import Dialect, patterns_of
from services.governance.tickets.reading.histories import from_changes, from_tickets, resolved_by
from services.governance.tickets.reading.json_table import json_table
from services.governance.tickets.reading.limits import Limits, Progress, silent
from services.governance.tickets.reading.mapping import (
    DETECT,
    NEEDED,
    Format,
    Shape,
    TicketMapping,
)
from services.governance.tickets.reading.parquet_table import parquet_table
from services.governance.tickets.reading.raw_table import RawTable, names_in
from services.governance.tickets.reading.unpacking import contents

LIMITS = Limits()


class FileRead(BaseModel):
    """What became of one file. `rows` = `good` + `bad`; blank lines are no rows."""

    model_config = ConfigDict(frozen=True)
    name: str
    mapping: str
    rows: int
    good: int
    bad: int
    blank: int
    named: tuple[BadRow, ...]
    dialect: Dialect


@dataclass(frozen=True)
class Read:
    """A log with what is to be said of each file it came from."""

    log: TicketLog
    files: tuple[FileRead, ...]

    @property
    def bad(self) -> int:
        return sum(one.bad for one in self.files)


def read_tickets(
    path: Path,
    mapping: TicketMapping,
    *,
    limits: Limits = LIMITS,
    progress: Progress = silent,
    rows: int | None = None,
) -> Read:
    """A file of events, or of tickets without their changes. `rows`: only the first so many."""
    fields, told = read_fields(path, mapping, limits=limits, progress=progress, rows=rows)
    make = from_tickets if mapping.shape is Shape.TICKETS else resolved_by
    return Read(ticket_log(make(fields, mapping)), (told,))


def read_with_changes(
    tickets: tuple[Path, TicketMapping],
    changes: tuple[Path, TicketMapping],
    *,
    limits: Limits = LIMITS,
    progress: Progress = silent,
) -> Read:
    """Tickets as they are now, and what changed on the way there; both may be one JSON file.

    A change of a ticket that is not among the tickets is a bad row of the changes.
    """
    of_tickets, first = read_fields(*tickets, limits=limits, progress=progress)
    keys = of_tickets["key" if "key" in of_tickets.columns else "ticket"]
    known: Callable[[pl.Series], pl.Series] = lambda names: names.is_in(keys.unique().implode())  # noqa: E731
    of_changes, second = read_fields(*changes, limits=limits, progress=progress, known=known)
    events = from_changes(of_tickets, of_changes, tickets[1], changes[1])
    return Read(ticket_log(events), (first, second))


def read_fields(
    path: Path,
    mapping: TicketMapping,
    *,
    limits: Limits = LIMITS,
    progress: Progress = silent,
    rows: int | None = None,
    known: Callable[[pl.Series], pl.Series] | None = None,
) -> tuple[pl.DataFrame, FileRead]:
    """The file's rows as fields of the common form. `known`: which tickets there are."""
    data = contents(path, limits, progress)
    size = len(data)
    table = _table(data, mapping, limits, rows)
    del data
    sieve = Sieve(len(table.cells), table.lines_of, limits.named)
    if table.ragged is not None:
        sieve.refuse(table.ragged, "the whole row", Reason.FIELD_COUNT)
    texts = _texts(table, mapping)
    patterns, day_first = patterns_of(mapping, moment_cells(texts, mapping.missing))
    cells = Cells(mapping, patterns, sieve, limits.cell_bytes)
    fields = {}
    for number, (name, text) in enumerate(texts.items(), 1):
        fields[name] = cells.field(name, text, name in NEEDED[mapping.shape] - {"new"})
        progress(size + size * number // (len(texts) + 1), 2 * size)
    if known is not None:
        of = fields["ticket"]
        sieve.refuse(~known(of), "ticket", Reason.UNKNOWN_TICKET, of)
    frame = pl.DataFrame(fields) if not sieve.count else pl.DataFrame(fields).filter(sieve.good)
    progress(2 * size, 2 * size)
    dialect = _dialect(table, mapping, patterns, day_first)
    return frame, FileRead(
        name=path.name,
        mapping=mapping.name,
        rows=len(table.cells),
        good=len(frame),
        bad=sieve.count,
        blank=table.blank,
        named=sieve.named(),
        dialect=dialect,
    )


def _table(data: bytes, mapping: TicketMapping, limits: Limits, rows: int | None) -> RawTable:
    if mapping.format is Format.PARQUET:
        return parquet_table(data, mapping, limits.unpacked_bytes, rows)
    if mapping.format is Format.JSON:
        return json_table(data, mapping, rows)
    return csv_table(data, mapping, rows)


def _texts(table: RawTable, mapping: TicketMapping) -> dict[str, pl.Series]:
    header = table.cells.columns
    names = names_in(header, mapping) if header else {}
    return {field: table.cells[name] for field, name in names.items()}


def _dialect(
    table: RawTable, mapping: TicketMapping, patterns: tuple[str, ...], day_first: bool | None
) -> Dialect:
    stated = {
        "encoding": mapping.encoding,
        "delimiter": mapping.delimiter,
        "moments": mapping.moments,
    }
    detected = tuple(what for what, value in stated.items() if value == DETECT)
    return table.dialect.model_copy(
        update={"moments": patterns, "day_first": day_first, "detected": detected}
    )
