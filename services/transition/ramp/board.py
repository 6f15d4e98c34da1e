"""The ramp board: where the seats of a wave and of the plan stand, against when they are needed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from pydantic import BaseModel
from sqlmodel import select

from libs.common.db import Db
from libs.common.events.transition.ramp import SeatState
from libs.common.explain import Explained
from services.transition.knowledge.knowledge_transfer import Steps
from services.transition.models import Plan, Topic
from services.transition.models.members import TeamMember
from services.transition.models.seats import Seat
from services.transition.ramp.access_listed import Listed
from services.transition.ramp.filling import (
    requests_of,
    steps_of,
    topics_of,
    training_of,
    waits_for,
)
from services.transition.ramp.finding import seats_of
from services.transition.ramp.outlook import forecast_of, stood
from services.transition.ramp.ramp_forecast import RampForecast
from services.transition.ramp.seat_ladder import WEEK, standing_on
from services.transition.ramp.seat_lateness import SeatFacts, SeatLateness, seat_lateness
from services.transition.ramp.seats_certified import SeatsCertified, seats_certified

LONGEST = 260
"Weeks of a curve."


@dataclass(frozen=True)
class Board:
    """All that the board is made from, as it is on a day."""

    today: date
    seats: Sequence[Seat]
    people: Mapping[str, TeamMember]
    requests: list[Listed]
    topics: list[Topic]
    steps: Steps

    def of(self, wave: str | None) -> list[Seat]:
        return [seat for seat in self.seats if wave is None or seat.wave == wave]

    def forecast(self, wave: str | None) -> Explained[RampForecast]:
        return forecast_of(self.of(wave), self.today)

    def lateness(self, seat: Seat, likely: date | None) -> Explained[SeatLateness]:
        return seat_lateness.explained(self._facts(seat), self.today, likely)

    def _facts(self, seat: Seat) -> SeatFacts:
        holder = self.people.get(seat.holder) if seat.holder else None
        trained = training_of(seat, self.topics, self.steps)
        return SeatFacts(
            code=seat.code,
            state=seat.state,
            needed_by=seat.needed_by,
            since=seat.last.on,
            step=seat.last.step,
            holder=seat.holder,
            leaving_on=holder.leaving_on if holder else None,
            waits_for=waits_for(seat, holder, self.requests),
            lacks=trained.value.lacking if trained else [],
        )


async def board_of(db: Db, plan: Plan) -> Board:
    seats = await seats_of(db, plan.id)
    topics = await topics_of(db, plan.id, {code for seat in seats for code in seat.topics})
    holders = {seat.holder for seat in seats if seat.holder}
    return Board(
        today=plan.today(db.now),
        seats=seats,
        people=await _people(db, plan.id),
        requests=await requests_of(db, plan.id),
        topics=topics,
        steps=await steps_of(db, plan.id, topics, holders),
    )


async def _people(db: Db, plan_id: UUID) -> dict[str, TeamMember]:
    query = select(TeamMember).where(TeamMember.plan_id == plan_id)
    return {member.code: member for member in await db.all(query)}


class WeekOfRamp(BaseModel):
    """`needed`: how many are needed by the end of the week. `standing`: how many stood where then;
    none for weeks to come."""

    ends_on: date
    needed: int
    standing: dict[SeatState, int] | None


def curve(seats: Sequence[Seat], today: date) -> list[WeekOfRamp]:
    """A point a week, each at the end of a Sunday, from the first seat to the last that is needed;
    the running week as it stands today. At most 260 weeks."""
    if not seats:
        return []
    stories = [stood(seat) for seat in seats]
    first = min(story[0].on for story in stories)
    last = max(today, *(seat.needed_by for seat in seats))
    ends = [_sunday(first) + n * WEEK for n in range((_sunday(last) - _sunday(first)) // WEEK + 1)]
    return [
        WeekOfRamp(
            ends_on=end,
            needed=sum(seat.needed_by <= end for seat in seats),
            standing=standing_on(stories, end) if end < today + WEEK else None,
        )
        for end in ends[:LONGEST]
    ]


def certified(seats: Sequence[Seat]) -> Explained[SeatsCertified]:
    return seats_certified.explained({seat.code: seat.state for seat in seats})


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())
