"""What the routes of team members take and show."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import StringConstraints

from libs.common.bodies import Body, View
from libs.common.events.transition.party import Party
from services.transition.api.common import Day, Reason, Text
from services.transition.models.members import MemberState, TeamMember
from services.transition.models.plan_items import ItemChange

Note = Annotated[str, StringConstraints(max_length=2000)]
Person = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
"The name by which topics and reports know somebody."


class AddMember(Body):
    code: Person
    "As in topics and reports."
    name: Text
    role: Text
    is_key: bool = False
    "Somebody whom the transition can hardly do without."
    joined_on: Day | None = None
    "Today, unless stated."
    note: Note = ""


class ChangeMember(Body):
    """What is left out stays as it is."""

    name: Text | None = None
    role: Text | None = None
    is_key: bool | None = None
    on: Day | None = None
    note: Note = ""


class AnnounceLeaving(Body):
    """`reason`: known to the person's own side alone."""

    leaving_on: Day
    "The last day."
    reason: Reason
    successor: Person | None = None
    on: Day | None = None
    "When it was told; today, unless stated."


class TellMember(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""


class NameSuccessor(TellMember):
    successor: Person


class Leave(Body):
    left_on: Day | None = None
    "The last day; today, unless stated."
    reason: Note = ""


class MemberView(View):
    """`seat`: the code of the one held. Why somebody leaves is shown to their own side alone."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    code: str
    name: str
    side: Party
    role: str
    is_key: bool
    seat: str | None
    joined_on: date
    leaving_on: date | None
    left_on: date | None
    successor: str | None
    state: MemberState
    history: list[ItemChange]

    @classmethod
    def to(cls, side: Party, member: TeamMember) -> "MemberView":
        shown = cls.model_validate(member)
        return shown if side is member.side else shown.model_copy(update=_without_notes(member))


def _without_notes(member: TeamMember) -> dict[str, list[ItemChange]]:
    return {"history": [change.model_copy(update={"note": ""}) for change in member.history]}
