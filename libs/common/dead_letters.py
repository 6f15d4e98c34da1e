"""What an operator does with dead letters: look, replay, discard."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from libs.common import held, inbox, lanes
from libs.common.application import Application
from libs.common.bus import Partition
from libs.common.clock import Clock
from libs.common.db import Database, Db, Scope
from libs.common.held import Early, Outcome, State
from libs.common.passing import will_pass
from libs.common.problems import Problem, not_found, refused


class DeadLetters:
    """Of one service. Each step is a transaction of its own, in turn with the consumer's."""

    def __init__(self, database: Database, application: Application, clock: Clock) -> None:
        self._database, self._application, self._clock = database, application, clock

    async def replay(self, tenant: str, id: UUID, by: str) -> int:
        """Applies a dead or pending event, then those behind it; how many were applied.

        Refuses (409, `replay-failed`) with the reason where it fails again; nothing is changed.
        """
        async with self._database.write(self._scope(tenant)) as db:
            row = await self._front(db, tenant, id)
            try:
                await self._application.attempt(db, row, by)
            except Exception as fault:
                if will_pass(fault):
                    raise
                raise _failed(fault) from fault
            await self._application.retry_pending(db, [row.key])
        return 1 + await self._release(row)

    async def discard(self, tenant: str, id: UUID, by: str) -> int:
        """Gives a dead or pending event up, then applies those behind it; how many."""
        async with self._database.write(self._scope(tenant)) as db:
            row = await self._front(db, tenant, id)
            await held.end(db, row.id, Outcome.DISCARDED, by)
        return await self._release(row)

    async def _front(self, db: Db, tenant: str, id: UUID) -> Row[Any]:
        found = await held.one(db, tenant, id)
        if found is None:
            raise not_found("dead letter", id)
        await self._take_turn(db, found)
        row = await held.one(db, tenant, id)
        if row is None or row.outcome:
            raise refused("ended", "This event was dealt with already.")
        if not await lanes.is_in_front(db, row):
            raise refused(
                "not-in-front",
                f"Another event of {row.topic} for {row.key} is held before this one.",
                do="Deal with the first of them; what waits behind it follows.",
            )
        return row

    async def _take_turn(self, db: Db, row: Row[Any]) -> None:
        """In the order of the consumer's locks: partition, then key."""
        await inbox.position(db, Partition(row.topic, row.partition))
        await lanes.take_turns(db, [row.key])

    async def _release(self, front: Row[Any]) -> int:
        """One by one, until the lane is free or one fails."""
        applied = 0
        while True:
            async with self._database.write(self._scope(front.tenant)) as db:
                await self._take_turn(db, front)
                row = await lanes.next_in_lane(db, front)
                if row is None or not await self._follow(db, row):
                    return applied
            applied += 1

    async def _follow(self, db: Db, row: Row[Any]) -> bool:
        try:
            await self._application.attempt(db, row)
        except Early as early:
            await held.restate(db, row.id, State.PENDING, str(early))
            await lanes.restate_behind(db, row, State.PENDING)
            return False
        except Exception as fault:
            if will_pass(fault):
                raise
            await lanes.bury(db, row, f"{type(fault).__name__}: {fault}")
            return False
        await self._application.retry_pending(db, [row.key])
        return True

    def _scope(self, tenant: str) -> Scope:
        return Scope(tenant, self._clock.now())


def _failed(fault: Exception) -> Problem:
    return refused(
        "replay-failed",
        f"It failed again: {type(fault).__name__}: {fault}"[:500],
        do="Mend the cause and replay it, or discard it.",
    )
