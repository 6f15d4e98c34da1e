"""The bare database: the driver alone, inserting the same rows, one or many to a commit."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.harness import Take
from benchmarks.places import Place
from libs.common.db.engine import make_engine

CONNECTIONS = 8
"As many as a service's pool."
Rows = Mapping[Table, Sequence[Mapping[str, Any]]]
"By table; the rows of one place belong to one event."
Raw = list[tuple[str, list[tuple[Any, ...]]]]
"Statement and parameters, by table."


async def inserted(place: Place, rows: Rows, group: int) -> Take:
    """All rows in fresh tables, so many events to a commit. CPU is the driver's, here."""
    engine = make_engine(place.settings.database_for("toy"))
    try:
        await _fresh(engine, rows)
        raw = [_raw(engine, table, those) for table, those in rows.items()]
    finally:
        await engine.dispose()
    groups = list(_groups(raw, group))
    count = len(next(iter(rows.values())))
    if place.embedded:
        return await asyncio.to_thread(_in_sqlite, str(place.data / "toy.db"), groups, count)
    return await _in_postgres(place, groups, count)


async def _fresh(engine: AsyncEngine, rows: Rows) -> None:
    async with engine.begin() as connection:
        for table in rows:
            await connection.run_sync(table.drop, checkfirst=True)
            await connection.run_sync(table.create)


def _raw(engine: AsyncEngine, table: Table, rows: Sequence[Mapping[str, Any]]) -> Any:
    """As the dialect would send them, prepared beforehand."""
    dialect = engine.dialect
    names = list(rows[0])
    ways = [table.c[name].type.dialect_impl(dialect).bind_processor(dialect) for name in names]
    sqlite = dialect.name == "sqlite"
    marks = ", ".join("?" if sqlite else f"${n}" for n in range(1, len(names) + 1))
    statement = f'INSERT INTO "{table.name}" ({", ".join(names)}) VALUES ({marks})'
    return statement, [
        tuple(way(row[name]) if way else row[name] for name, way in zip(names, ways, strict=True))
        for row in rows
    ]


def _groups(raw: Raw, size: int) -> Iterator[Raw]:
    for start in range(0, len(raw[0][1]), size):
        yield [(statement, rows[start : start + size]) for statement, rows in raw]


def _in_sqlite(path: str, groups: list[Raw], count: int) -> Take:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            db.execute(f"PRAGMA {pragma}")
        start, cpu = time.perf_counter(), time.process_time()
        for group in groups:
            db.execute("BEGIN IMMEDIATE")
            for statement, rows in group:
                db.executemany(statement, rows)
            db.execute("COMMIT")
        return Take(count, time.perf_counter() - start, time.process_time() - cpu)


async def _in_postgres(place: Place, groups: list[Raw], count: int) -> Take:
    async with _connections(place) as connections:
        waiting = iter(groups)
        start, cpu = time.perf_counter(), time.process_time()
        await asyncio.gather(*(_work(connection, waiting) for connection in connections))
        return Take(count, time.perf_counter() - start, time.process_time() - cpu)


async def _work(connection: Any, waiting: Iterator[Raw]) -> None:
    for group in waiting:
        async with connection.transaction():
            for statement, rows in group:
                if len(rows) == 1:
                    await connection.execute(statement, *rows[0])
                else:
                    await connection.executemany(statement, rows)


@asynccontextmanager
async def _connections(place: Place) -> AsyncIterator[list[Any]]:
    address = place.settings.database_for("toy").replace("postgresql+asyncpg", "postgresql")
    found = [await asyncpg.connect(address) for _ in range(CONNECTIONS)]
    try:
        yield found
    finally:
        for connection in found:
            await connection.close()
