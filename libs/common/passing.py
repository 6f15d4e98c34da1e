"""Which faults will pass by themselves: the database or the bus is away, or was busy."""

import sqlite3
from collections.abc import Callable
from logging import Logger

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
CLASSES = ("08", "40", "53", "55", "57P", "58")
"""SQLSTATE: connection, rollback by deadlock, resources, lock, operator, system.

Not a statement's time-out (57014): one that always takes too long would be waited for for ever.
"""

MET_ANOTHER = ("40001", "40P01")
"SQLSTATE: serialization failure, deadlock."


def will_pass(fault: BaseException) -> bool:
    """Whether the same thing, tried again later, may succeed. asyncpg's faults tell by SQLSTATE."""
    if isinstance(fault, PASSING):
        return True
    if not isinstance(fault, DBAPIError):
        return False
    return fault.connection_invalidated or _state(fault).startswith(CLASSES)


def met_another(fault: BaseException) -> bool:
    """Whether PostgreSQL undid it because two transactions waited for each other."""
    return isinstance(fault, DBAPIError) and _state(fault) in MET_ANOTHER


def told_by(log: Logger, fault: BaseException) -> Callable[..., None]:
    """What says it while it is handled: an outage in a line, another fault with its stack."""
    return log.warning if will_pass(fault) else log.exception


def _state(fault: DBAPIError) -> str:
    return str(getattr(fault.orig, "sqlstate", None) or "")
