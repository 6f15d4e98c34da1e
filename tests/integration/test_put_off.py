"""What is put off within a transaction is done once, at its end."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from libs.common.db import Database, Db, Scope
from libs.common.ids import new_id
from services.transition.plan import gates_touched
from services.transition.plan.gates_touched import Touched, touch_gates

OURS = Scope("veldkamp", datetime(2026, 1, 5, tzinfo=UTC))


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    base = import_module("services.transition.app").parts.base
    it = Database(f"sqlite+aiosqlite:///{tmp_path / 'transition.db'}", base)
    yield it
    await it.close()


async def test_it_is_done_once_with_all_that_it_is_about(database: Database) -> None:
    done: list[list[Any]] = []

    async def deed(db: Db, about: list[Any]) -> None:
        done.append(about)

    async with database.write(OURS) as db:
        db.put_off(deed, 1)
        db.put_off(deed, 2)
        await db.settle()
        db.put_off(deed, 3)
    assert done == [[1, 2], [3]]


async def test_of_an_attempt_that_failed_nothing_is_done(database: Database) -> None:
    done: list[list[Any]] = []

    async def deed(db: Db, about: list[Any]) -> None:
        done.append(about)

    async def fail(db: Db) -> None:
        async with db.attempt():
            db.put_off(deed, 2)
            raise LookupError

    async with database.write(OURS) as db:
        db.put_off(deed, 1)
        with pytest.raises(LookupError):
            await fail(db)
    assert done == [[1]]


async def test_gates_are_looked_at_plan_after_plan_in_one_order(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[tuple[UUID, set[str | None]]] = []

    async def look(db: Db, plan_id: UUID, waves: Touched) -> None:
        looked.append((plan_id, set(waves)))

    monkeypatch.setattr(gates_touched, "_looks", [look])
    first, second, still = new_id(), new_id(), set[str | None]()
    async with database.write(OURS) as db:
        touch_gates(db, second, ["wave-1"])
        touch_gates(db, first, still)
        touch_gates(db, new_id(), set())
        touch_gates(db, second, [None])
        still.add("wave-2")
    assert looked == [(first, {"wave-2"}), (second, {"wave-1", None})]
