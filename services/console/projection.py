"""What is told from the journal: programmes, who takes part, roles, the timeline, the overview.

Written in the transaction that appends to the journal, and never able to fail it.
"""

import logging
from collections.abc import Sequence
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import Table, select

from libs.common.db import Database, Db, Scope
from libs.common.db.many import LEFT_ALONE, among
from libs.common.events.assessment import ProgrammeRegistered, RoleGranted, RoleRevoked
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.events.vendor.vendors import VendorRegistered
from libs.common.grants import grant, revoke
from libs.common.ids import new_id
from libs.common.passing import will_pass
from services.console.facts import Fact
from services.console.figures import Figures
from services.console.journal import text
from services.console.overview import count
from services.console.stages import stage_of

log = logging.getLogger(__name__)
LINE = (
    "id",
    "tenant",
    "programme_id",
    "sequence",
    "event_id",
    "type",
    "stage",
    "at",
    "headline",
    "actor",
    "vendor_id",
)
OVERVIEW = ("id", "tenant", "programme_id", "sequence", "figures")
KEPT = (
    "ON CONFLICT (tenant, programme_id) DO UPDATE"
    " SET figures = excluded.figures, sequence = excluded.sequence"
)
Programme = tuple[str, UUID]
Figured = dict[Programme, Figures]


async def project(db: Db, facts: Sequence[Fact]) -> None:
    """All at once; if that fails, one by one without the ones that fail."""
    try:
        async with db.begin_nested():
            await _project(db, facts)
    except Exception as fault:
        if will_pass(fault):
            raise
        if len(facts) > 1:
            for fact in facts:
                await project(db, [fact])
        else:
            log.error("Journalled, but not shown: %s", facts[0].envelope, exc_info=fault)


async def _project(db: Db, facts: Sequence[Fact]) -> None:
    await _know_programmes(db, facts)
    await _know_vendors(db, facts)
    await _know_participants(db, facts)
    await _know_roles(db, facts)
    await _add_lines(db, facts)
    await _count(db, facts)


async def _know_programmes(db: Db, facts: Sequence[Fact]) -> None:
    rows = [
        {
            "id": event.programme_id,
            "tenant": fact.tenant,
            "name": clean(event.name),
            "client": clean(event.client),
            "currency": clean(event.currency),
            "registered_at": fact.at,
        }
        for fact in facts
        if isinstance(event := fact.event, ProgrammeRegistered)
    ]
    await _insert_new(db, db.table("programme"), rows)


async def _know_vendors(db: Db, facts: Sequence[Fact]) -> None:
    rows = [
        {
            "id": event.vendor_id,
            "tenant": fact.tenant,
            "name": clean(event.name),
            "country": clean(event.country),
        }
        for fact in facts
        if isinstance(event := fact.event, VendorRegistered)
    ]
    await _insert_new(db, db.table("vendor"), rows)


async def _know_participants(db: Db, facts: Sequence[Fact]) -> None:
    rows = [
        {
            "id": new_id(),
            "tenant": fact.tenant,
            "programme_id": event.programme_id,
            "vendor_id": event.vendor_id,
        }
        for fact in facts
        if isinstance(event := fact.event, ContractSigned)
    ]
    await _insert_new(db, db.table("participation"), rows)


async def _know_roles(db: Db, facts: Sequence[Fact]) -> None:
    """One by one, since their order counts and they are few."""
    scope = db.scope
    for fact in facts:
        if isinstance(fact.event, RoleGranted | RoleRevoked):
            await db.enter(Scope(fact.tenant, db.now))
            if isinstance(fact.event, RoleGranted):
                await grant(fact.event, db)
            else:
                await revoke(fact.event, db)
    await db.enter(scope)


async def _add_lines(db: Db, facts: Sequence[Fact]) -> None:
    rows = [_line(fact) for fact in facts if fact.event.programme_id]
    await db.insert_many("timeline_line", LINE, rows, LEFT_ALONE)


def _line(fact: Fact) -> tuple[Any, ...]:
    envelope, event = fact.envelope, fact.event
    return (
        new_id(),
        envelope.tenant,
        event.programme_id,
        fact.sequence,
        envelope.id,
        envelope.type,
        stage_of(envelope.type),
        fact.at,
        clean(fact.headline, 500),
        envelope.actor and clean(envelope.actor),
        event.vendor_id,
    )


async def _count(db: Db, facts: Sequence[Fact]) -> None:
    told: dict[Programme, list[Fact]] = {}
    for fact in facts:
        if programme := fact.programme:
            told.setdefault(programme, []).append(fact)
    if told:
        figured = await _figures(db, sorted(told))
        for programme, its in told.items():
            count(figured.setdefault(programme, Figures()), *(fact.event for fact in its))
        await _keep(db, figured, {programme: its[-1].sequence for programme, its in told.items()})


async def _figures(db: Db, programmes: list[Programme]) -> Figured:
    """Safe without a lock of their own: their journals' heads are locked."""
    wanted = {"tenants": {t for t, _ in programmes}, "programmes": {id for _, id in programmes}}
    rows = await db.run(_figured(db.database), wanted)
    found = {(tenant, id): figures for tenant, id, figures in rows}
    return {programme: found[programme] for programme in programmes if programme in found}


@cache
def _figured(database: Database) -> Any:
    """A few more than wanted, should two tenants have a programme of one id."""
    table = database.table("overview")
    query = select(table.c.tenant, table.c.programme_id, table.c.figures)
    of_tenants = among(database, table.c.tenant, "tenants")
    return query.where(of_tenants, among(database, table.c.programme_id, "programmes"))


async def _keep(db: Db, figured: Figured, newest: dict[Programme, int]) -> None:
    rows = [
        (new_id(), *programme, newest[programme], figures) for programme, figures in figured.items()
    ]
    await db.insert_many("overview", OVERVIEW, rows, KEPT)


async def _insert_new(db: Db, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Of what is seldom; leaves alone what is there already."""
    if rows:
        await db.run(db.database.insert(table).on_conflict_do_nothing(), rows)


def clean(words: str, most: int = 200) -> str:
    """What people wrote, as a database can store it."""
    if words.isascii() and "\0" not in words:
        return words[:most]
    return text(words.encode("utf-8", "backslashreplace"), most)
