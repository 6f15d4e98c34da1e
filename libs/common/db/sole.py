"""One holder at a time over all processes, by a PostgreSQL advisory lock.

The lock lives with its connection: who loses the connection has lost both, and another process
takes over. SQLite belongs to one process anyway.
"""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from zlib import crc32

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from libs.common.db.session import Database
from libs.common.db.walls import EVERYBODY

SPACE = 7_162_068
TRY = text("SELECT pg_try_advisory_lock(:space, :duty)")
FOR_ALL = text(f"SELECT set_config('baton.tenant', '{EVERYBODY}', false)")
"Once for the connection: whoever has a duty works for all tenants."


class Duty:
    """What the holder works with: the connection that holds the lock.

    There each statement stands by itself: a transaction around one costs two more round trips.
    """

    def __init__(self, database: Database, connection: AsyncConnection | None) -> None:
        self._database, self._connection = database, connection

    def look(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._held() or self._database.look()

    def change(self) -> AbstractAsyncContextManager[AsyncConnection]:
        return self._held() or self._database.change()

    def _held(self) -> AbstractAsyncContextManager[AsyncConnection] | None:
        return nullcontext(self._connection) if self._connection else None


@asynccontextmanager
async def sole(database: Database, duty: str) -> AsyncIterator[Duty | None]:
    """The duty, until the end of the block; none where another process has it."""
    if not database.is_postgresql:
        yield Duty(database, None)
        return
    async with database.engine.connect() as connection:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        taken = await connection.scalar(TRY, {"space": SPACE, "duty": _number(duty)})
        try:
            if taken:
                await connection.execute(FOR_ALL)
            yield Duty(database, connection) if taken else None
        finally:
            if taken:
                await connection.invalidate()  # closed, not given back: the lock goes with it


def _number(duty: str) -> int:
    """As PostgreSQL takes it: 32 bits with a sign."""
    return crc32(duty.encode()) - (1 << 31)
