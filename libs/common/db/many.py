"""Many values in one statement, past SQLAlchemy's work on each of them.

PostgreSQL takes an array a column. SQLite is in this process: it takes the rows one after the
other, and lists of values as JSON.
"""

import json
from collections.abc import Collection, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, ColumnElement, String, Table, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.engine import Dialect
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text, TypeDecorator, TypeEngine

if TYPE_CHECKING:
    from libs.common.db.session import Database

POSTGRESQL = PGDialect_asyncpg()  # type: ignore[no-untyped-call]
LEFT_ALONE = "ON CONFLICT DO NOTHING"
Names = tuple[str, ...]
Rows = Sequence[tuple[Any, ...]]


async def insert_many(
    connection: AsyncConnection, table: Table, names: Names, rows: Rows, then: str = ""
) -> None:
    """Rows with their values in the order of `names`.

    `then` is SQL that both databases know: what to do about a row that is there already.
    """
    if not rows:
        return
    dialect = connection.dialect
    statement = _insertion(dialect.name, table, names, then)
    columns = [
        _as_stored(table.c[name].type, dialect, values)
        for name, values in zip(names, zip(*rows, strict=True), strict=True)
    ]
    if dialect.name == "postgresql":
        await connection.exec_driver_sql(statement, tuple(columns))
    else:
        await connection.exec_driver_sql(statement, list(zip(*columns, strict=True)))


def _as_stored(type: TypeEngine[Any], dialect: Dialect, values: Collection[Any]) -> list[Any]:
    """As the driver wants them."""
    stored = type.dialect_impl(dialect).bind_processor(dialect)
    return list(map(stored, values)) if stored else list(values)


@cache
def _insertion(dialect: str, table: Table, names: Names, then: str) -> str:
    """All parts of it are our own words: names of tables, columns and types.

    In the order given, for the numbers that a table hands out by itself.
    """
    into = f"INSERT INTO {table.name} ({', '.join(names)})"
    if dialect != "postgresql":
        return f"{into} VALUES ({', '.join('?' * len(names))}) {then}"
    arrays = (f"${n}::{_array_of(table.c[name])}" for n, name in enumerate(names, 1))
    given = f"unnest({', '.join(arrays)}) WITH ORDINALITY AS given ({', '.join(names)}, place)"
    return f"{into} SELECT {', '.join(names)} FROM {given} ORDER BY place {then}"  # noqa: S608


def _array_of(column: Column[Any]) -> str:
    """Texts without their length: a cast would cut what is too long, where it should fail."""
    type = column.type.dialect_impl(POSTGRESQL)
    if isinstance(type, TypeDecorator):
        type = type.impl_instance
    return "TEXT[]" if isinstance(type, String) else f"{type.compile(dialect=POSTGRESQL)}[]"


def among(database: "Database", column: Column[Any], name: str) -> ColumnElement[bool]:
    """Whether the column is one of the values in the parameter `name`, however many they are."""
    if database.is_postgresql:
        return column == any_(bindparam(name, type_=ARRAY(column.type)))
    listed = func.json_each(bindparam(name, type_=_Listed(column.type))).table_valued("value")
    return column.in_(select(listed.c.value))


class _Listed(TypeDecorator[Any]):
    """Values of a type as one JSON text."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return json.dumps(_as_stored(self.of, dialect, value))
