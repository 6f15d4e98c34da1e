"""Which part of a contract's work one wave carries."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from libs.common.events.assessment import ScopeItem
from libs.common.explain import Explain, rule


@rule("wave_share", version=1)
def wave_share(
    explain: Explain, handed_over: Sequence[ScopeItem], wave: Collection[str]
) -> Decimal:
    """The wave's processes by volume, or by cost where one of the contract has no volume.

    A share 0 to 1, not rounded. Volumes of one contract are taken to count alike: all contacts, or
    all invoices.
    """
    counted = all(item.annual_volume for item in handed_over)
    explain("every process has a volume", counted)
    sizes = {item.name: _size(item, counted) for item in handed_over}
    carried = explain("in the wave", sum((sizes[n] for n in sizes if n in wave), Decimal(0)))
    whole = explain("in the contract", sum(sizes.values(), Decimal(0)))
    return explain("share", carried / whole if whole else Decimal(0))


def _size(item: ScopeItem, counted: bool) -> Decimal:
    return Decimal(item.annual_volume or 0) if counted else item.annual_cost.amount
