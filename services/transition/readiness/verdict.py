"""What a gate's rule comes to, in whatever version."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.gates import GateOutcome


class Verdict(BaseModel):
    """`score` is a share 0 to 1; `reasons` say what stands in the way, or what was waived."""

    model_config = ConfigDict(frozen=True)
    outcome: GateOutcome
    score: Decimal
    reasons: list[str]
