"""When misses give the client the right to end the contract.

Source: after 3 consecutive or 5 of 12 misses. Our choices: only credit-bearing months count, in
the twelve calendar months up to the last one closed; a month without a score, or not closed, is
neither a miss nor the end of a run; the right stands while the misses lie within the twelve.
"""

from collections.abc import Mapping
from itertools import groupby

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.governance.months import months_before

CONSECUTIVE, OF_TWELVE, WINDOW = 3, 5, 12


class TerminationRight(BaseModel):
    model_config = ConfigDict(frozen=True)
    stands: bool = False
    consecutive: int = 0
    "The longest run of misses among the last twelve months."
    of_twelve: int = 0


@rule("termination_right", version=1)
def termination_right(explain: Explain, missed: Mapping[str, bool | None]) -> TerminationRight:
    """`missed` by month; none where there is no score."""
    if not missed:
        return TerminationRight()
    since = explain("looking back to", months_before(max(missed), WINDOW - 1))
    judged = [missed[month] for month in sorted(missed) if month >= since]
    scored = [miss for miss in judged if miss is not None]
    runs = [len(list(run)) for miss, run in groupby(scored) if miss]
    consecutive = explain("longest run of misses", max(runs, default=0))
    of_twelve = explain("misses in twelve months", sum(runs))
    stands = consecutive >= CONSECUTIVE or of_twelve >= OF_TWELVE
    return TerminationRight(
        stands=explain("3 in a row or 5 of 12", stands),
        consecutive=consecutive,
        of_twelve=of_twelve,
    )
