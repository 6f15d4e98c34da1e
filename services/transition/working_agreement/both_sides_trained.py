"""Whether people of both sides have learnt how the others work, before a wave goes live.

Choices: courses that are due before the go-live count, those that were cancelled do not; each
person that a course asks for counts once for it; of two sides the one that is behind counts, and a
side of which nobody is asked is at nought: it takes both.
"""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party
from libs.common.explain import Explain, rule


class BothSidesTrained(BaseModel):
    """`share`: of the side that is behind, 0 to 1, exact."""

    model_config = ConfigDict(frozen=True)
    share: Decimal


@rule("both_sides_trained", version=1)
def both_sides_trained(
    explain: Explain, asked: Mapping[Party, int], attended: Mapping[Party, int]
) -> BothSidesTrained:
    """People by side, over all courses."""
    shares = {side: _share(asked.get(side, 0), attended.get(side, 0)) for side in Party}
    explain("attended / asked", shares)
    return BothSidesTrained(share=explain("the side that is behind", min(shares.values())))


def _share(asked: int, attended: int) -> Decimal:
    return Decimal(attended) / asked if asked else Decimal(0)
