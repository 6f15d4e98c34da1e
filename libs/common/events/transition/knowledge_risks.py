"""Topics that one person alone holds."""

from datetime import date
from enum import StrEnum
from uuid import UUID

from libs.common.events.base import Event


class RiskLevel(StrEnum):
    """How bad it is that one person alone holds a topic, the mildest first."""

    SINGLE = "single"
    UNRETAINED = "unretained"
    "Nothing is agreed that keeps this person."
    LEAVING = "leaving"
    LOST = "lost"
    "Whoever held it has left."


class OfKnowledgeRisk(Event, abstract=True):
    programme_id: UUID
    vendor_id: UUID | None
    "None where it is a person of the client."
    plan_id: UUID
    topic_code: str
    title: str
    wave: str


class KnowledgeAtRisk(OfKnowledgeRisk):
    headline = "{topic_code} rests on one person: {why}"
    criticality: int
    person: str | None
    "None where nobody is left."
    level: RiskLevel
    leaving_on: date | None = None
    why: str


class KnowledgeRiskWorsened(OfKnowledgeRisk):
    headline = "{topic_code}: {why}"
    criticality: int
    person: str | None
    was: RiskLevel
    level: RiskLevel
    leaving_on: date | None = None
    why: str


class KnowledgeSecured(OfKnowledgeRisk):
    """`known_by`: several, or nobody where the topic was withdrawn."""

    headline = "{topic_code} rests on one person no longer"
    was: RiskLevel
    known_by: list[str]
