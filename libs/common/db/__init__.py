"""The database of a service: engine, tables, ownership of rows, the unit of work."""

from libs.common.db.columns import Exact, Moment, OptionalExact, OptionalMoment, json_field
from libs.common.db.ownership import Owned
from libs.common.db.session import Database, Db, Scope, as_it_is

__all__ = [
    "Database",
    "Db",
    "Exact",
    "Moment",
    "OptionalExact",
    "OptionalMoment",
    "Owned",
    "Scope",
    "as_it_is",
    "json_field",
]
