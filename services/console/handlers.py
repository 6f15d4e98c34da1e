"""What the console does with the events of all services: journal them, and tell of them."""

from collections.abc import Sequence

from libs.common.bus import Record
from libs.common.db import Db
from libs.common.reactions import Reactions
from services.console.facts import facts_in
from services.console.journal import append
from services.console.projection import project

on = Reactions()


@on.everything("baton.assessment", "baton.vendor", "baton.transition", "baton.governance")
async def enter(records: Sequence[Record], db: Db) -> None:
    """Into the journal come all, readable or not; the rest is told of what can be read."""
    written = await append(db, records)
    if facts := facts_in(written):
        await project(db, facts)
