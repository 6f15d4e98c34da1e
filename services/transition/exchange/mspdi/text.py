"""Values as the schema writes them, both ways."""

import re
from datetime import datetime
from decimal import Decimal

_UNSAID = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]|_(?=x[0-9A-Fa-f]{4}_)")
_SAID = re.compile(r"_x(00[01][0-9A-Fa-f]|005[Ff]|[Dd][89A-Fa-f][0-9A-Fa-f]{2}|[Ff]{3}[EeFf])_")
_DURATION = re.compile(
    r"(-?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.\d*)?S)?)?"
)
_WHOLE = re.compile(r"[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([Ee][+-]?\d{1,2})?")


def escaped(text: str) -> str:
    """Characters that XML cannot carry become _xHHHH_, as Office writes them."""
    told = _UNSAID.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    return told.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescaped(text: str) -> str:
    return _SAID.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def duration(minutes: int) -> str:
    return f"PT{minutes // 60}H{minutes % 60}M0S"


def minutes_of(text: str) -> tuple[int, bool]:
    """Whole minutes, half a minute up, and whether that changed them. `ValueError` else."""
    found = _DURATION.fullmatch(text.strip())
    if found is None or not any(found.groups()[1:]):
        raise ValueError(f"“{text[:40]}” is not a duration such as PT8H0M0S")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    total = (days * 1440 + hours * 60 + minutes) * 60 + seconds
    whole = (total + 30) // 60
    return -whole if found[1] else whole, total % 60 != 0


def moment(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="seconds")


def moment_of(text: str) -> tuple[datetime, bool]:
    """On the wall, to the minute, and whether that cut seconds or an offset off."""
    try:
        at = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"“{text[:40]}” is not a date such as 2026-01-31T08:00:00") from None
    told = at.replace(tzinfo=None, second=0, microsecond=0)
    return told, told != at.replace(tzinfo=None) or at.tzinfo is not None


def whole(text: str) -> int:
    if not _WHOLE.fullmatch(text.strip()):
        raise ValueError(f"“{text[:40]}” is not a whole number")
    return int(text)


def number(text: str) -> Decimal:
    if not _NUMBER.fullmatch(text.strip()):
        raise ValueError(f"“{text[:40]}” is not a number")
    return Decimal(text.strip())


def truth(text: str) -> bool:
    return text.strip().lower() in ("1", "true", "yes")


def hundredths(amount: Decimal) -> str:
    """Exact: more decimals than two go out too."""
    return format(_shifted(amount, 2), "f")


def amount_of(text: str) -> Decimal:
    return _shifted(number(text), -2)


def _shifted(amount: Decimal, places: int) -> Decimal:
    """Without the rounding of the decimal context."""
    sign, digits, exponent = amount.as_tuple()
    return Decimal((sign, digits, int(exponent) + places))
