"""What a missed service level costs the vendor.

Source: pool × allocation × at-risk amount, as in the Texas DIR outsourcing clause
(50 % × 40 % × $10,000 = $2,000).
"""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import Money, Share, rounded


class CreditTerms(BaseModel):
    model_config = ConfigDict(frozen=True)
    at_risk_share: Share
    "Of the month's fee."
    pool_share: Share
    "Of the at-risk amount, for the category."
    allocation: Share
    "Of the pool, for the service level."


@rule("service_credit", version=1)
def service_credit(explain: Explain, fee: Money, terms: CreditTerms) -> Money:
    """Credit for one miss in one month, half-up to the currency's minor unit at the end."""
    at_risk = explain("fee × share at risk", fee.amount * terms.at_risk_share)
    pool = explain("× pool share", at_risk * terms.pool_share)
    credit: Decimal = explain("× allocation to this service level", pool * terms.allocation)
    return explain("credit, half-up", Money.of(rounded(credit, fee.currency), fee.currency))
