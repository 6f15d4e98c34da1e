"""Parquet files: columns have types already; moments are read as they are meant."""

import io

import polars as pl

from services.governance.tickets.reading.dialect import Dialect
from services.governance.tickets.reading.mapping import TicketMapping
from services.governance.tickets.reading.raw_table import RawTable, names_in
from services.governance.tickets.reading.refusals import NotRecords, TooLarge


def parquet_table(
    data: bytes, mapping: TicketMapping, most: int, rows: int | None = None
) -> RawTable:
    """`most`: bytes in memory. Moments become text that says its zone, where it has one."""
    try:
        header = list(pl.read_parquet_schema(io.BytesIO(data)))
        wanted = list(dict.fromkeys(names_in(header, mapping).values()))
        cells = pl.read_parquet(io.BytesIO(data), columns=wanted, n_rows=rows)
    except pl.exceptions.PolarsError as broken:
        raise NotRecords(f"not Parquet: {broken}") from broken
    if cells.estimated_size() > most:
        raise TooLarge(f"unpacks to more than {most:,} bytes")
    texts = cells.select(_text(name, kind) for name, kind in cells.schema.items())
    return RawTable(texts, lambda found: [row + 1 for row in found], Dialect(delimiter=""))


def _text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if not isinstance(kind, pl.Datetime):
        return column.cast(pl.String)
    zone = "%z" if kind.time_zone else ""
    return column.dt.strftime(f"%Y-%m-%dT%H:%M:%S%.6f{zone}")
