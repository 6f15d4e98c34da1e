"""Days for which one side is relieved, as both sides agreed in the transition."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.db import Owned, json_field
from libs.common.events.transition.party import Party
from libs.common.events.transition.relief import ReliefGranted
from services.governance.models.base import Base
from services.governance.models.service_level import ServiceLevel


class ReliefSpan(Owned, Base, table=True):
    """From the day after `from_on` up to and with `until_on`; none while it goes on."""

    __tablename__ = "relief_span"
    __table_args__ = (UniqueConstraint("contract_id", "relief_id"),)

    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    contract_id: UUID = Field(index=True)
    relief_id: UUID
    number: int
    version: int
    agreed: bool
    "No longer from a correction on, until that is agreed."
    relieves: Party
    from_on: date
    until_on: date | None
    cause: str
    waves: list[str] = json_field(list[str])
    service_levels: list[str] = json_field(list[str])
    agreed_by: str
    agreed_on: date

    @classmethod
    def granted(cls, event: ReliefGranted) -> "ReliefSpan":
        return cls(**cls._facts(event))

    def take(self, event: ReliefGranted) -> None:
        """The same version is told again when its period ends; an earlier one counts no more."""
        if event.version < self.version:
            return
        for name, value in self._facts(event).items():
            setattr(self, name, value)

    def is_corrected(self, version: int) -> None:
        if version > self.version:
            self.version, self.agreed = version, False

    def covers(self, level: ServiceLevel) -> bool:
        """Of the vendor, agreed, and of the level's wave; all levels where none is named."""
        if not self.agreed or self.relieves is not Party.VENDOR or level.wave not in self.waves:
            return False
        return not self.service_levels or level.code in self.service_levels

    @classmethod
    def _facts(cls, event: ReliefGranted) -> dict[str, Any]:
        kept = set(cls.model_fields) - {"id", "tenant", "agreed"}
        return {name: getattr(event, name) for name in sorted(kept)} | {"agreed": True}
