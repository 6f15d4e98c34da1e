"""Each service's database, brought up to date when it starts.

The tables of `common` are one Alembic branch, a service's own another; both end in heads.
"""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from libs.common.db import Database
from libs.common.db.walls import raise_walls

HERE = Path(__file__).parent
LOCK = 7_162_066
"Key of the PostgreSQL advisory lock under which one process migrates and others wait."


def config_for(service: str) -> Config:
    own = HERE.parents[2] / "services" / service / "migrations"
    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "newline")
    places = [HERE / "versions", own] if own.is_dir() else [HERE / "versions"]
    config.set_main_option("version_locations", "\n".join(map(str, places)))
    return config


async def migrate(database: Database, service: str) -> None:
    async with database.change() as connection:
        if database.is_postgresql:
            await connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
        await connection.run_sync(_upgrade, service, database.models.metadata)


def _upgrade(connection: Connection, service: str, metadata: Any) -> None:
    config = config_for(service)
    config.attributes.update(connection=connection, metadata=metadata)
    command.upgrade(config, "heads")
    if connection.dialect.name == "postgresql":
        raise_walls(connection, metadata)
