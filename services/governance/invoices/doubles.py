"""Lines that an invoice bills twice.

Choice: a line with the same quantity, price and amount as another of its code is a double only
where the invoice comes closer to what is expected without it: two halves of a volume are not.
"""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from services.governance.invoices.differences import total
from services.governance.invoices.expected_lines import Basis, ExpectedLine
from services.governance.invoices.invoice import BilledLine

Split = tuple[list[BilledLine], list[BilledLine]]


def without_doubles(lines: Sequence[BilledLine], expected: ExpectedLine) -> Split:
    """The lines to go on with, and the doubles: of equal lines those with the later numbers."""
    by_volume = expected.basis is Basis.VOLUME and all(line.quantity is not None for line in lines)
    target = expected.quantity if by_volume else expected.amount
    found = sum((_size(line, by_volume) for line in lines), Decimal())
    kept: list[BilledLine] = []
    doubles: list[BilledLine] = []
    for first, *copies in _alike(lines):
        kept.append(first)
        for copy in copies:
            size = _size(copy, by_volume)
            is_double = abs(found - size - target) < abs(found - target)
            (doubles if is_double else kept).append(copy)
            found -= size if is_double else 0
    return kept, doubles


def _alike(lines: Sequence[BilledLine]) -> list[list[BilledLine]]:
    groups: dict[Any, list[BilledLine]] = defaultdict(list)
    for line in sorted(lines, key=lambda one: (-abs(one.amount), one.number)):
        groups[line.quantity, line.unit_price, line.amount].append(line)
    return sorted(groups.values(), key=lambda alike: (-abs(total(alike)), alike[0].number))


def _size(line: BilledLine, by_volume: bool) -> Decimal:
    return (line.quantity or Decimal()) if by_volume else line.amount
