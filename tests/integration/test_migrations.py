"""Every database comes up to date, and the migrations make just what the models say."""

from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from libs.common.db import Database
from libs.common.migrations import migrate
from libs.common.settings import SERVICES


@pytest.mark.parametrize("service", SERVICES)
async def test_the_migrations_make_what_the_models_say(service: str, tmp_path: Path) -> None:
    base = import_module(f"services.{service}.models").Base
    database = Database(f"sqlite+aiosqlite:///{tmp_path}/{service}.db", base)
    await migrate(database, service)
    await migrate(database, service)

    def differences(connection: Connection) -> list[Any]:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        return list(compare_metadata(context, base.metadata))

    async with database.look() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()
