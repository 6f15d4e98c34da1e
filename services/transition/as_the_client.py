"""What follows from a fact is the same whoever told it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from libs.common.db import Db


@asynccontextmanager
async def as_the_client(db: Db) -> AsyncIterator[None]:
    """A vendor's session does not find what is the client's alone, and gates ask for that too."""
    scope = db.scope
    await db.enter(replace(scope, vendor=None))
    try:
        yield
    finally:
        await db.enter(scope)
