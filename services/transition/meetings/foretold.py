"""The meetings to come, as far as they can be told: on each side's wall, and where that moves."""

from collections.abc import Iterator
from datetime import date, datetime

from pydantic import BaseModel, ConfigDict

from libs.common.events.transition.party import Party
from services.transition.meetings.coming import placed
from services.transition.meetings.rhythm import DAY
from services.transition.meetings.wall import wall_text
from services.transition.models import MeetingSeries, Plan
from services.transition.working_agreement.terms import AgreementTerms


class Foretold(BaseModel):
    """`local`: time on the wall of each side whose hours are known. `moved`: not the one that it
    was the time before."""

    model_config = ConfigDict(frozen=True)
    on: date
    starts_at: datetime
    local: dict[Party, str]
    moved: list[Party]
    outside: list[Party]
    why: str


def foretold(
    series: MeetingSeries, plan: Plan, terms: AgreementTerms, first: date, count: int
) -> Iterator[Foretold]:
    """Turns go on as if each were held."""
    turning = MeetingSeries(**dict(series))
    before: dict[Party, str] = {}
    for _ in range(count):
        found = placed(turning, plan, terms, first)
        if found is None:
            return
        sides = {side: hours for side in Party if (hours := terms.hours_of(side))}
        local = {side: wall_text(found.starts_at, hours.tz) for side, hours in sides.items()}
        moved = [side for side in local if before.get(side, local[side]) != local[side]]
        yield Foretold(
            on=found.day,
            starts_at=found.starts_at,
            local=local,
            moved=moved,
            outside=found.outside,
            why=found.why,
        )
        turning.turns = turning.turns.after(found.outside)
        before, first = local, found.day + DAY
