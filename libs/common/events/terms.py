"""What a contract says in numbers and dates, as its events carry it."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from libs.common.events.base import Part
from libs.common.money import Money, Share

Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[a-z0-9][a-z0-9._-]*$")]
"A short name in lower case by which both sides know a thing: `wave-1-live`, `three-way-match`."


class ServiceLevelTerms(Part):
    """A service level in a contract. `expected` and `minimum` in per cent."""

    code: Code
    title: str = Field(min_length=1, max_length=200)
    expected: Decimal = Field(gt=0, le=100)
    minimum: Decimal = Field(ge=0, le=100)
    wave: Code
    "Its life starts when this wave goes live."
    pool_share: Share
    "Part of the at-risk amount that the category may cost."
    allocation: Share
    "Part of the pool that this service level may cost."
    credit_bearing_from: date | None = None
    report_only_from: date | None = None


class WaveTerms(Part):
    """What goes live together, and when by the contract."""

    code: Code
    title: str = Field(min_length=1, max_length=200)
    processes: list[str] = Field(min_length=1)
    planned_on: date


class PriceLine(Part):
    """`unit_price` for each of `annual_volume` units, and `monthly_fee` besides."""

    title: str
    unit: str = ""
    unit_price: Money | None = None
    annual_volume: int | None = None
    monthly_fee: Money | None = None
