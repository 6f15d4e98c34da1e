"""An API key of a vendor's system, as it is kept."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from sqlmodel import Field

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right
from libs.common.db import Moment, OptionalMoment, Owned, json_field
from libs.common.events.vendor.vendors import ApiKeyIssued, ApiKeyRevoked
from libs.common.problems import refused
from services.vendor.models.base import Base


class ApiKey(Owned, Base, table=True):
    __tablename__ = "api_key"

    vendor_id: UUID = Field(index=True)
    name: str
    prefix: str = Field(max_length=16, unique=True)
    digest: str = Field(max_length=64)
    "SHA-256 of the key, hexadecimal."
    rights: list[Right] = json_field(list[Right])
    issued_by: str
    issued_at: Moment
    revoked_by: str | None = None
    revoked_at: OptionalMoment = None

    def issued(self) -> Iterator[ApiKeyIssued]:
        yield ApiKeyIssued(
            vendor_id=self.vendor_id,
            key_id=self.id,
            name=self.name,
            prefix=self.prefix,
            rights=self.rights,
            issued_by=self.issued_by,
        )

    def revoke(self, actor: Actor, at: datetime) -> Iterator[ApiKeyRevoked]:
        if self.revoked_at is not None:
            raise refused("already-revoked", f"The key {self.prefix} was revoked already.")
        self.revoked_by, self.revoked_at = actor.id, at
        yield ApiKeyRevoked(
            vendor_id=self.vendor_id,
            key_id=self.id,
            name=self.name,
            prefix=self.prefix,
            revoked_by=actor.id,
        )
