"""Whether those who have a stake are known well enough, and think as they are wanted to.

Choices: a stakeholder is mapped once what they need is stated and, where their influence is high,
how often they are to be spoken to; they are on side where their attitude is the wanted one or a
better one. Everybody who is involved counts the same: of a plan, as stakeholders belong to no wave.
"""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.communication import Attitude
from libs.common.explain import Explain, rule
from services.transition.communication.stakeholder_quadrant import HIGH

BEST_FIRST = list(Attitude)


class StakeholdersMapped(BaseModel):
    """`share` 0 to 1, exact: of those who are mapped and on side."""

    model_config = ConfigDict(frozen=True)
    share: Decimal | None


def is_mapped(needs: str, influence: int, rhythm_days: int | None) -> bool:
    return bool(needs.strip()) and (influence < HIGH or rhythm_days is not None)


def is_on_side(attitude: Attitude, wanted: Attitude) -> bool:
    return BEST_FIRST.index(attitude) <= BEST_FIRST.index(wanted)


@rule("stakeholders_mapped", version=1)
def stakeholders_mapped(
    explain: Explain, involved: int, mapped: int, on_side: int, both: int
) -> StakeholdersMapped:
    """Numbers alone: who thinks what is the client's, and vendors see gates."""
    explain("mapped, of those involved", [mapped, involved])
    explain("on side, of those involved", [on_side, involved])
    share = explain("share = both / involved", Decimal(both) / involved if involved else None)
    return StakeholdersMapped(share=share)
