"""Seats from open to certified, and when the ramp is complete."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class SeatState(StrEnum):
    """In the order in which a seat is filled."""

    OPEN = "open"
    HIRED = "hired"
    SCREENED = "screened"
    ACCESS = "access"
    TRAINED = "trained"
    CERTIFIED = "certified"
    WITHDRAWN = "withdrawn"


class SeatAdded(OfPlan):
    headline = "A seat for {role} in {wave} is needed by {needed_by}"
    seat_id: UUID
    code: str
    wave: str
    process: str | None = None
    role: str
    language: str
    location: str
    side: Party
    needed_by: date
    added_by: str


class SeatAdvanced(OfPlan):
    headline = "{holder} on {code} is {state}"
    seat_id: UUID
    code: str
    wave: str
    side: Party
    holder: str
    step: str
    was: SeatState
    state: SeatState
    on: date
    valid_until: date | None = None
    share: Decimal | None = None
    "Of the seat's topics that the holder knows, 0 to 1, where they were measured."
    evidence: list[Digest]
    told_by: str


class SeatFellBack(OfPlan):
    """`reason`: not where it is about the person alone."""

    headline = "{code} goes back from {was} to {state}: {step}"
    seat_id: UUID
    code: str
    wave: str
    side: Party
    holder: str
    "Who held it until then."
    step: str
    was: SeatState
    state: SeatState
    on: date
    reason: str
    evidence: list[Digest]
    told_by: str
    "Empty where a day came."


class SeatWithdrawn(OfPlan):
    headline = "The seat {code} is not needed any more: {reason}"
    seat_id: UUID
    code: str
    wave: str
    side: Party
    on: date
    reason: str
    told_by: str


class RampForecastMoved(OfPlan):
    """When all seats of a wave will be certified: a range, from the pace so far."""

    headline = "Seats of {wave}: {certified} of {seats} certified, {event.outlook} ({cause})"
    wave: str
    seats: int
    certified: int
    was: date | None = None
    "Likely, as last told."
    early: date | None = None
    likely: date | None = None
    late: date | None = None
    "None where what was seen gives no bound."
    late_by: str | None = None
    "What it rests on: `spread` of the weeks, or `bound`, the slowest pace that they permit."
    open_because: str | None = None
    "Why there is no `late`."
    closes: str | None = None
    "What would bound it."
    note: str
    cause: str

    @property
    def outlook(self) -> str:
        return f"all likely by {self.likely}" if self.likely else self.note
