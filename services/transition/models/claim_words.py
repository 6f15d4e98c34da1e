"""What is said of a claim, by whom and when, and which clock the word ended."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.common.events.vendor.evidence import Digest
from services.transition.claims.clock import Clock

BY_CONTRACT = "the contract"
"Stands for a person where silence decides."


class Word(NamedTuple):
    by: str
    at: datetime
    text: str = ""
    evidence: Sequence[Digest] = ()
    report: UUID | None = None
    "The vendor's event that brought it, where it came through the door."


class ClaimChange(BaseModel):
    model_config = ConfigDict(frozen=True)
    step: str
    state: str
    by: str
    at: datetime
    text: str = ""
    evidence: list[Digest] = []
    clock: Clock | None = None
    "The one that ran, or stood still, until this was said; of words from before it was kept, none."
