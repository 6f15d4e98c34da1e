"""Rows about the client's people. No route shows one to a vendor, and no event of it carries one.

Most carry no vendor at all, so that no vendor's session finds them. What a gate is computed from
carries the plan's vendor, who reads the gate and must find it as the client does.
"""

from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Owned
from services.transition.models.plan_items import InTurn


class OfClient(Owned):
    programme_id: UUID = Field(index=True)
    plan_id: UUID = Field(index=True)
    code: str

    @property
    def ours(self) -> dict[str, Any]:
        """Where its events belong, and what all of them name. No vendor may read them."""
        return {"programme_id": self.programme_id, "plan_id": self.plan_id, "code": self.code}


class ByTheBook(InTurn, OfClient):
    """What has a life."""


class FeedsGates(ByTheBook):
    vendor_id: UUID
