"""Who of those that must has attended a course, per side.

Choice: shares 0 to 1, half-up to four places; a side of which nobody is asked has none.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party
from libs.common.explain import Explain, rule


class SideAttendance(BaseModel):
    model_config = ConfigDict(frozen=True)
    side: Party
    required: int
    attended: int
    share: Decimal | None


@rule("course_attendance", version=1)
def course_attendance(
    explain: Explain, required: Sequence[Party], attended: Sequence[Party]
) -> list[SideAttendance]:
    """A side for each person that is asked, and for each that came."""
    found = [_of(side, list(required).count(side), list(attended).count(side)) for side in Party]
    return explain("attended / required", found)


def _of(side: Party, required: int, attended: int) -> SideAttendance:
    share = (Decimal(attended) / required).quantize(PLACES, ROUND_HALF_UP) if required else None
    return SideAttendance(side=side, required=required, attended=attended, share=share)


PLACES = Decimal("0.0001")
