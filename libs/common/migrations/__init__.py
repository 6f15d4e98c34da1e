"""Each service's database, brought up to date when it starts.

The tables of `common` are one Alembic branch, a service's own another; both end in heads.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

from libs.common.db import Database
from libs.common.db.engine import make_patient_engine
from libs.common.db.walls import raise_walls, say
from libs.common.migrations.revisions import heads, present
from libs.common.unusable import Unusable

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent
LOCK = 7_162_066
"Key of the PostgreSQL advisory lock under which one process migrates and others wait."


def folders_of(service: str) -> list[Path]:
    own = HERE.parents[2] / "services" / service / "migrations"
    return [HERE / "versions", own] if own.is_dir() else [HERE / "versions"]


def config_for(service: str) -> "Config":
    from alembic.config import Config  # noqa: PLC0415 - as in `_upgrade`

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, folders_of(service))))
    return config


async def migrate(database: Database, service: str) -> None:
    """All or nothing; on PostgreSQL one process does it, and others wait however long it takes."""
    async with opened(database) as connection:
        await connection.run_sync(_bring_up_to_date, service, database.models.metadata)


@asynccontextmanager
async def opened(database: Database) -> AsyncIterator[AsyncConnection]:
    """One transaction for all of it, without the limits of everyday work."""
    if not database.is_postgresql:
        async with database.change() as connection:
            yield connection
        return
    engine = make_patient_engine(database.url)
    try:
        async with engine.begin() as connection:
            await say(connection)
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
            yield connection
    except DBAPIError as fault:
        raise refused(fault) or fault from fault
    finally:
        await engine.dispose()


def refused(fault: DBAPIError) -> Unusable | None:
    """What PostgreSQL says that only somebody can set right: an unknown role or database."""
    said = fault.orig
    if not str(getattr(said, "sqlstate", "")).startswith(("28", "3D")):
        return None
    reason = str(getattr(said, "__cause__", None) or said)
    return Unusable(f"PostgreSQL lets nobody in: {reason}. Look at BATON_DATABASE_URL.")


def _bring_up_to_date(connection: Connection, service: str, metadata: Any) -> None:
    if present(connection) != heads(folders_of(service)):
        _upgrade(connection, service, metadata)
    if connection.dialect.name == "postgresql":
        raise_walls(connection, metadata)


def _upgrade(connection: Connection, service: str, metadata: Any) -> None:
    """Alembic is loaded only here: 10 MB, which a service that is up to date need not carry."""
    from alembic import command  # noqa: PLC0415

    config = config_for(service)
    config.attributes.update(connection=connection, metadata=metadata)
    command.upgrade(config, "heads")
