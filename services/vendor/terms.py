"""What a draft may say: the parts of RFPs and contracts, with bounds, and nothing unknown."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import ConfigDict, Field, StringConstraints, field_validator, model_validator

from libs.common.bodies import Body
from libs.common.calendars.public_holidays import public_holidays
from libs.common.events.terms import Code, PriceLine, ServiceLevelTerms, WaveTerms
from libs.common.events.vendor.bids import Criterion, Lot
from libs.common.events.vendor.contracts import OnSilence
from libs.common.money import Money, Share

STRICT = ConfigDict(extra="forbid")
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=4000)]
Percent = Annotated[Decimal, Field(ge=0, le=100, max_digits=5, decimal_places=2)]

Day = Annotated[date, Field(ge=date(2000, 1, 1), lt=date(2200, 1, 1))]


class DraftLot(Lot):
    model_config = STRICT


class DraftCriterion(Criterion):
    model_config = STRICT
    weight: Annotated[Decimal, Field(gt=0, le=100, max_digits=5, decimal_places=2)]
    floor: Percent | None = None

    @model_validator(mode="after")
    def _price_has_no_floor(self) -> Self:
        if self.is_price and self.floor is not None:
            raise ValueError("the price has no floor: its score depends on who is still in")
        return self


class DraftServiceLevel(ServiceLevelTerms):
    model_config = STRICT
    expected: Annotated[Decimal, Field(gt=0, le=100, max_digits=7, decimal_places=4)]
    minimum: Annotated[Decimal, Field(ge=0, le=100, max_digits=7, decimal_places=4)]

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.minimum > self.expected:
            raise ValueError("the minimum lies above what is expected")
        if (
            self.report_only_from
            and self.credit_bearing_from
            and self.report_only_from > self.credit_bearing_from
        ):
            raise ValueError("it would bear credits before it is reported")
        return self


class DraftWave(WaveTerms):
    model_config = STRICT
    planned_on: Day
    processes: Annotated[list[Name], Field(min_length=1, max_length=50)]


class DraftPriceLine(PriceLine):
    model_config = STRICT
    title: Name
    unit: Annotated[str, Field(max_length=50)] = ""
    annual_volume: Annotated[int, Field(ge=0, le=2 * 10**9)] | None = None


class ContractTerms(Body):
    """What the parties agree. Everything in the currency of the monthly fee."""

    title: Name
    starts_on: Day
    term_months: int = Field(ge=1, le=240)
    monthly_fee: Money
    at_risk_share: Share
    "Part of the month's fee that service credits may take."
    service_levels: list[DraftServiceLevel] = Field(default=[], max_length=100)
    waves: list[DraftWave] = Field(min_length=1, max_length=50)
    price: list[DraftPriceLine] = Field(min_length=1, max_length=100)
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["NL"])]
    "Whose public holidays the contract's calendar keeps, ISO 3166."
    acceptance_days: int = Field(default=3, ge=1, le=60)
    notice_days: int = Field(default=90, ge=0, le=1095)
    answer_days: int = Field(default=3, ge=1, le=60)
    "Business days in which the vendor answers a dispute."
    decision_days: int = Field(default=3, ge=1, le=60)
    "Business days in which the client then decides."
    on_silence: OnSilence = OnSilence.ESCALATE
    "What it means that the client neither accepts nor disputes a claim in time."
    evidence_required: bool = False
    "Whether a claim needs files and the name of the person who claims."

    @field_validator("country")
    @classmethod
    def _holidays_known(cls, country: str) -> str:
        public_holidays(country, None, 2025)
        return country

    @field_validator("monthly_fee")
    @classmethod
    def _not_negative(cls, fee: Money) -> Money:
        return not_negative(fee)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        waves = distinct("waves", [wave.code for wave in self.waves])
        distinct("service levels", [level.code for level in self.service_levels])
        if lost := {level.wave for level in self.service_levels} - waves:
            raise ValueError(f"a service level names the wave {min(lost)}, which is not there")
        one_currency(self.monthly_fee, self.price)
        return self


def not_negative(fee: Money) -> Money:
    if fee.amount < 0:
        raise ValueError("a fee is not negative")
    return fee


def one_currency(fee: Money, price: Sequence[PriceLine]) -> None:
    amounts = [m for line in price for m in (line.unit_price, line.monthly_fee) if m]
    if any(money.currency != fee.currency for money in amounts):
        raise ValueError(f"every price is in {fee.currency}, the currency of the fee")


def distinct(what: str, codes: Iterable[Code]) -> set[Code]:
    seen: set[Code] = set()
    for code in codes:
        if code in seen:
            raise ValueError(f"two {what} are called {code}")
        seen.add(code)
    return seen
