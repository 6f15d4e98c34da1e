"""Larger changes of a running contract: more to hand over, or the way out."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from sqlmodel import Field

from libs.common.db import Owned, json_field
from libs.common.events.governance import ExitTriggered, ScalingRequested
from libs.common.explain import Explanation
from services.governance.models.base import Base


class ScalingRequest(Owned, Base, table=True):
    __tablename__ = "scaling_request"

    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    contract_id: UUID
    title: str
    processes: list[str] = json_field(list[str])
    planned_on: date
    requested_by: str
    requested_on: date

    def requested(self) -> Iterator[ScalingRequested]:
        yield ScalingRequested(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            contract_id=self.contract_id,
            scaling_id=self.id,
            title=self.title,
            processes=self.processes,
            planned_on=self.planned_on,
        )


class Exit(Owned, Base, table=True):
    programme_id: UUID = Field(index=True)
    vendor_id: UUID
    contract_id: UUID = Field(unique=True)
    reason: str
    leave_on: date
    to_vendor_id: UUID | None = None
    "Who takes the work over; none: the client itself."
    earliest_on: date
    explanation: Explanation = json_field(Explanation)
    triggered_by: str
    triggered_on: date

    def triggered(self) -> Iterator[ExitTriggered]:
        yield ExitTriggered(
            programme_id=self.programme_id,
            vendor_id=self.vendor_id,
            contract_id=self.contract_id,
            exit_id=self.id,
            reason=self.reason,
            leave_on=self.leave_on,
            to_vendor_id=self.to_vendor_id,
        )
