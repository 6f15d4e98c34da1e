"""Plans that were made in whole days are plans by the minute afterwards, on the same dates."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import Connection, MetaData, insert
from sqlmodel import col, select

from libs.common.db import Database, Scope
from libs.common.explain import Explanation
from libs.common.ids import new_id
from libs.common.migrations import config_for, migrate, opened
from services.transition.exchange.plan_document import Predecessor, not_before
from services.transition.models import Base, Claim, Plan, Task, Wave
from services.transition.plan.network import first_day, last_day
from services.transition.plan.networks import network_of
from tests.postgres import Postgres

pytest_plugins = ("tests.servers",)
BEFORE = "7451dca3396d"
PLAN, PROGRAMME, VENDOR, CONTRACT = (new_id() for _ in range(4))
WHY = Explanation(rule="x", version=1, inputs={}, steps=[], result=None).model_dump()
OURS = {"tenant": "t", "programme_id": PROGRAMME, "vendor_id": VENDOR, "contract_id": CONTRACT}
NOW = datetime(2025, 7, 1, tzinfo=UTC)


def task(code: str, days: int, *links: dict[str, Any], **more: Any) -> dict[str, Any]:
    facts: dict[str, Any] = dict.fromkeys(
        ("milestone", "not_before", "finish_by", "slipped_to", "done_on", "driven_by")
    )
    dates = dict.fromkeys(("early_start", "early_finish", "late_start", "late_finish"))
    own = {"id": new_id(), "plan_id": PLAN, "code": code, "title": code, "wave": "w"}
    floats = {"total_float": 0, "free_float": 0, "critical": False}
    given = {"days": days, "live": False, "accepted": False, "predecessors": list(links)}
    return {**OURS, **own, **facts, **dates, **floats, **given, **more}


TASKS = [
    task("document", 10, not_before=date(2025, 6, 18)),
    task("teach", 5, {"task": "document", "kind": "SS", "lag": 5}),
    task(
        "go-live",
        1,
        {"task": "teach", "kind": "FS", "lag": 2},
        live=True,
        not_before=date(2025, 9, 15),
        finish_by=date(2025, 9, 15),
    ),
]
ROWS: dict[str, list[dict[str, Any]]] = {
    "plan": [
        {
            **OURS,
            "id": PLAN,
            "title": "Finance",
            "country": "NL",
            "acceptance_days": 3,
            "starts_on": date(2025, 6, 16),
            "baseline_finishes_on": date(2025, 9, 15),
            "finishes_on": date(2025, 9, 15),
            "critical_path": [],
            "warnings": [],
            "template": WHY,
            "is_exit": False,
            "state": "active",
            "closed_on": None,
        }
    ],
    "task": TASKS,
    "wave": [
        {
            **OURS,
            "id": new_id(),
            "plan_id": PLAN,
            "code": "w",
            "title": "W",
            "processes": ["p"],
            "first_planned_on": date(2025, 9, 15),
            "planned_on": date(2025, 9, 15),
            "expected_on": date(2025, 9, 15),
            "state": "planned",
            "live_on": None,
            "rolled_back_on": None,
            "source_id": None,
            "explanation": None,
        }
    ],
    "claim": [
        {
            **OURS,
            "id": new_id(),
            "plan_id": PLAN,
            "report_id": new_id(),
            "milestone": "m",
            "reached_on": date(2025, 6, 30),
            "evidence": [],
            "note": "",
            "reported_by": "rita",
            "reported_at": NOW.isoformat(),
            "acceptance_days": 3,
            "due_at": NOW.isoformat(),
            "explanation": WHY,
            "state": "open",
            "silent": False,
            "answer": "",
            "answered_by": None,
            "answered_at": None,
        }
    ],
}


async def as_before(database: Database) -> None:
    """The tables and rows of the release before."""

    def make(connection: Connection) -> None:
        config = config_for("transition")
        config.attributes.update(connection=connection, metadata=database.models.metadata)
        command.upgrade(config, BEFORE)
        metadata = MetaData()
        metadata.reflect(connection, only=list(ROWS))
        for name, rows in ROWS.items():
            for row in rows:
                values = {key: _kept(value, connection) for key, value in row.items()}
                connection.execute(insert(metadata.tables[name]).values(values))

    async with opened(database) as connection:
        await connection.run_sync(make)


def _kept(value: Any, connection: Connection) -> Any:
    """Moments are texts on SQLite alone."""
    if isinstance(value, str) and value == NOW.isoformat() and connection.dialect.name != "sqlite":
        return NOW
    if hasattr(value, "hex") and connection.dialect.name == "sqlite" and not isinstance(value, str):
        return value.hex
    return value


async def test_a_plan_in_days_is_the_same_plan_in_minutes(tmp_path: Path) -> None:
    await check(f"sqlite+aiosqlite:///{tmp_path}/transition.db")


async def test_so_it_is_on_postgresql(postgres: Postgres) -> None:
    addresses = await asyncio.to_thread(postgres.databases)
    await check(addresses.format(service="transition"))


async def check(url: str) -> None:
    database = Database(url, Base)
    await as_before(database)
    await migrate(database, "transition")
    async with database.read(Scope("t", NOW)) as db:
        (plan,) = await db.all(select(Plan))
        tasks = await db.all(select(Task).order_by(col(Task.position)))
        (wave,) = await db.all(select(Wave))
        (claim,) = await db.all(select(Claim))
        network = await network_of(db, plan)
    assert [(t.code, t.minutes) for t in tasks] == [
        ("document", 4800),
        ("teach", 2400),
        ("go-live", 480),
    ]
    assert tasks[1].predecessors == (Predecessor(task="document", kind="SS", lag=2400),)
    assert tasks[0].constraint == not_before(date(2025, 6, 18))
    assert (wave.live_task, claim.as_of, plan.starts_on) == ("go-live", NOW, date(2025, 6, 16))
    assert first_day(network["document"].start) == date(2025, 6, 18)
    assert first_day(network["teach"].start) == date(2025, 6, 25)
    assert last_day(network["go-live"].finish) == date(2025, 9, 15)
    await database.close()
