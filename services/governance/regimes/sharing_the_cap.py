"""How the cap of a month is shared among its credits where they come to more.

In order: each gets what is left. Pro rata: credit × cap / sum, rounded down; the cents left over
go one by one to the largest remainders, of equals to the earlier level, so that cents add up.
"""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from services.governance.regimes.clauses import Sharing


def under_the_cap(
    credits: Sequence[Decimal], cap: Decimal, sharing: Sharing, places: int
) -> list[Decimal]:
    """Every amount has at most so many decimals."""
    units = [int(Fraction(credit) * 10**places) for credit in credits]
    room = int(Fraction(cap) * 10**places)
    if sum(units) > room:
        share = _in_order if sharing is Sharing.IN_ORDER else _pro_rata
        units = share(units, room)
    return [Decimal(f"{unit}e-{places}") for unit in units]


def _in_order(units: list[int], room: int) -> list[int]:
    given = []
    for unit in units:
        given.append(min(unit, room))
        room -= given[-1]
    return given


def _pro_rata(units: list[int], room: int) -> list[int]:
    total = sum(units)
    given = [unit * room // total for unit in units]
    by_remainder = sorted(range(len(units)), key=lambda at: (-(units[at] * room % total), at))
    for at in by_remainder[: room - sum(given)]:
        given[at] += 1
    return given
