"""Whether it is settled what becomes of each of those whose role is affected.

Choices: who stays, is released or moves to the vendor is settled by the plan for them; who is to
be redeployed, once they have accepted a new place, be it after retraining; who is redundant, once
it is stated what severance costs. Nobody is settled twice. Who declined an offer is not settled.
"""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.people import Fate
from libs.common.explain import Explain, rule

BY_PLAN = (Fate.RETAINED, Fate.RELEASED, Fate.TRANSFERRED)


class RoleStanding(BaseModel):
    """A role, by code. `placed`: how many accepted a new place or have it; `severed`: of those made
    redundant, for how many the severance is stated."""

    model_config = ConfigDict(frozen=True)
    role: str
    headcount: int
    by_fate: dict[Fate, int]
    placed: int
    severed: int

    @property
    def settled(self) -> int:
        planned = sum(self.by_fate.get(fate, 0) for fate in BY_PLAN)
        placed = min(self.placed, self.by_fate.get(Fate.REDEPLOYED, 0))
        severed = min(self.severed, self.by_fate.get(Fate.REDUNDANT, 0))
        return min(planned + placed + severed, self.headcount)


class PeopleSettled(BaseModel):
    """`unsettled`: people by role, where there are any."""

    model_config = ConfigDict(frozen=True)
    people: int
    settled: int
    unsettled: dict[str, int]


class PlacesSettled(BaseModel):
    """`value`: the part of them that is settled, 0 to 1, not rounded."""

    model_config = ConfigDict(frozen=True)
    met: bool
    value: Decimal
    note: str


@rule("people_settled", version=1)
def people_settled(explain: Explain, roles: Sequence[RoleStanding]) -> PeopleSettled:
    """By role: for the client's own eyes."""
    settled = explain("settled by role", {role.role: role.settled for role in roles})
    open_ = {r.role: r.headcount - r.settled for r in roles if r.settled < r.headcount}
    return PeopleSettled(
        people=explain("people in all roles", sum(role.headcount for role in roles)),
        settled=explain("Σ settled", sum(settled.values())),
        unsettled=explain("not settled", open_),
    )


@rule("places_settled", version=1)
def places_settled(explain: Explain, people: int, settled: int) -> PlacesSettled:
    """The same for a gate, which vendors see: numbers over all roles alone. `people`: at least one;
    whole people, and their share unrounded. By this name decisions record it."""
    value = explain("share = settled / people", Decimal(settled) / people)
    note = f"{settled} of {people} settled"
    return PlacesSettled(met=settled == people, value=value, note=note)
