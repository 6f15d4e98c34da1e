"""A chain as the lines of a file, however long it is, in constant memory."""

from collections.abc import AsyncIterator

from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.db import Database, Scope
from libs.common.journal import Head, Header, entry_line, header_line, trailer_line
from services.console.models import JournalEntry

PAGE = 200


async def export(
    database: Database, scope: Scope, actor: Actor, header: Header, head: Head
) -> AsyncIterator[bytes]:
    """Up to the head, whatever is appended meanwhile; page by page, so that nobody waits for it.

    The trailer states the head as it is stored apart from the entries: a tail cut off shows.
    """
    yield header_line(header)
    after = 0
    while rows := await _page(database, scope, head, after):
        yield b"".join(entry_line(row.shown_to(actor)) for row in rows)
        after = rows[-1].sequence
    yield trailer_line(head)


async def _page(database: Database, scope: Scope, head: Head, after: int) -> list[JournalEntry]:
    query = select(JournalEntry).where(
        JournalEntry.key == head.stream.key,
        JournalEntry.sequence > after,
        JournalEntry.sequence <= head.sequence,
    )
    async with database.read(scope) as db:
        return await db.all(query.order_by(col(JournalEntry.sequence)).limit(PAGE))
