"""What becomes of the client's people: roles and counts, never names. No event of it carries a
vendor, so that no vendor reads it."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Part
from libs.common.events.transition.of_plan import OfClientsPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class Fate(StrEnum):
    RETAINED = "retained"
    REDEPLOYED = "redeployed"
    RELEASED = "released"
    "People of an agency, who go back to it."
    REDUNDANT = "redundant"
    TRANSFERRED = "transferred"
    "To the vendor, with their contracts."


class Advice(StrEnum):
    POSITIVE = "positive"
    CONDITIONAL = "positive_with_conditions"
    NEGATIVE = "negative"


class FateCount(Part):
    fate: Fate
    headcount: int
    from_on: date


class AffectedRoleListed(OfClientsPlan):
    headline = "{headcount} people in the role {title} are affected"
    role_id: UUID
    code: str
    title: str
    process: str
    wave: str | None
    headcount: int
    fates: list[FateCount]
    listed_on: date
    listed_by: str


class AffectedRoleRevised(OfClientsPlan):
    headline = "What becomes of the role {title} was revised: {reason}"
    role_id: UUID
    code: str
    title: str
    process: str
    wave: str | None
    headcount: int
    fates: list[FateCount]
    revised_on: date
    revised_by: str
    reason: str


class PlacementOffered(OfClientsPlan):
    headline = "{count} people of {role} are offered {kind} as {to_role}"
    placement_id: UUID
    code: str
    role: str
    "Code of the affected role."
    kind: str
    to_role: str
    count: int
    offered_on: date
    answer_by: date
    place_by: date
    offered_by: str


class PlacementMoved(OfClientsPlan):
    headline = "{count} people of {role}: {now} as {to_role}"
    placement_id: UUID
    code: str
    role: str
    to_role: str
    count: int
    was: str
    now: str
    on: date
    noted_by: str


class PlacementOverdue(OfClientsPlan):
    headline = "{count} people of {role} are not placed by {place_by}"
    placement_id: UUID
    code: str
    role: str
    count: int
    place_by: date


class OfConsultation(OfClientsPlan, abstract=True):
    consultation_id: UUID
    code: str


class ConsultationPlanned(OfConsultation):
    headline = "Consultation of {body} on {about} planned"
    body: str
    about: str
    wave: str | None
    due_on: date
    deadline: str
    "Statutory or agreed."
    planned_on: date
    planned_by: str


class AdviceAsked(OfConsultation):
    headline = "{body} was asked for its advice on {about}, due {due_on}"
    body: str
    about: str
    wave: str | None
    requested_on: date
    due_on: date
    asked_by: str
    evidence: list[Digest]


class AdviceGiven(OfConsultation):
    headline = "{body} advised on {about}: {advice}"
    body: str
    about: str
    wave: str | None
    advice: Advice
    conditions: int
    given_on: date
    due_on: date
    noted_by: str
    evidence: list[Digest]


class ConsultationDecided(OfConsultation):
    headline = "The employer decided on {about} after the advice of {body}"
    body: str
    about: str
    wave: str | None
    advice: Advice
    departs: bool
    "From the advice."
    decided_on: date
    carry_out_from: date
    decided_by: str
    evidence: list[Digest]


class ConditionMet(OfConsultation):
    headline = "A condition of {body} is met: {condition}"
    body: str
    condition: str
    "Its code."
    due_on: date
    met_on: date
    noted_by: str
    evidence: list[Digest]


class ConsultationClosed(OfConsultation):
    headline = "Consultation of {body} on {about} closed"
    body: str
    about: str
    wave: str | None
    closed_on: date
    closed_by: str


class ConsultationOverdue(OfConsultation):
    """Its advice, or what was promised on it, has not come by its day."""

    headline = "Consultation {code} is overdue: {what}, due {due_on}"
    what: str
    "The advice, or the code of a condition."
    owner: str
    due_on: date
    overdue_from: date


class PulseOpened(OfClientsPlan):
    headline = "Morale of {team} is asked: {title}"
    pulse_id: UUID
    code: str
    title: str
    side: Party
    team: str
    questions: int
    opens_on: date
    opened_by: str


class PulseCounted(OfClientsPlan):
    """`mean` and `favourable` are none where too few answered for them to be shown."""

    headline = "Morale of {team} was counted"
    pulse_id: UUID
    code: str
    side: Party
    team: str
    counted_on: date
    mean: Decimal | None
    favourable: Decimal | None
    counted_by: str


class PulseCancelled(OfClientsPlan):
    headline = "The question about morale of {team} was withdrawn: {reason}"
    pulse_id: UUID
    code: str
    team: str
    cancelled_on: date
    cancelled_by: str
    reason: str


class MoraleFell(OfClientsPlan):
    headline = "Morale of {team} fell from {was} to {now}"
    pulse_id: UUID
    code: str
    side: Party
    team: str
    was: Decimal
    now: Decimal
    threshold: Decimal
    "A fall beyond this, in points of the scale 1 to 5, is told."
    counted_on: date
