"""Who has a stake in the transition, and what they are told. The client's alone: no event of it
carries a vendor, so that no vendor reads it."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from libs.common.events.transition.of_plan import OfClientsPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


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


class StakeholderListed(OfClientsPlan):
    headline = "Stakeholder {code} listed, influence {influence}, interest {interest}"
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


class StakeholderRevised(OfClientsPlan):
    headline = "Stakeholder {code} revised, influence {influence}, interest {interest}"
    stakeholder_id: UUID
    code: str
    influence: int
    interest: int
    wanted: Attitude
    owner: str
    revised_on: date
    revised_by: str


class AttitudeNoted(OfClientsPlan):
    headline = "Stakeholder {code} was {was} and is {now}"
    stakeholder_id: UUID
    code: str
    was: Attitude
    now: Attitude
    wanted: Attitude
    noted_on: date
    noted_by: str


class StakeholderLeft(OfClientsPlan):
    headline = "Stakeholder {code} has left"
    stakeholder_id: UUID
    code: str
    left_on: date
    noted_by: str


class OfCommunication(OfClientsPlan, abstract=True):
    communication_id: UUID
    code: str


class CommunicationPlanned(OfCommunication):
    headline = "Communication {code} planned by {channel}, due {due_on}"
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


class CommunicationRevised(OfCommunication):
    headline = "Communication {code} revised, due {due_on}"
    audience: list[str]
    channel: str
    sender: str
    wave: str | None
    due_on: date
    days_from_live: int | None
    revised_on: date
    revised_by: str
    reason: str


class CommunicationSent(OfCommunication):
    headline = "Communication {code} sent on {sent_on}, due {due_on}"
    wave: str | None
    due_on: date
    sent_on: date
    in_time: bool
    reach: int | None
    "People whom it reached, where that was counted."
    sent_by: str
    evidence: list[Digest]


class CommunicationMissed(OfCommunication):
    """Not sent by the end of the day on which it was due. It can still be sent, late."""

    headline = "Communication {code} was not sent by {due_on}: {sender}'s move"
    wave: str | None
    due_on: date
    missed_from: date
    "The first day too late."
    sender: str


class CommunicationCancelled(OfCommunication):
    headline = "Communication {code} cancelled: {reason}"
    wave: str | None
    due_on: date
    cancelled_on: date
    cancelled_by: str
    reason: str


class FeedbackGathered(OfCommunication):
    headline = "Feedback on {code}: {tone}"
    stakeholder: str
    "Its code."
    tone: Tone
    gathered_on: date
    gathered_by: str
