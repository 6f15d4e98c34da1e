"""The people of both sides, the seats that they fill, and what keeps them."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor import Digest


class SeatState(StrEnum):
    """In the order in which a seat is filled."""

    OPEN = "open"
    HIRED = "hired"
    SCREENED = "screened"
    ACCESS = "access"
    TRAINED = "trained"
    CERTIFIED = "certified"
    WITHDRAWN = "withdrawn"


class OfMember(OfPlan, abstract=True):
    member_id: UUID
    code: str
    name: str
    side: Party


class MemberJoined(OfMember):
    """`code`: the name by which topics and reports know the person."""

    headline = "{name} joins the {side}'s team as {role}"
    role: str
    is_key: bool
    joined_on: date
    added_by: str


class MemberChanged(OfMember):
    headline = "{name} is now {role} in the {side}'s team"
    role: str
    is_key: bool
    changed_on: date
    changed_by: str


class MemberLeaving(OfMember):
    """Announced; why is known to the person's own side alone."""

    headline = "{name} of the {side} will leave on {leaving_on}"
    role: str
    is_key: bool
    announced_on: date
    leaving_on: date
    "The last day."
    was: date | None = None
    "Announced before."
    successor: str | None = None
    announced_by: str


class KeyPersonLeaving(Event):
    """A key person is announced to leave, and no agreement keeps them. Of the client's people the
    client alone is told."""

    headline = "{name}, a key person, will leave on {leaving_on} and no agreement keeps them"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    member_id: UUID
    code: str
    name: str
    side: Party
    leaving_on: date


class MemberStays(OfMember):
    headline = "{name} of the {side} stays after all"
    was: date
    "The last day that had been announced."
    told_on: date
    told_by: str


class SuccessorNamed(OfMember):
    headline = "{successor} follows on {name}"
    successor: str
    named_on: date
    named_by: str


class MemberLeft(OfMember):
    headline = "{name} of the {side} left on {left_on}"
    role: str
    is_key: bool
    seat: str | None = None
    "Code of the seat that is open again."
    left_on: date
    successor: str | None = None
    told_by: str
    "Empty where the announced day came."


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


class RetentionProposed(Event):
    """Amounts are never told. Of the client's people the client alone is told."""

    headline = "An agreement is to keep {person} until {until}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    from_on: date
    until: date
    wave: str | None = None
    topics: list[str]
    proposed_on: date
    proposed_by: str


class RetentionAgreed(Event):
    headline = "{person} agrees to stay until {until}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date
    agreed_on: date
    agreed_by: str
    evidence: list[Digest]


class RetentionEnding(Event):
    """A reminder: nothing keeps the person after that day."""

    headline = "The agreement that keeps {person} ends on {until}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date
    wave: str | None = None
    topics: list[str]


class RetentionFulfilled(Event):
    headline = "{person} stayed until {until}, as agreed"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date


class RetentionBroken(Event):
    headline = "{person} left on {left_on}, though agreed to stay until {until}"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date
    left_on: date
    wave: str | None = None
    topics: list[str]


class RetentionEnded(Event):
    """Before its time, by both or because it never came about."""

    headline = "The agreement that was to keep {person} until {until} is ended"
    programme_id: UUID
    vendor_id: UUID | None = None
    plan_id: UUID
    agreement_id: UUID
    person: str
    side: Party
    until: date
    ended_on: date
    ended_by: str
