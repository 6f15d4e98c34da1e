"""What an operator does with dead letters: look, replay, discard."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row

from libs.common import held, inbox
from libs.common.application import PASSING, Application
from libs.common.bus import Partition
from libs.common.clock import Clock
from libs.common.db import Database, Db, Scope
from libs.common.held import Early, Outcome, State
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
            except PASSING:
                raise
            except Exception as fault:
                raise _failed(fault) from fault
        return 1 + await self._release(row)

    async def discard(self, tenant: str, id: UUID, by: str) -> int:
        """Gives a dead or pending event up, then applies those behind it; how many."""
        async with self._database.write(self._scope(tenant)) as db:
            row = await self._front(db, tenant, id)
            await held.end(db, row.id, Outcome.DISCARDED, by)
        return await self._release(row)

    async def _front(self, db: Db, tenant: str, id: UUID) -> Row[Any]:
        row = await held.one(db, tenant, id)
        if row is None:
            raise not_found("dead letter", id)
        if row.state == State.PARKED or row.outcome:
            raise refused(
                "not-in-front",
                f"This event is {row.outcome or row.state}.",
                do="Deal with the dead event in front of it." if row.state == "parked" else None,
            )
        await inbox.position(db, Partition(row.topic, row.partition))
        return row

    async def _release(self, front: Row[Any]) -> int:
        """One by one, until the lane is free or one fails."""
        applied = 0
        while True:
            async with self._database.write(self._scope(front.tenant)) as db:
                await inbox.position(db, Partition(front.topic, front.partition))
                row = next(iter(await held.followers(db, front)), None)
                if row is None or not await self._follow(db, row):
                    return applied
            applied += 1

    async def _follow(self, db: Db, row: Row[Any]) -> bool:
        try:
            await self._application.attempt(db, row)
        except PASSING:
            raise
        except Early as early:
            await self._wait_with_the_rest(db, row, str(early))
            return False
        except Exception as fault:
            await held.restate(db, row.id, State.DEAD, f"{type(fault).__name__}: {fault}")
            return False
        return True

    async def _wait_with_the_rest(self, db: Db, row: Row[Any], reason: str) -> None:
        await held.restate(db, row.id, State.PENDING, reason)
        for later in await held.followers(db, row):
            await held.restate(db, later.id, State.PENDING, "Behind a held event")

    def _scope(self, tenant: str) -> Scope:
        return Scope(tenant, self._clock.now())


def _failed(fault: Exception) -> Problem:
    return refused(
        "replay-failed",
        f"It failed again: {type(fault).__name__}: {fault}"[:500],
        do="Mend the cause and replay it, or discard it.",
    )
