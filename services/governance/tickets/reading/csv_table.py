"""Text files with delimiters.

The quick way reads whole columns at once. Where a file has rows with too many fields, or quotes
out of order, the careful way goes through it line by line and says which rows they are.
"""

import csv
import io
from collections.abc import Iterator, Sequence

import polars as pl

from services.governance.tickets.reading.dialect import Dialect, as_utf8, delimiter_of
from services.governance.tickets.reading.mapping import TicketMapping
from services.governance.tickets.reading.raw_table import RawTable, names_in
from services.governance.tickets.reading.refusals import BrokenQuotes, UnreadableFile


def csv_table(data: bytes, mapping: TicketMapping, rows: int | None = None) -> RawTable:
    """The columns that the mapping names; `rows`: only so many of the first."""
    text, encoding = as_utf8(data, mapping.encoding)
    dialect = Dialect(encoding=encoding, delimiter=delimiter_of(text, mapping.delimiter))
    header = next((row for _, row in _rows(text, dialect.delimiter)), None)
    if not header:
        raise UnreadableFile("there is no header")
    wanted = list(dict.fromkeys(names_in(header, mapping).values()))
    try:
        return _quickly(text, header, wanted, dialect, rows)
    except pl.exceptions.PolarsError:
        return _carefully(text, header, wanted, dialect, rows)


def _quickly(
    text: bytes, header: list[str], wanted: list[str], dialect: Dialect, rows: int | None
) -> RawTable:
    """The last column is read too: only a row that ends in nothing can lack fields."""
    last = len(header) - 1
    places = sorted({*map(header.index, wanted), last})
    cells = pl.read_csv(
        text,
        columns=places,
        separator=dialect.delimiter,
        infer_schema=False,
        n_rows=rows,
    )
    cells.columns = [_numbered(place) for place in places]
    if cells[_numbered(last)].null_count() and _may_be_short(text, dialect.delimiter, cells, last):
        return _carefully(text, header, wanted, dialect, rows)
    named = cells.select(pl.col(_numbered(header.index(name))).alias(name) for name in wanted)
    return RawTable(named, _Lines(text, dialect.delimiter, len(cells)), dialect)


def _may_be_short(text: bytes, delimiter: str, cells: pl.DataFrame, last: int) -> bool:
    """Without quotes, all rows are full if there are as many delimiters as that takes."""
    return b'"' in text or text.count(delimiter.encode()) != last * (len(cells) + 1)


def _numbered(place: int) -> str:
    return f"column {place}"


def _carefully(
    text: bytes, header: list[str], wanted: list[str], dialect: Dialect, limit: int | None
) -> RawTable:
    places, blank = [header.index(name) for name in wanted], 0
    lines: list[int] = []
    ragged: list[bool] = []
    columns: list[list[str | None]] = [[] for _ in wanted]
    rows = _rows(text, dialect.delimiter)
    next(rows)
    for line, row in rows:
        if limit is not None and len(lines) >= limit:
            break
        if not row:
            blank += 1
            continue
        lines.append(line)
        ragged.append(len(row) != len(header))
        for place, column in zip(places, columns, strict=True):
            column.append(row[place] if place < len(row) else None)
    cells = pl.DataFrame(
        dict(zip(wanted, columns, strict=True)), schema=dict.fromkeys(wanted, pl.String)
    )
    uneven = pl.Series(ragged, dtype=pl.Boolean)
    return RawTable(cells, lambda found: [lines[row] for row in found], dialect, uneven, blank)


def _rows(text: bytes, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Each row with the line on which it begins."""
    stream = io.TextIOWrapper(io.BytesIO(text), encoding="utf-8", newline="")
    reader, line = csv.reader(stream, delimiter=delimiter, strict=True), 1
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as broken:
            raise BrokenQuotes(f"line {line}: {broken}") from broken
        yield line, row
        line = reader.line_num + 1


class _Lines:
    """Where rows begin. A cell may hold line breaks; only then are the lines walked through."""

    def __init__(self, text: bytes, delimiter: str, rows: int) -> None:
        self._text, self._delimiter, self._rows = text, delimiter, rows

    def __call__(self, rows: Sequence[int]) -> Sequence[int]:
        ends = self._text.count(b"\n") - self._text.endswith(b"\n")
        if ends == self._rows:
            return [row + 2 for row in rows]
        wanted, found = set(rows), {}
        for number, (line, _) in enumerate(_rows(self._text, self._delimiter)):
            if number - 1 in wanted:
                found[number - 1] = line
            if len(found) == len(wanted):
                break
        return [found[row] for row in rows]
