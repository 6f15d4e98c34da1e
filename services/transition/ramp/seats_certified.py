"""Whether enough of a wave's seats are certified.

Choices: each seat counts the same, whichever side fills it; seats that were withdrawn count not;
a seat whose holder is announced to leave counts as long as they are there.
"""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.ramp import SeatState
from libs.common.explain import Explain, rule


class SeatsCertified(BaseModel):
    """`share` 0 to 1, exact; none without seats."""

    model_config = ConfigDict(frozen=True)
    share: Decimal | None
    seats: int
    certified: int


@rule("seats_certified", version=1)
def seats_certified(explain: Explain, seats: Mapping[str, SeatState]) -> SeatsCertified:
    """`seats`: those that are not withdrawn, by code."""
    waiting = {c: state for c, state in seats.items() if state is not SeatState.CERTIFIED}
    explain("not certified", waiting)
    certified = explain("certified", len(seats) - len(waiting))
    share = explain("share = the second / all", Decimal(certified) / len(seats) if seats else None)
    return SeatsCertified(share=share, seats=len(seats), certified=certified)
