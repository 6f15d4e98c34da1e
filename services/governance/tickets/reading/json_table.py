"""JSON exports: records with nested objects, and the changes that each of them may carry.

A nested fact is named by its way: `fields.status.name`. Lists are no facts. A record's changes
become rows of their own: the record's facts, the entry's, the item's.
"""

import json
from collections.abc import Iterator
from typing import Any

import polars as pl

from services.governance.tickets.reading.dialect import Dialect, as_utf8
from services.governance.tickets.reading.mapping import Shape, TicketMapping, name_of
from services.governance.tickets.reading.raw_table import RawTable, names_in
from services.governance.tickets.reading.refusals import NotRecords

DEEPEST = 6
Facts = dict[str, str | None]


def json_table(data: bytes, mapping: TicketMapping, rows: int | None = None) -> RawTable:
    """The columns that the mapping names."""
    text, encoding = as_utf8(data, mapping.encoding)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as broken:
        raise NotRecords(f"not JSON: {broken}") from broken
    found = list(_facts(_records(document, mapping), mapping))[:rows]
    header = list(dict.fromkeys(name for _, facts in found for name in facts))
    wanted = list(dict.fromkeys(name_of(column) for column in mapping.columns.values()))
    if found:
        wanted = list(dict.fromkeys(names_in(header, mapping).values()))
    cells = {name: [facts.get(name) for _, facts in found] for name in wanted}
    numbers = [number for number, _ in found]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(wanted, pl.String))
    dialect = Dialect(encoding=encoding, delimiter="")
    return RawTable(frame, lambda places: [numbers[place] for place in places], dialect)


def _records(document: object, mapping: TicketMapping) -> list[Any]:
    records = _at(document, mapping.records)
    if isinstance(records, list):
        return records
    raise NotRecords(f"no list of records at {mapping.records or 'the top'}")


def _at(value: object, way: str | None) -> object:
    for name in (way or "").split("."):
        if name:
            value = value.get(name) if isinstance(value, dict) else None
    return value


def _facts(records: list[Any], mapping: TicketMapping) -> Iterator[tuple[int, Facts]]:
    """Each with the number of its record."""
    for number, record in enumerate(records, 1):
        own = dict(_flat(record, ""))
        if mapping.shape is not Shape.CHANGES or mapping.histories is None:
            yield number, own
            continue
        for entry in _list(_at(record, mapping.histories)):
            told = own | dict(_flat(entry, "history."))
            items = _list(_at(entry, mapping.items)) if mapping.items else [{}]
            for item in items:
                yield number, told | dict(_flat(item, "item."))


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _flat(value: object, way: str, depth: int = 0) -> Iterator[tuple[str, str | None]]:
    if not isinstance(value, dict) or depth == DEEPEST:
        return
    for name, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{way}{name}.", depth + 1)
        elif not isinstance(inner, list):
            yield f"{way}{name}", _text(inner)


def _text(value: object) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)
