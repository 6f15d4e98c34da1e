"""Who may follow what: the client by roles on a programme, a vendor where it takes part."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right
from libs.common.db import Db
from libs.common.edge import either
from libs.common.problems import not_found
from services.console.models import JournalEntry, Participation, Programme, Vendor

Follower = Annotated[Actor, either(right=Right.READ)]
AfterSequence = Annotated[
    int, Query(ge=0, le=2**62, description="`next` of the page before, or any sequence")
]


async def programme_seen(db: Db, id: UUID, actor: Actor) -> Programme:
    """404 where it is another tenant's or the vendor has no part, 403 without a role on it."""
    programme = await db.seen(Programme, id, actor)
    if actor.is_vendor and not await takes_part(db, id, actor):
        raise not_found("programme", id)
    return programme


async def vendor_seen(db: Db, id: UUID, actor: Actor) -> Vendor:
    """404 where it is another tenant's, or not the vendor that asks."""
    vendor = await db.find(Vendor, id)
    if vendor is None or actor.vendor not in (None, id):
        raise not_found("vendor", id)
    return vendor


async def takes_part(db: Db, programme: UUID, actor: Actor) -> bool:
    query = select(Participation).where(
        col(Participation.programme_id) == programme, col(Participation.vendor_id) == actor.vendor
    )
    return (await db.scalars(query)).first() is not None


async def may_see(db: Db, entry: JournalEntry, actor: Actor) -> bool:
    """Whether the caller may know of an entry; its content is another question."""
    stream = entry.stream_id
    if actor.is_vendor:
        return actor.vendor in (entry.vendor_id, stream) or (
            stream is not None and await takes_part(db, stream, actor)
        )
    return actor.may(stream) or (stream is not None and await db.find(Vendor, stream) is not None)
