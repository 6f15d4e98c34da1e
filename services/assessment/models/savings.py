"""The savings ledger, and what it needs to know of contracts."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Exact, Owned, json_field
from libs.common.events.assessment import (
    SavingKind,
    SavingsRecorded,
)
from libs.common.events.terms import WaveTerms
from libs.common.explain import Explanation
from libs.common.money import Money
from services.assessment.models.base import Base


class SavingsEntry(Owned, Base, table=True):
    """One line of the savings ledger. Deferrals are negative."""

    __tablename__ = "savings_entry"

    programme_id: UUID = Field(index=True)
    line: str
    kind: SavingKind
    amount: Exact
    currency: str
    starts_on: date
    ends_on: date | None = None
    source_id: UUID
    "What it comes from: an improvement, or a wave."
    explanation: Explanation | None = json_field(Explanation | None, default=None)

    def recorded(self) -> Iterator[SavingsRecorded]:
        yield SavingsRecorded(
            programme_id=self.programme_id,
            entry_id=self.id,
            line=self.line,
            kind=self.kind,
            amount=Money(amount=self.amount, currency=self.currency),
            starts_on=self.starts_on,
            ends_on=self.ends_on,
        )


class SignedContract(Owned, Base, table=True):
    """What the ledger needs of a contract: its fees, and which wave carries which processes."""

    __tablename__ = "signed_contract"

    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    annual_fees: Exact
    waves: list[WaveTerms] = json_field(list[WaveTerms])

    @property
    def processes(self) -> list[str]:
        return [name for wave in self.waves for name in wave.processes]

    def carried_by(self, wave: str) -> list[str]:
        """Nothing where the contract does not know the wave: it was added later."""
        return [name for terms in self.waves if terms.code == wave for name in terms.processes]
