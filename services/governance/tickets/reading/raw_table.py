"""A file's cells as text, before anybody has understood them."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from services.governance.tickets.reading.bad_rows import LinesOf
from services.governance.tickets.reading.dialect import Dialect
from services.governance.tickets.reading.mapping import Column, TicketMapping, name_of
from services.governance.tickets.reading.refusals import MissingColumns


@dataclass(frozen=True)
class RawTable:
    """All columns are text; a cell that is not there at all is null."""

    cells: pl.DataFrame
    lines_of: LinesOf
    dialect: Dialect
    ragged: pl.Series | None = None
    "Rows with more or fewer fields than the header."
    blank: int = 0
    "Lines with nothing on them; they count as no row."


def names_in(header: Sequence[str], mapping: TicketMapping) -> dict[str, str]:
    """By field of the common form, the header's own spelling of its column."""
    found, lacking = {}, []
    for field, column in mapping.columns.items():
        name = _found(header, column)
        if name is not None:
            found[str(field)] = name
        elif field not in mapping.optional:
            lacking.append(name_of(column))
    if lacking:
        raise MissingColumns(f"no column {', '.join(lacking)}; there are {', '.join(header[:60])}")
    return found


def _found(header: Sequence[str], column: Column) -> str | None:
    wanted = name_of(column)
    alike = [one for one in header if one == wanted] or [
        one for one in header if one.strip().casefold() == wanted.strip().casefold()
    ]
    if len(alike) > 1:
        raise MissingColumns(f"the column {wanted} is there {len(alike)} times")
    return alike[0] if alike else None
