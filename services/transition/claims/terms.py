"""What the contract says of claims, beside the days in which the client accepts or disputes."""

from pydantic import BaseModel, ConfigDict, Field

from libs.common.events.vendor.contracts import OnSilence


class ClaimTerms(BaseModel):
    """Business days. `evidence_required`: a claim without files, or without the person who claims,
    is refused."""

    model_config = ConfigDict(frozen=True)
    answer_days: int = Field(default=3, ge=1, le=60)
    decision_days: int = Field(default=3, ge=1, le=60)
    on_silence: OnSilence = OnSilence.ESCALATE
    evidence_required: bool = False
