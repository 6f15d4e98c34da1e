"""JSON whose numbers are the decimals that are written, and in which no name is given twice."""

import json
from collections import Counter
from decimal import Decimal
from typing import Any

from services.governance.regimes.mistakes import too_deep, unreadable
from services.governance.regimes.plain_yaml import MOST_DEPTH

LONG = 30
"Digits beyond which a number is no count of anything."


def read_json(text: str) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_int=_whole, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        raise unreadable(error.lineno, f"no JSON: {error.msg}") from None
    except RecursionError:
        raise too_deep(None, MOST_DEPTH) from None


def _whole(digits: str) -> int | Decimal:
    return Decimal(digits) if len(digits) > LONG else int(digits)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = Counter(name for name, _ in pairs)
    if twice := next((name for name, times in names.items() if times > 1), None):
        raise unreadable(None, f"{twice!r} is there twice")
    return dict(pairs)
