"""What vendors report of knowledge transfer."""

from datetime import date
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import Field

from libs.common.events.base import Event, Part
from libs.common.events.terms import Code
from libs.common.events.vendor.evidence import NO_EVIDENCE, Count, Evidence


class TransferStep(StrEnum):
    """The steps of a topic, in order."""

    DOCUMENTED = "documented"
    TAUGHT = "taught"
    SHADOWED = "shadowed"
    REVERSE_SHADOWED = "reverse_shadowed"
    TESTED = "tested"


class HandledCase(Part):
    """`reference`: by which both sides find the case."""

    reference: str = Field(min_length=1, max_length=100)
    unaided: bool = False


class KnowledgeTransferReported(Event):
    headline = "{person} on {topic_code}: {step}"
    programme_id: UUID
    vendor_id: UUID
    contract_id: UUID
    topic_code: Code
    person: str = Field(min_length=1, max_length=200)
    step: TransferStep
    done_on: date
    cases: Count = 0
    "Of reverse shadowing: how many cases were handled."
    unaided: Count = 0
    "And how many of them without help."
    evidence: Evidence = NO_EVIDENCE
    reported_by: str = ""
    handled: Annotated[list[HandledCase], Field(max_length=1000)] = NO_EVIDENCE
    "The cases one by one, so that each counts once; `cases` is then left out, or their number."
    seen_by: Annotated[str, Field(max_length=200)] = ""
    "Who sat beside, or marked the test."
