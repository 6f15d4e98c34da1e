"""Roles given to a person on one programme, known to every service.

The assessment service grants and revokes; the others learn it from its events.
"""

from uuid import UUID

from sqlalchemy import Column, MetaData, String, Table, Uuid, delete, select

from libs.common.auth.actor import Actor, Roles
from libs.common.auth.roles import Role
from libs.common.db import Db
from libs.common.events.assessment import RoleGranted, RoleRevoked


def add_tables(metadata: MetaData) -> None:
    Table(
        "role_grant",
        metadata,
        Column("tenant", String(64), primary_key=True),
        Column("programme_id", Uuid, primary_key=True),
        Column("person", String(200), primary_key=True),
        Column("role", String(32), primary_key=True),
    )


async def with_grants(db: Db, actor: Actor) -> Actor:
    """The caller with the roles granted here, beside those of the token."""
    if actor.is_vendor:
        return actor
    table = db.table("role_grant")
    query = select(table.c.programme_id, table.c.role)
    mine = query.where(table.c.tenant == actor.tenant, table.c.person == actor.id)
    roles: Roles = {}
    for programme, role in await db.run(mine):
        roles[str(programme)] = roles.get(str(programme), frozenset()) | {Role(role)}
    return actor.granted(roles) if roles else actor


async def grant(event: RoleGranted, db: Db) -> None:
    table = db.table("role_grant")
    await db.run(db.database.insert(table).values(_row(event, db)).on_conflict_do_nothing())


async def revoke(event: RoleRevoked, db: Db) -> None:
    table, row = db.table("role_grant"), _row(event, db)
    await db.run(delete(table).where(*(table.c[name] == value for name, value in row.items())))


def _row(event: RoleGranted | RoleRevoked, db: Db) -> dict[str, object]:
    return {
        "tenant": db.scope.tenant,
        "programme_id": event.programme_id,
        "person": event.person,
        "role": event.role,
    }


async def granted_on(db: Db, programme_id: UUID) -> list[tuple[str, Role]]:
    """Person and role, in that order."""
    table = db.table("role_grant")
    query = select(table.c.person, table.c.role).order_by(table.c.person, table.c.role)
    mine = query.where(table.c.tenant == db.scope.tenant, table.c.programme_id == programme_id)
    return [(person, Role(role)) for person, role in await db.run(mine)]
