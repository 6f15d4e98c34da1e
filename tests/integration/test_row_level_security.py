"""PostgreSQL's own wall between tenants, tried past the session's bounds."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from libs.common.db import Database, Db, Scope
from libs.common.db.walls import Unwalled
from libs.common.ids import new_id
from libs.common.migrations import migrate
from libs.common.settings import SERVICES
from services.console.models import Base
from tests.postgres import ADMIN, SERVICE_ROLE, Postgres

pytest_plugins = ("tests.servers",)

NOW = datetime(2025, 3, 20, 9, tzinfo=UTC)
OURS, THEIRS, MACHINERY = Scope("veldkamp", NOW), Scope("kestrel", NOW), Scope("", NOW)


@pytest.fixture
async def database(postgres: Postgres) -> AsyncIterator[Database]:
    addresses = await asyncio.to_thread(postgres.databases)
    it = Database(addresses.replace("{service}", "console"), Base)
    await migrate(it, "console")
    yield it
    await it.close()


def vendor(tenant: str) -> dict[str, Any]:
    return {"id": new_id(), "tenant": tenant, "name": f"of {tenant}", "country": "PL"}


async def names(database: Database, scope: Scope) -> list[str]:
    async with database.read(scope) as db:
        return sorted((await db.run(select(db.table("vendor").c.name))).scalars())


async def test_a_plain_statement_finds_only_the_rows_of_the_sessions_tenant(
    database: Database,
) -> None:
    for scope in (OURS, THEIRS):
        async with database.write(scope) as db:
            await db.run(db.table("vendor").insert(), vendor(scope.tenant))
    assert await names(database, OURS) == ["of veldkamp"]
    assert await names(database, THEIRS) == ["of kestrel"]
    assert await names(database, MACHINERY) == ["of kestrel", "of veldkamp"]


async def test_a_row_of_another_tenant_is_refused(database: Database) -> None:
    with pytest.raises(DBAPIError, match="row-level security"):
        async with database.write(OURS) as db:
            await db.run(db.table("vendor").insert(), vendor("kestrel"))
    assert await names(database, MACHINERY) == []


async def test_a_row_of_another_tenant_cannot_be_changed_or_taken_away(database: Database) -> None:
    async with database.write(THEIRS) as db:
        await db.run(db.table("vendor").insert(), vendor("kestrel"))
    async with database.write(OURS) as db:
        table = db.table("vendor")
        assert (await db.run(table.update().values(name="ours now"))).rowcount == 0
        assert (await db.run(table.delete())).rowcount == 0
    assert await names(database, THEIRS) == ["of kestrel"]


async def test_who_does_not_say_for_whom_it_works_sees_nothing(database: Database) -> None:
    async with database.write(OURS) as db:
        await db.run(db.table("vendor").insert(), vendor("veldkamp"))
    async with database.engine.connect() as connection:
        assert (await connection.execute(text("SELECT * FROM vendor"))).all() == []


async def test_what_was_said_ends_with_the_transaction(database: Database) -> None:
    async with database.write(OURS) as db:
        await db.run(db.table("vendor").insert(), vendor("veldkamp"))
    for _ in range(20):  # whichever pooled connection comes
        async with database.engine.connect() as connection:
            assert (await connection.execute(text("SELECT * FROM vendor"))).all() == []


async def test_a_session_that_enters_another_tenant_sees_that_one(database: Database) -> None:
    async with database.write(OURS) as db:
        query = select(db.table("vendor").c.name)
        await db.run(db.table("vendor").insert(), vendor("veldkamp"))
        await db.enter(THEIRS)
        assert list((await db.run(query)).scalars()) == []
        await db.enter(OURS)
        assert list((await db.run(query)).scalars()) == ["of veldkamp"]


async def fail_in_another_tenant(db: Db) -> None:
    async with db.attempt():
        await db.enter(THEIRS)
        raise LookupError


async def test_after_a_failed_attempt_the_session_works_for_whom_it_did(
    database: Database,
) -> None:
    async with database.write(OURS) as db:
        await db.run(db.table("vendor").insert(), vendor("veldkamp"))
        with pytest.raises(LookupError):
            await fail_in_another_tenant(db)
        assert list((await db.run(select(db.table("vendor").c.name))).scalars()) == ["of veldkamp"]


async def test_a_tenant_named_like_everybody_is_a_tenant(database: Database) -> None:
    async with database.write(OURS) as db:
        await db.run(db.table("vendor").insert(), vendor("veldkamp"))
    assert await names(database, Scope("*", NOW)) == []


@pytest.mark.parametrize("service", SERVICES)
async def test_every_table_with_a_tenant_has_its_wall(postgres: Postgres, service: str) -> None:
    addresses = await asyncio.to_thread(postgres.databases)
    base = import_module(f"services.{service}.app").parts.base
    it = Database(addresses.replace("{service}", service), base)
    await migrate(it, service)
    await migrate(it, service)  # twice: a restart
    query = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    async with it.look() as connection:
        walled = set((await connection.execute(text(query))).scalars())
    await it.close()
    tables = it.models.metadata.tables.values()
    assert walled == {table.name for table in tables if "tenant" in table.columns}


async def test_a_role_that_walls_do_not_stop_is_refused_in_a_sentence(postgres: Postgres) -> None:
    addresses = await asyncio.to_thread(postgres.databases)
    url = addresses.replace("{service}", "console").replace(f"{SERVICE_ROLE}@", f"{ADMIN}@")
    it = Database(url, Base)
    with pytest.raises(Unwalled, match="The database role admin is not bound"):
        await migrate(it, "console")
    await it.close()
