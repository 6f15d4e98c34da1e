"""What the routes of the communication plan take and show."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints, model_validator

from libs.common.bodies import Body, View
from libs.common.events.terms import Code
from libs.common.events.transition.communication import Tone
from libs.common.events.vendor.evidence import Evidence
from services.transition.api.common import Day, Reason, Text
from services.transition.api.of_client import Note, TakeStep
from services.transition.communication.planned import due_on
from services.transition.models import Communication, CommunicationState, Wave
from services.transition.models.communications import Channel, Feedback
from services.transition.models.plan_items import ItemChange

Audience = Annotated[list[Code], Field(min_length=1, max_length=100)]
Message = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", examples=["nl"])]
Languages = Annotated[list[Language], Field(min_length=1, max_length=20)]
FromLive = Annotated[int, Field(ge=-366, le=366)]
Reach = Annotated[int, Field(ge=0, le=1_000_000_000)]


class PlanCommunication(Body):
    """Due on a day (`fixed_on`), or some days from a wave's go-live (`days_from_live`, before it
    if negative), with which it moves. `message`: in a sentence."""

    code: Code
    audience: Audience
    message: Message
    channel: Channel
    sender: Text
    languages: Languages
    wave: Code | None = None
    fixed_on: Day | None = None
    days_from_live: FromLive | None = None

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "suppliers-told",
                    "audience": ["suppliers"],
                    "message": "Invoices go to a new address from 15 September",
                    "channel": "letter",
                    "sender": "Joris",
                    "languages": ["nl", "en"],
                    "wave": "wave-1",
                    "days_from_live": -14,
                }
            ]
        }
    )

    @model_validator(mode="after")
    def _is_due_once(self) -> "PlanCommunication":
        if (self.fixed_on is None) == (self.days_from_live is None):
            raise ValueError("state either fixed_on or days_from_live")
        if self.days_from_live is not None and self.wave is None:
            raise ValueError("days_from_live needs a wave")
        return self


class ReviseCommunication(Body):
    """What is left out stays as it is. A day in place of days from go-live, or the other way
    round, takes the place of what was stated."""

    audience: Audience | None = None
    message: Message | None = None
    channel: Channel | None = None
    sender: Text | None = None
    languages: Languages | None = None
    fixed_on: Day | None = None
    days_from_live: FromLive | None = None
    on: Day | None = None
    "Today, unless stated."
    reason: Reason


class SendCommunication(TakeStep):
    """With the digest of what was sent as evidence."""

    evidence: Annotated[Evidence, Field(min_length=1)]
    reach: Reach | None = None
    "People whom it reached, where that was counted."


class GatherFeedback(Body):
    stakeholder: Code
    tone: Tone
    note: Note = ""
    on: Day | None = None
    "Today, unless stated."


class CommunicationView(View):
    """`due_on`: as it stands; of what was sent, missed or cancelled, as it stood then."""

    id: UUID
    programme_id: UUID
    plan_id: UUID
    code: str
    audience: list[str]
    message: str
    channel: Channel
    sender: str
    languages: list[str]
    wave: str | None
    fixed_on: date | None
    days_from_live: int | None
    due_on: date
    state: CommunicationState
    sent_on: date | None
    reach: int | None
    feedback: list[Feedback]
    history: list[ItemChange]

    @classmethod
    def of(cls, row: Communication, waves: Mapping[str, Wave]) -> "CommunicationView":
        names = cls.model_fields.keys() - {"due_on"}
        facts: dict[str, Any] = {name: getattr(row, name) for name in names}
        return cls(due_on=due_on(row, waves), **facts)
