"""Engines: SQLite for one machine, PostgreSQL for many."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from libs.common.unusable import Unusable

SERVER_SETTINGS = {
    "application_name": "baton",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "tcp_keepalives_idle": "30",  # a machine that is gone must not keep its locks for two hours
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
    "jit": "off",  # costs more than it gives on short statements
}
DRIVERS = ("postgresql+asyncpg", "sqlite+aiosqlite")
WANTED = (
    "BATON_DATABASE_URL must be postgresql+asyncpg://user:password@host:port/baton_{service}, "
    "or be left out for SQLite."
)
CONNECT_SECONDS = 10
ANSWER_SECONDS = 40
"A little more than the server's own limit: for a server that is not heard of any more."
POOL_SECONDS = 10
"How long a request waits for a free connection before it is told to come again."


def make_engine(url: str, connections: int = 10) -> AsyncEngine:
    """`connections`: the most that this process holds on PostgreSQL. Raises `Unusable`."""
    parsed = _read(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, parsed.database)
    engine = create_async_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=POOL_SECONDS,
        hide_parameters=True,
        connect_args={
            "server_settings": SERVER_SETTINGS,
            "timeout": CONNECT_SECONDS,
            "command_timeout": ANSWER_SECONDS,
        },
    )
    event.listen(engine.sync_engine, "checkout", _must_be_open)
    return engine


def _read(url: str) -> URL:
    """Refuses what is no address here, without repeating it: it may hold a password."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise Unusable(WANTED) from None
    if parsed.drivername not in DRIVERS:
        raise Unusable(WANTED)
    return parsed


def make_patient_engine(url: str) -> AsyncEngine:
    """For a migration on PostgreSQL, which takes the time it takes: no limits, one connection."""
    settings = {"server_settings": {"application_name": "baton migration"}}
    return create_async_engine(url, poolclass=NullPool, connect_args=settings)


def _sqlite(url: str, file: str | None) -> AsyncEngine:
    if file:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(url, hide_parameters=True)
    event.listen(engine.sync_engine, "connect", _pragmas)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def is_sqlite(engine: AsyncEngine) -> bool:
    return engine.dialect.name == "sqlite"


def _must_be_open(connection: Any, _record: object, _proxy: object) -> None:
    """A connection that the server has closed is replaced; asking the server each time costs."""
    if connection.driver_connection.is_closed():
        raise DisconnectionError("The server closed it")


def _pragmas(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    """A writer takes the file's lock at once: taking it later could fail half-way."""
    write = connection.get_execution_options().get("write", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
