"""To whom the plan of an exit hands the work over."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import Field, UniqueConstraint

from libs.common.db import Owned, json_field
from libs.common.events.transition.exits import HandOverTied
from libs.common.explain import Explanation
from services.transition.models.base import Base
from services.transition.models.plans import Plan


class ExitTie(Owned, Base, table=True):
    """The client's own, so it names no vendor of its own: neither of the two reads who the other
    is. `plan_id`: the exit's. `shape`: what had to come back on the day on which it was made."""

    __tablename__ = "exit_tie"
    __table_args__ = (UniqueConstraint("plan_id"),)

    programme_id: UUID = Field(index=True)
    plan_id: UUID = Field(index=True)
    contract_id: UUID
    leave_on: date
    processes: list[str] = json_field(list[str])
    shape: Explanation = json_field(Explanation)
    to_vendor_id: UUID | None = None
    "None: the work comes back to the client."
    hands_over_to: UUID | None = Field(default=None, index=True)
    "The other vendor's plan, once there is one."
    tied_on: date | None = None

    def tie(self, to: Plan, topics: Sequence[str], on: date) -> Iterator[HandOverTied]:
        self.hands_over_to, self.tied_on = to.id, on
        yield HandOverTied(
            programme_id=self.programme_id,
            plan_id=self.plan_id,
            contract_id=self.contract_id,
            to_plan_id=to.id,
            to_contract_id=to.contract_id,
            to_vendor_id=to.vendor_id,
            leave_on=self.leave_on,
            topics=list(topics),
            tied_on=on,
        )
