"""How long a way out would take."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.transition.of_plan import OfClientsPlan


class ExitTimeEstimated(OfClientsPlan):
    """The client's own: its vendor is not told. Working days, and the days on which the work would
    be back; `shortfall`: calendar days that the notice lacks for the late one."""

    headline = (
        "An exit would take {likely} to {late} working days, the notice is {notice_days} days"
    )
    contract_id: UUID
    estimate_id: UUID
    estimated_on: date
    topics: int
    "Of knowledge to bring back."
    only_the_vendor_knows: list[str]
    likely: int
    late: int
    likely_on: date
    late_on: date
    notice_days: int
    is_enough: bool
    shortfall: int


class HandOverTied(Event):
    """The client's own: neither vendor is told who the other is."""

    headline = "The plan of another vendor takes the work over from an exit's"
    programme_id: UUID
    plan_id: UUID
    "The exit's, of the vendor that leaves."
    contract_id: UUID
    to_plan_id: UUID
    to_contract_id: UUID
    to_vendor_id: UUID
    leave_on: date
    topics: list[str]
    "Listed on the plan that takes over."
    tied_on: date
