"""Contracts as far as governance needs them: parties, notice, and the fee by version."""

from datetime import date
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.db import Exact, Owned, json_field
from libs.common.events.assessment import ProgrammeRegistered
from libs.common.events.terms import PriceLine
from libs.common.events.vendor.contracts import ContractAmended, ContractSigned
from libs.common.money import Money, rounded
from libs.common.problems import refused
from services.governance.models.base import Base


class Programme(Owned, Base, table=True):
    """Known so that nothing is filed under a programme that is not there."""

    name: str
    currency: str

    @classmethod
    def registered(cls, event: ProgrammeRegistered) -> "Programme":
        return cls(id=event.programme_id, name=event.name, currency=event.currency)

    @property
    def programme_id(self) -> UUID:
        return self.id


class Contract(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    vendor_id: UUID = Field(index=True)
    title: str
    country: str
    signed_on: date
    starts_on: date
    term_months: int
    at_risk_share: Exact
    notice_days: int
    leave_on: date | None = None

    @classmethod
    def signed(cls, event: ContractSigned) -> "Contract":
        wanted = set(cls.model_fields) - {"id", "tenant", "leave_on"}
        return cls(id=event.contract_id, **event.model_dump(include=wanted))

    def must_go_on(self) -> None:
        if self.leave_on is not None:
            raise refused("exit-running", f"The contract is left on {self.leave_on} already.")


class ContractVersion(Owned, Base, table=True):
    """What a month costs, from a date. Versions stay, so that a past month keeps its fee."""

    __tablename__ = "contract_version"
    __table_args__ = (UniqueConstraint("contract_id", "version"),)

    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    version: int
    valid_from: date
    reason: str
    monthly_fee: Exact
    currency: str
    price: list[PriceLine] = json_field(list[PriceLine])

    @classmethod
    def first(cls, event: ContractSigned) -> "ContractVersion":
        return cls._of(event, version=1, valid_from=event.starts_on, reason="Signed")

    @classmethod
    def amended(cls, event: ContractAmended) -> "ContractVersion":
        valid_from, reason = event.valid_from, event.reason
        return cls._of(event, version=event.version, valid_from=valid_from, reason=reason)

    @classmethod
    def _of(
        cls, event: ContractSigned | ContractAmended, *, version: int, valid_from: date, reason: str
    ) -> "ContractVersion":
        return cls(
            programme_id=event.programme_id,
            vendor_id=event.vendor_id,
            contract_id=event.contract_id,
            version=version,
            valid_from=valid_from,
            reason=reason,
            monthly_fee=event.monthly_fee.amount,
            currency=event.monthly_fee.currency,
            price=event.price,
        )

    @property
    def fee(self) -> Money:
        return Money(amount=self.monthly_fee, currency=self.currency)

    def at_risk(self, contract: Contract) -> Money:
        """The most that the credits of a month may come to, half-up to the minor unit."""
        amount = rounded(self.monthly_fee * contract.at_risk_share, self.currency)
        return Money.of(amount, self.currency)
