"""Whether a team's morale fell since it was last asked.

Choices: against the last pulse of the same team with the same questions that enough answered; a
fall of exactly the stated threshold is not told, one beyond it is.
"""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class MoraleTrend(BaseModel):
    """In points of the scale 1 to 5."""

    model_config = ConfigDict(frozen=True)
    was: Decimal
    now: Decimal
    change: Decimal
    fell: bool


@rule("morale_trend", version=1)
def morale_trend(explain: Explain, was: Decimal, now: Decimal, threshold: Decimal) -> MoraleTrend:
    change = explain("change = now - was", now - was)
    fell = explain(f"a fall beyond {threshold}", -change > threshold)
    return MoraleTrend(was=was, now=now, change=change, fell=fell)
