"""Rows about the client's people. No route shows one to a vendor, and no event of it carries one.

Most carry no vendor at all, so that no vendor's session finds them. What a gate is computed from
carries the plan's vendor, who reads the gate and must find it as the client does.
"""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Owned, json_field
from libs.common.problems import invalid
from services.transition.models.plan_items import Deed, ItemChange


class OfClient(Owned):
    programme_id: UUID = Field(index=True)
    plan_id: UUID = Field(index=True)
    code: str

    @property
    def ours(self) -> dict[str, Any]:
        """Where its events belong, and what all of them name. No vendor may read them."""
        return {"programme_id": self.programme_id, "plan_id": self.plan_id, "code": self.code}


class ByTheBook(OfClient):
    """What has a life: each step with its day, who took it and why."""

    history: list[ItemChange] = json_field(list[ItemChange], default_factory=list)

    @property
    def last(self) -> ItemChange:
        return self.history[-1]

    def note(self, step: str, state: str, deed: Deed) -> None:
        self.history = [*self.history, ItemChange(step=step, state=state, **deed._asdict())]

    def must_follow(self, on: date) -> None:
        if self.history and on < self.last.on:
            message = f"{self.code} is {self.last.state} since {self.last.on}, after {on}."
            raise invalid("/on", message)


class FeedsGates(ByTheBook):
    vendor_id: UUID
