"""Row-level security: PostgreSQL itself shows a transaction the rows of one tenant alone.

The second wall, behind the session's bounds. A transaction says for whom it works before anything
else; one that says nothing sees nothing. What works for all tenants says that. SQLite has no such
wall.
"""

from typing import Any

from sqlalchemy import Connection, MetaData, Table, text
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import SessionTransaction

from libs.common.unusable import Unusable

EVERYBODY = "*"
SAY = text("SELECT set_config('baton.tenant', :whose, true)")
"Until the end of the transaction, or of the savepoint."

POLICY = "tenant_wall"
SAID = "(SELECT current_setting('baton.tenant', true))"
RULE = f"tenant = (SELECT substr({SAID}, 2)) OR {SAID} = '{EVERYBODY}'"


class Unwalled(Unusable):
    """The database role passes row-level security: the second wall would be a pretence."""

    def __init__(self, role: str) -> None:
        super().__init__(
            f"The database role {role} is not bound by row-level security. Give the services a "
            f"role that is neither superuser nor BYPASSRLS, in BATON_DATABASE_URL."
        )


def whose(tenant: str) -> str:
    """What a transaction says: a tenant's name, or that it works for all. No name reads as that."""
    return f"={tenant}" if tenant else EVERYBODY


async def say(connection: AsyncConnection, tenant: str = "") -> None:
    if connection.dialect.name == "postgresql":
        await connection.execute(SAY, {"whose": whose(tenant)})


def say_at_begin(session: Any, transaction: SessionTransaction, connection: Connection) -> None:
    """For a session whose `info` names its tenant; what was said holds within a savepoint too."""
    if connection.dialect.name == "postgresql" and not transaction.nested:
        connection.execute(SAY, {"whose": whose(session.info["tenant"])})


def raise_walls(connection: Connection, metadata: MetaData) -> None:
    """Around every table with a tenant that has none yet; refuses a role that walls do not stop."""
    role, free = connection.execute(ROLE).one()
    if free:
        raise Unwalled(role)
    open_ = set(connection.execute(UNWALLED, {"policy": POLICY}).scalars())
    for table in metadata.sorted_tables:
        if "tenant" in table.columns and table.name in open_:
            _wall(connection, table)


ROLE = text("SELECT rolname, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
UNWALLED = text(
    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() EXCEPT "
    "SELECT tablename FROM pg_policies"
    " WHERE schemaname = current_schema() AND policyname = :policy"
)


def _wall(connection: Connection, table: Table) -> None:
    name = connection.dialect.identifier_preparer.format_table(table)
    for step in ("ENABLE", "FORCE"):  # forced: the owner of a table would pass
        connection.execute(text(f"ALTER TABLE {name} {step} ROW LEVEL SECURITY"))
    connection.execute(text(f"CREATE POLICY {POLICY} ON {name} USING ({RULE})"))
