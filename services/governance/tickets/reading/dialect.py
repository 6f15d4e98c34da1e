"""How a text file is written: encoding, delimiter, the order of day and month.

What a mapping states is held to; what it leaves open is detected, told, and refused where it would
be a guess.
"""

import csv
import re
from collections.abc import Sequence
from typing import Final

import polars as pl
from pydantic import BaseModel, ConfigDict

from services.governance.tickets.reading.mapping import DETECT, TicketMapping
from services.governance.tickets.reading.refusals import (
    AmbiguousDates,
    UnreadableFile,
    WrongEncoding,
)

MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
WESTERN = "cp1252"
DELIMITERS = (",", ";", "\t", "|")
SAMPLE = 65_536
UNMISTAKABLE = (
    *("%Y-%m-%dT%H:%M:%S%.f%#z", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f%#z"),
    *("%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M", "%Y-%m-%d"),
)
CLOCKS = ("%H:%M", "%H:%M:%S", "%I:%M %p")
NUMBERS = r"^\s*(\d{1,2})([/.\-])(\d{1,2})[/.\-]\d{2,4}"


class Dialect(BaseModel):
    """As the file was read. To refuse it, state another in the mapping and read again."""

    model_config = ConfigDict(frozen=True)
    encoding: str = "utf-8"
    delimiter: str = ","
    moments: tuple[str, ...] = ()
    day_first: bool | None = None
    "None: nothing was to be decided."
    detected: tuple[str, ...] = ()
    "What was found out and not stated."


def as_utf8(data: bytes, stated: str) -> tuple[bytes, str]:
    """The same text in UTF-8 without a mark, and the encoding it had."""
    encoding = _encoding(data) if stated == DETECT else stated
    if encoding == "utf-8" and data.isascii():
        return data, encoding
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as wrong:
        raise WrongEncoding(f"not in {encoding}: {wrong}") from wrong
    return (data if encoding == "utf-8" else text.encode()), encoding


def _encoding(data: bytes) -> str:
    """By its mark; else UTF-8 where that can be; else Western European, as spreadsheets write."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return WESTERN
    return "utf-8"


def delimiter_of(data: bytes, stated: str) -> str:
    """Detected: the one that splits the header into most fields."""
    if stated != DETECT:
        return stated
    header = data[:SAMPLE].split(b"\n", 1)[0].decode(errors="replace")
    counts = {one: len(next(csv.reader([header], delimiter=one), ())) for one in DELIMITERS}
    best = max(counts, key=lambda one: counts[one])
    if counts[best] < 2:
        raise UnreadableFile("no delimiter splits the header: state it in the mapping")
    return best


def patterns_of(
    mapping: TicketMapping, cells: Sequence[pl.Series]
) -> tuple[tuple[str, ...], bool | None]:
    """The patterns of the moments in these cells, and whether the day comes first."""
    if mapping.moments != DETECT:
        return tuple(mapping.moments), None
    seen = pl.concat([cell.drop_nulls().unique() for cell in cells], rechunk=True)
    numbers = seen.str.extract_groups(NUMBERS).struct.unnest().drop_nulls()
    if numbers.is_empty():
        return UNMISTAKABLE, None
    first, second = (numbers[name].cast(pl.Int64).max() for name in ("1", "3"))
    day_first = _day_first(int(str(first)), int(str(second)))
    separator, year = str(numbers["2"][0]), _year(str(seen.drop_nulls()[0]))
    date = separator.join(("%d", "%m", year) if day_first else ("%m", "%d", year))
    timed = [f"{date} {clock}" for clock in CLOCKS]
    return (*timed, date, *UNMISTAKABLE), day_first


def _day_first(first: int, second: int) -> bool:
    if first > 12 and second > 12:
        raise AmbiguousDates("some dates have the day first and some the month: state the patterns")
    if first <= 12 and second <= 12:
        raise AmbiguousDates("no date tells days from months: state the patterns in the mapping")
    return first > 12


def _year(example: str) -> str:
    return "%Y" if re.search(r"\d{4}", example) else "%y"
