"""Which access requests a seat's holder waits for.

Choices: those that the seat names; and those of its wave that were asked for the person, by code
or name, or for the role of the seat. Refused ones are not waited for, unless the seat names them.
"""

from collections.abc import Iterable
from typing import NamedTuple


class Listed(NamedTuple):
    """An access request, as far as a seat asks."""

    code: str
    wave: str
    who: str
    is_granted: bool
    is_wanted: bool


def not_granted(
    requests: Iterable[Listed], named: Iterable[str], wave: str, who: Iterable[str]
) -> list[str]:
    """Codes, in their order. `who`: names by which the holder may be listed."""
    names, by_name = {each.casefold() for each in who}, set(named)
    return [
        each.code
        for each in requests
        if not each.is_granted
        and (
            each.code in by_name
            or (each.is_wanted and each.wave == wave and each.who.casefold() in names)
        )
    ]
