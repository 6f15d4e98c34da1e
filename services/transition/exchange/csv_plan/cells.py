"""Cells that a spreadsheet shows and does not run, and lists inside a cell."""

import re
from datetime import date, datetime, time
from decimal import Decimal

_STARTS_FORMULA = re.compile(r"'*[=+\-@\t\r\n]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n]")
_ITEM = re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)(?:[ T](\d{1,2}:\d\d)(?::00)?)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,40}(\.\d{1,40})?", re.ASCII)
YES, NO = {"yes", "y", "true", "1", "x"}, {"", "no", "n", "false", "0"}
LAST_MINUTE = time(23, 59)


def guarded(text: str) -> str:
    """What a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if _STARTS_FORMULA.match(text) else text


def unguarded(text: str) -> str:
    return text[1:] if _GUARDED.match(text) else text


def joined(items: list[str]) -> str:
    return "; ".join(re.sub(r"[\\;]", lambda found: f"\\{found[0]}", item) for item in items)


def items(cell: str) -> list[str]:
    """Between semicolons; a backslash makes one a part of the item."""
    pieces = (piece.strip(" ") for piece in _ITEM.findall(cell))
    return [re.sub(r"\\(.)", r"\1", piece, flags=re.DOTALL) for piece in pieces if piece]


def moment(at: datetime | None) -> str:
    return "" if at is None else f"{at.date().isoformat()} {at:%H:%M}"


def begin(cell: str) -> datetime:
    """A day alone stands for the midnight with which it begins."""
    return _moment_of(cell, time())


def end(cell: str) -> datetime:
    """A day alone stands for its last minute."""
    return _moment_of(cell, LAST_MINUTE)


def _moment_of(cell: str, otherwise: time) -> datetime:
    found = _MOMENT.fullmatch(cell.strip())
    try:
        if found is None:
            raise ValueError
        day = date.fromisoformat(found[1])
        clock = time.fromisoformat(found[2].rjust(5, "0")) if found[2] else None
    except ValueError:
        raise ValueError(f"“{cell[:40]}” is not a date such as 2026-01-31 17:00") from None
    return datetime.combine(day, otherwise if clock is None else clock)


def number(cell: str, decimal_comma: bool) -> Decimal:
    text = cell.strip().replace(",", ".") if decimal_comma else cell.strip()
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"“{cell[:40]}” is not a number such as 12.5")
    return Decimal(text)


def whole(cell: str) -> int:
    if not re.fullmatch(r"-?\d{1,4000}", cell.strip(), re.ASCII):
        raise ValueError(f"“{cell[:40]}” is not a whole number")
    return int(cell)


def truth(cell: str) -> bool:
    text = cell.strip().lower()
    if text not in YES | NO:
        raise ValueError(f"“{cell[:40]}” is neither yes nor no")
    return text in YES
