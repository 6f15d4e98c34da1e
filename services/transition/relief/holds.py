"""What stops the vendor's clocks on claims: the client's lateness, and a roll-back on the client's
account. Each by a key of its own, so that several may stop one clock.

Choice: the client's own clocks are stopped by nothing. What waits for the client is a word, which
no lateness of the vendor and no roll-back keeps anybody from saying.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from services.transition.models import Relief, RollBack


class Hold(NamedTuple):
    """On the claims of these milestones, and on all of these waves; as long as it `stands`."""

    key: str
    reason: str
    stands: bool
    milestones: Collection[str]
    waves: Collection[str]


class Holds:
    """Those of one plan, found by what they touch."""

    def __init__(self, holds: Iterable[Hold]) -> None:
        self.keys: set[str] = set()
        self._milestones: dict[str, list[Hold]] = {}
        self._waves: dict[str, list[Hold]] = {}
        for hold in holds:
            self.keys.add(hold.key)
            for milestone in hold.milestones if hold.stands else ():
                self._milestones.setdefault(milestone, []).append(hold)
            for wave in hold.waves if hold.stands else ():
                self._waves.setdefault(wave, []).append(hold)

    def on(self, milestone: str, wave: str) -> dict[str, Hold]:
        """By key. `wave`: of the milestone, empty where the plan has it no more."""
        found = [*self._milestones.get(milestone, ()), *self._waves.get(wave, ())]
        return {hold.key: hold for hold in found}


def by_relief(relief: Relief) -> Hold:
    """As long as it counts and goes on."""
    by_client = relief.caused_by is Party.CLIENT
    return Hold(
        key=f"relief-{relief.number}",
        reason=relief.cause,
        stands=by_client and relief.counts and relief.until_on is None,
        milestones=relief.milestones,
        waves=relief.waves,
    )


def by_roll_back(roll_back: RollBack) -> Hold:
    """From when it is approved until the wave has a new date, or it is withdrawn."""
    return Hold(
        key=f"roll-back-{roll_back.id}",
        reason=f"{roll_back.wave} goes back",
        stands=roll_back.stops_clocks,
        milestones=(),
        waves=(roll_back.wave,),
    )


async def holds_of(db: Db, plan_id: UUID) -> list[Hold]:
    """All that may stop a clock now, by number, then roll-backs."""
    going_on = (Relief.plan_id == plan_id, col(Relief.until_on).is_(None))
    reliefs = await db.all(select(Relief).where(*going_on).order_by(col(Relief.number)))
    begun = (RollBack.plan_id == plan_id, col(RollBack.clocks_from).is_not(None))
    lasting = select(RollBack).where(*begun, col(RollBack.clocks_until).is_(None))
    roll_backs = await db.all(lasting.order_by(col(RollBack.id)))
    return [*map(by_relief, reliefs), *map(by_roll_back, roll_backs)]
