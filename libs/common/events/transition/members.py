"""The people of both sides: who joins, leaves and succeeds."""

from datetime import date
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party


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
    successor: str | None = None


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
