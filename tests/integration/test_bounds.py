"""Every query is bound to its tenant, in whatever form it names a table."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import delete, exists, func, select, union_all, update
from sqlalchemy.orm import aliased
from sqlmodel import Field, SQLModel, col

from libs.common.db import Database, Owned, Scope
from libs.common.ids import new_id
from libs.common.tables import service_registry

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Base(SQLModel, registry=service_registry()):
    pass


class Ship(Owned, Base, table=True):
    name: str
    vendor_id: UUID | None = None


class Cargo(Owned, Base, table=True):
    ship_id: UUID = Field(index=True)
    what: str


@pytest.fixture
async def database(tmp_path: Any) -> AsyncIterator[Database]:
    found = Database(f"sqlite+aiosqlite:///{tmp_path}/ships.db", Base)
    async with found.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    for tenant in ("ours", "theirs"):
        async with found.write(Scope(tenant, NOON)) as db:
            ship = Ship(name=f"{tenant} ship", vendor_id=new_id())
            db.add_all([ship, Cargo(ship_id=ship.id, what=f"{tenant} tea")])
    yield found
    await found.close()


other = aliased(Ship)
QUERIES: dict[str, Callable[[], Any]] = {
    "plain": lambda: select(Ship.name),
    "whole": lambda: select(Ship),
    "aliased": lambda: select(other.name),
    "joined": lambda: select(Cargo.what).join(Ship, col(Ship.id) == Cargo.ship_id),
    "joined outside": lambda: select(Cargo.what, Ship.name).outerjoin(
        Ship, col(Ship.name).is_not(None)
    ),
    "subquery": lambda: select(select(Ship.name).subquery().c.name),
    "cte": lambda: select(select(Ship.name).cte("ships").c.name),
    "union": lambda: union_all(select(Ship.name), select(Cargo.what)),
    "in a column": lambda: select(
        Cargo.what, select(func.max(Ship.name)).scalar_subquery().label("last")
    ),
    "counted": lambda: select(func.count()).select_from(Ship),
}


@pytest.mark.parametrize("form", QUERIES)
async def test_a_query_finds_nothing_of_another_tenant(database: Database, form: str) -> None:
    async with database.read(Scope("ours", NOON)) as db:
        rows = (await db.execute(QUERIES[form]())).all()
    assert len(rows) in (1, 2)
    assert "theirs" not in repr([tuple(row) for row in rows])
    if form == "counted":
        assert rows == [(1,)]


async def test_a_condition_looks_only_at_rows_of_the_tenant(database: Database) -> None:
    theirs = exists().where(col(Ship.name) == "theirs ship")
    inside = col(Cargo.what).in_(select(func.replace(Ship.name, "theirs ship", "ours tea")))
    async with database.read(Scope("ours", NOON)) as db:
        assert (await db.execute(select(Cargo.what).where(theirs))).all() == []
        assert (await db.execute(select(Cargo.what).where(inside))).all() == []


async def test_another_tenants_rows_are_neither_changed_nor_deleted(database: Database) -> None:
    async with database.write(Scope("ours", NOON)) as db:
        await db.execute(update(Ship).values(name="sunk"))
        await db.execute(delete(Cargo))
    async with database.read(Scope("theirs", NOON)) as db:
        assert (await db.execute(select(Ship.name))).all() == [("theirs ship",)]
        assert (await db.execute(select(Cargo.what))).all() == [("theirs tea",)]


async def test_a_vendor_sees_only_rows_of_its_own(database: Database) -> None:
    async with database.read(Scope("ours", NOON, vendor=new_id())) as db:
        assert (await db.execute(select(Ship.name))).all() == []
        assert (await db.execute(select(Cargo.what))).all() == []
