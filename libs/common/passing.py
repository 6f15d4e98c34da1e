"""Which faults will pass by themselves: the database or the bus is away, or was busy."""

import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

PASSING = (
    OperationalError,
    InterfaceError,
    PoolTimeout,
    sqlite3.OperationalError,
    OSError,
    TimeoutError,
)
CLASSES = ("08", "40", "53", "55", "57", "58")
"SQLSTATE: connection, rollback by deadlock, resources, lock, operator, system."


def will_pass(fault: BaseException) -> bool:
    """Whether the same thing, tried again later, may succeed. asyncpg's faults tell by SQLSTATE."""
    if isinstance(fault, PASSING):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    state = str(getattr(fault.orig, "sqlstate", None) or "")
    return fault.connection_invalidated or state.startswith(CLASSES)
