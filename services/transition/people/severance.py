"""What severance costs the client.

Choice: the sum of what is stated for each group of a role, by currency; nothing is converted.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import Money


class SeveranceLine(BaseModel):
    """A group of a role, by the role's code; `cost` for all of them, none where it is not known."""

    model_config = ConfigDict(frozen=True)
    role: str
    headcount: int
    cost: Money | None


class Severance(BaseModel):
    """`without_cost`: roles with people made redundant and nothing stated for them."""

    model_config = ConfigDict(frozen=True)
    headcount: int
    totals: list[Money]
    without_cost: list[str]


@rule("severance", version=1)
def severance(explain: Explain, lines: Sequence[SeveranceLine]) -> Severance:
    totals: dict[str, Money] = {}
    for cost in (line.cost for line in lines if line.cost is not None):
        totals[cost.currency] = totals.get(cost.currency, Money.zero(cost.currency)) + cost
    return Severance(
        headcount=explain("people", sum(line.headcount for line in lines)),
        totals=explain("Σ cost by currency", [totals[currency] for currency in sorted(totals)]),
        without_cost=explain("no cost stated", [line.role for line in lines if not line.cost]),
    )
