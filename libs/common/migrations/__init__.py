"""Each service's database, brought up to date when it starts.

The tables of `common` are one Alembic branch, a service's own another; both end in heads.
"""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, text

from libs.common.db import Database
from libs.common.db.walls import raise_walls
from libs.common.migrations.revisions import heads, present

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
    async with database.change() as connection:
        if database.is_postgresql:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        await connection.run_sync(_bring_up_to_date, service, database.models.metadata)


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
