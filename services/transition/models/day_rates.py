"""What a day of delay costs."""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Owned
from libs.common.db.columns import DecimalText
from libs.common.events.transition.party import Party
from libs.common.events.transition.relief import DayRateStated
from services.transition.models.base import Base


class Per(StrEnum):
    CALENDAR_DAY = "calendar_day"
    WORKING_DAY = "working_day"


class DayRate(Owned, Base, table=True):
    """What a day of delay that `side` causes costs the other: amount × part ÷ whole ÷ days. Of a
    wave, for each day that its go-live comes later; else of the plan's end. Of rates with one code
    the one stated last counts. `vendor_id`: none where the vendor is not to know it."""

    __tablename__ = "day_rate"

    programme_id: UUID = Field(index=True)
    vendor_id: UUID | None = None
    plan_id: UUID = Field(index=True)
    code: str
    title: str
    side: Party
    wave: str | None = None
    amount: Decimal = Field(sa_type=DecimalText)
    currency: str
    part: Decimal = Field(default=Decimal(1), sa_type=DecimalText)
    whole: Decimal = Field(default=Decimal(1), sa_type=DecimalText)
    over_days: Decimal = Field(default=Decimal(1), sa_type=DecimalText)
    per: Per
    source: str = ""
    stated_by: str

    def state(self) -> Iterator[DayRateStated]:
        yield DayRateStated(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            plan_id=self.plan_id,
            rate_id=self.id,
            code=self.code,
            title=self.title,
            side=self.side,
            wave=self.wave,
            amount=self.amount,
            currency=self.currency,
            part=self.part,
            whole=self.whole,
            over_days=self.over_days,
            per=self.per,
            stated_by=self.stated_by,
        )
