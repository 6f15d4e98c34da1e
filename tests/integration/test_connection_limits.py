"""What every connection to PostgreSQL is held to, however long a process or a machine is silent."""

import asyncio

import pytest
from sqlalchemy import text

from libs.common.db import Database
from libs.common.migrations import migrate, opened
from libs.common.unusable import Unusable
from services.console.models import Base
from tests.postgres import Postgres

pytest_plugins = ("tests.servers",)


@pytest.mark.parametrize(
    ("limit", "value"),
    [
        ("statement_timeout", "30s"),
        ("lock_timeout", "10s"),
        ("idle_in_transaction_session_timeout", "1min"),
        ("tcp_keepalives_idle", "30"),
        ("tcp_keepalives_interval", "10"),
        ("tcp_keepalives_count", "3"),
    ],
)
async def test_the_server_knows_the_limit(postgres: Postgres, limit: str, value: str) -> None:
    addresses = await asyncio.to_thread(postgres.databases)
    database = Database(addresses.replace("{service}", "console"), Base)
    async with database.look() as connection:
        assert await connection.scalar(text(f"SHOW {limit}")) == value
    await database.close()


@pytest.mark.parametrize("limit", ["statement_timeout", "lock_timeout"])
async def test_a_migration_has_the_time_it_takes(postgres: Postgres, limit: str) -> None:
    addresses = await asyncio.to_thread(postgres.databases)
    database = Database(addresses.replace("{service}", "console"), Base)
    async with opened(database) as connection:
        assert await connection.scalar(text(f"SHOW {limit}")) == "0"
    await database.close()


async def test_processes_that_start_at_once_migrate_one_after_the_other(postgres: Postgres) -> None:
    addresses = await asyncio.to_thread(postgres.databases)
    processes = [Database(addresses.replace("{service}", "console"), Base) for _ in range(3)]
    await asyncio.gather(*(migrate(database, "console") for database in processes))
    for database in processes:
        await database.close()


@pytest.mark.parametrize(
    ("wrong", "said"), [("@", 'role "stranger" does not exist'), ("_console", "does not exist")]
)
async def test_who_is_let_in_nowhere_is_told_in_a_sentence(
    postgres: Postgres, wrong: str, said: str
) -> None:
    addresses = await asyncio.to_thread(postgres.databases)
    url = addresses.replace("{service}", "console")
    url = url.replace("baton@", "stranger@") if wrong == "@" else f"{url}_of_nobody"
    database = Database(url, Base)
    with pytest.raises(Unusable, match=f"{said}.*BATON_DATABASE_URL"):
        await migrate(database, "console")
    await database.close()
