"""Contracts: drafted, freed of preconditions, signed by somebody else, amended from a date."""

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.auth.actor import Actor
from libs.common.db import Owned, json_field
from libs.common.events.terms import PriceLine
from libs.common.events.vendor.contracts import ContractAmended, ContractSigned, PreconditionCleared
from libs.common.money import Money
from libs.common.problems import refused
from services.vendor.models.base import Base
from services.vendor.terms import ContractTerms


class SignState(StrEnum):
    DRAFT = "draft"
    SIGNED = "signed"


class Contract(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    vendor_id: UUID = Field(index=True)
    vendor_name: str
    evaluation_id: UUID = Field(index=True)
    lot: str
    terms: ContractTerms = json_field(ContractTerms)
    state: SignState = SignState.DRAFT
    drafted_by: str
    signed_by: str | None = None
    signed_on: date | None = None

    def sign(
        self, signer: Actor, on: date, preconditions: Sequence["Precondition"]
    ) -> Iterator[ContractSigned]:
        if self.state is SignState.SIGNED:
            raise refused("already-signed", "The contract is signed.")
        signer.not_by(self.drafted_by, "drafted this contract")
        for precondition in preconditions:
            precondition.must_be_cleared(on)
        self.state, self.signed_by, self.signed_on = SignState.SIGNED, signer.id, on
        yield ContractSigned(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            contract_id=self.id,
            signed_on=on,
            **dict(self.terms),
        )

    def must_be_signed(self) -> None:
        if self.state is not SignState.SIGNED:
            raise refused("not-signed", "The contract is not signed yet.")


class Precondition(Owned, Base, table=True):
    """What must have happened before the signature: the works council's advice, say."""

    __table_args__ = (UniqueConstraint("contract_id", "code"),)

    programme_id: UUID
    contract_id: UUID
    vendor_id: UUID
    code: str
    title: str
    cleared_on: date | None = None
    cleared_by: str | None = None
    evidence: str | None = None
    note: str = ""

    def clear(
        self, actor: Actor, on: date, evidence: str | None, note: str
    ) -> Iterator[PreconditionCleared]:
        if self.cleared_on:
            raise refused("already-cleared", f"{self.title} was cleared on {self.cleared_on}.")
        self.cleared_on, self.cleared_by = on, actor.id
        self.evidence, self.note = evidence, note
        yield PreconditionCleared(
            programme_id=self.programme_id,
            contract_id=self.contract_id,
            code=self.code,
            title=self.title,
            cleared_on=on,
            cleared_by=actor.id,
            evidence=evidence,
        )

    def must_be_cleared(self, on: date) -> None:
        if self.cleared_on is None or self.cleared_on > on:
            since = f"was cleared only on {self.cleared_on}" if self.cleared_on else "is open"
            raise refused(
                "precondition-open",
                f"{self.title} {since}: the contract cannot be signed on {on}.",
                do=f"Clear the precondition {self.code}, or sign on a later day.",
            )


class Amendment(Owned, Base, table=True):
    """Version 2 and on of a contract: its prices from a date."""

    __table_args__ = (UniqueConstraint("contract_id", "version"),)

    programme_id: UUID
    contract_id: UUID
    vendor_id: UUID
    version: int
    valid_from: date
    reason: str
    price: list[PriceLine] = json_field(list[PriceLine])
    monthly_fee: Money = json_field(Money)
    annual_saving: Money | None = json_field(Money | None, default=None)
    state: SignState = SignState.DRAFT
    drafted_by: str
    signed_by: str | None = None
    signed_on: date | None = None

    def sign(self, signer: Actor, on: date) -> Iterator[ContractAmended]:
        if self.state is SignState.SIGNED:
            raise refused("already-signed", f"Version {self.version} is signed.")
        signer.not_by(self.drafted_by, "drafted this amendment")
        self.state, self.signed_by, self.signed_on = SignState.SIGNED, signer.id, on
        yield ContractAmended(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            contract_id=self.contract_id,
            version=self.version,
            valid_from=self.valid_from,
            reason=self.reason,
            price=self.price,
            monthly_fee=self.monthly_fee,
            annual_saving=self.annual_saving,
        )
