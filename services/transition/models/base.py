"""The registry of this service's tables, and what its rows have in common."""

from typing import Any
from uuid import UUID

from sqlmodel import Field, SQLModel

from libs.common.db import Owned
from libs.common.tables import service_registry


class Base(SQLModel, registry=service_registry()):
    pass


class OfVendor(Owned):
    """A row that belongs to one plan, and so to one contract: its vendor may see it."""

    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    plan_id: UUID = Field(index=True)

    @property
    def ours(self) -> dict[str, Any]:
        """Where an event of this row belongs."""
        return {
            "programme_id": self.programme_id,
            "vendor_id": self.vendor_id,
            "plan_id": self.plan_id,
        }
