"""Who has a stake in the transition, and what they are told. The client's alone: no event of it
carries a vendor, so that no vendor reads it."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Event
from libs.common.events.transition.party import Party
from libs.common.events.vendor import Digest


class Attitude(StrEnum):
    """From the best to the worst."""

    CHAMPION = "champion"
    SUPPORTER = "supporter"
    NEUTRAL = "neutral"
    CRITIC = "critic"
    OPPONENT = "opponent"


class Tone(StrEnum):
    POSITIVE = "positive"
    MIXED = "mixed"
    NEGATIVE = "negative"


class StakeholderListed(Event):
    headline = "Stakeholder {code} listed, influence {influence}, interest {interest}"
    programme_id: UUID
    plan_id: UUID
    stakeholder_id: UUID
    code: str
    side: Party
    influence: int
    interest: int
    attitude: Attitude
    wanted: Attitude
    owner: str
    listed_on: date
    listed_by: str


class StakeholderRevised(Event):
    headline = "Stakeholder {code} revised, influence {influence}, interest {interest}"
    programme_id: UUID
    plan_id: UUID
    stakeholder_id: UUID
    code: str
    influence: int
    interest: int
    wanted: Attitude
    owner: str
    revised_on: date
    revised_by: str


class AttitudeNoted(Event):
    headline = "Stakeholder {code} was {was} and is {now}"
    programme_id: UUID
    plan_id: UUID
    stakeholder_id: UUID
    code: str
    was: Attitude
    now: Attitude
    wanted: Attitude
    noted_on: date
    noted_by: str


class StakeholderLeft(Event):
    headline = "Stakeholder {code} has left"
    programme_id: UUID
    plan_id: UUID
    stakeholder_id: UUID
    code: str
    left_on: date
    noted_by: str


class CommunicationPlanned(Event):
    headline = "Communication {code} planned by {channel}, due {due_on}"
    programme_id: UUID
    plan_id: UUID
    communication_id: UUID
    code: str
    audience: list[str]
    "Codes of stakeholders."
    channel: str
    sender: str
    wave: str | None
    due_on: date
    days_from_live: int | None
    "Where it moves with the wave: days after its go-live, before it if negative."
    languages: list[str]
    planned_by: str


class CommunicationRevised(Event):
    headline = "Communication {code} revised, due {due_on}"
    programme_id: UUID
    plan_id: UUID
    communication_id: UUID
    code: str
    audience: list[str]
    channel: str
    sender: str
    wave: str | None
    due_on: date
    days_from_live: int | None
    revised_on: date
    revised_by: str
    reason: str


class CommunicationSent(Event):
    headline = "Communication {code} sent on {sent_on}, due {due_on}"
    programme_id: UUID
    plan_id: UUID
    communication_id: UUID
    code: str
    wave: str | None
    due_on: date
    sent_on: date
    in_time: bool
    reach: int | None
    "People whom it reached, where that was counted."
    sent_by: str
    evidence: list[Digest]


class CommunicationMissed(Event):
    """Not sent by the end of the day on which it was due. It can still be sent, late."""

    headline = "Communication {code} was not sent by {due_on}: {sender}'s move"
    programme_id: UUID
    plan_id: UUID
    communication_id: UUID
    code: str
    wave: str | None
    due_on: date
    missed_from: date
    "The first day too late."
    sender: str


class CommunicationCancelled(Event):
    headline = "Communication {code} cancelled: {reason}"
    programme_id: UUID
    plan_id: UUID
    communication_id: UUID
    code: str
    wave: str | None
    due_on: date
    cancelled_on: date
    cancelled_by: str
    reason: str


class FeedbackGathered(Event):
    headline = "Feedback on {code}: {tone}"
    programme_id: UUID
    plan_id: UUID
    communication_id: UUID
    code: str
    stakeholder: str
    "Its code."
    tone: Tone
    gathered_on: date
    gathered_by: str
