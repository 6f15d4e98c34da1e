"""Whether what becomes of people adds up to the people there are.

Choices: differences are named, not refused, for a plan for people grows line by line. Those who
declined an offer are offered nothing until they are offered something else, so they do not count
as offered.
"""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.people import Fate
from libs.common.explain import Explain, rule


class RoleCount(BaseModel):
    """A role, by code: how many hold it, and how many of them by what becomes of them."""

    model_config = ConfigDict(frozen=True)
    role: str
    headcount: int
    by_fate: dict[Fate, int]


class HeadcountAgrees(BaseModel):
    model_config = ConfigDict(frozen=True)
    headcount: int
    by_fate: dict[Fate, int]
    agrees: bool
    differences: list[str]


@rule("headcount_agrees", version=1)
def headcount_agrees(
    explain: Explain, roles: Sequence[RoleCount], offered: Mapping[str, int]
) -> HeadcountAgrees:
    """`offered`: by role, to how many a new place is offered that they did not decline."""
    headcount = explain("people in all roles", sum(role.headcount for role in roles))
    by_fate = {fate: sum(role.by_fate.get(fate, 0) for role in roles) for fate in Fate}
    explain("by what becomes of them", by_fate)
    differences = [line for role in roles for line in _of(role, offered.get(role.role, 0))]
    explain("differences", differences)
    return HeadcountAgrees(
        headcount=headcount, by_fate=by_fate, agrees=not differences, differences=differences
    )


def _of(role: RoleCount, offered: int) -> Iterator[str]:
    known = sum(role.by_fate.values())
    if known != role.headcount:
        gap = role.headcount - known
        word = f"{gap} too few" if gap > 0 else f"{-gap} too many"
        yield f"{role.role}: {known} of {role.headcount} have a plan, {word}"
    redeployed = role.by_fate.get(Fate.REDEPLOYED, 0)
    if offered != redeployed:
        yield f"{role.role}: {redeployed} to be redeployed, {offered} with an offer"
