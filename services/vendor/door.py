"""The door while the service runs: what signs its tokens, and what records its events."""

from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Row, select

from libs.common.auth.actor import Actor
from libs.common.auth.secret_keys import fits, prefix_of
from libs.common.db import Database
from libs.common.problems import Problem
from libs.common.rate import Rate
from libs.common.settings import Settings
from services.vendor.door_token import DoorTokens
from services.vendor.group_commit import GroupCommit
from services.vendor.models.contracts import SignState
from services.vendor.report import Party, contracts_named

if TYPE_CHECKING:
    from libs.common.service import Service

REMEMBERED = 10_000
KEYS_AT_ONE_ADDRESS = 20
"Vendors behind one ingress may each have their allowance, up to so many at once."
Mine = tuple[str, UUID | None, UUID]
"A contract as its vendor may name it: tenant, vendor, id."


class Door:
    def __init__(self, settings: Settings, database: Database) -> None:
        self._database = database
        self._signed: dict[Mine, Party] = {}
        self.tokens = DoorTokens(settings)
        self.token_rate = Rate(settings.token_requests_per_minute)
        self.address_rate = Rate(settings.token_requests_per_minute * KEYS_AT_ONE_ADDRESS)
        self.commits = GroupCommit(database, settings.door_queue)

    async def known_key(self, key: str) -> Row[Any]:
        """The key as it is kept. Refuses (401) alike what never was and what was revoked."""
        table = self._database.table("api_key")
        query = select(table).where(table.c.prefix == prefix_of(key))
        async with self._database.look() as connection:
            kept = (await connection.execute(query)).one_or_none()
        fitting = fits(key, kept.digest if kept else None)
        if kept is None or not fitting or kept.revoked_at is not None:
            raise key_refused()
        return kept

    async def parties(self, actor: Actor, events: Iterable[Any]) -> dict[UUID, Party]:
        """The caller's own contracts among those named. A signed one is remembered: it stays so."""
        named = {(actor.tenant, actor.vendor, id) for id in contracts_named(events)}
        found = {key: self._signed[key] for key in named if key in self._signed}
        if unknown := named - found.keys():
            found |= await self._looked_up(actor, [id for _, _, id in unknown])
            self._remember(found)
        return {id: party for (_, _, id), party in found.items()}

    async def _looked_up(self, actor: Actor, ids: Sequence[UUID]) -> dict[Mine, Party]:
        """Gives its connection back at once: nobody may hold one while waiting for a commit."""
        table = self._database.table("contract")
        query = select(table.c.id, table.c.programme_id, table.c.state).where(
            table.c.tenant == actor.tenant, table.c.vendor_id == actor.vendor, table.c.id.in_(ids)
        )
        async with self._database.look() as connection:
            rows = await connection.execute(query)
        return {
            (actor.tenant, actor.vendor, id): Party(programme, state is SignState.SIGNED)
            for id, programme, state in rows
        }

    def _remember(self, found: dict[Mine, Party]) -> None:
        if len(self._signed) > REMEMBERED:
            self._signed.clear()
        self._signed |= {key: party for key, party in found.items() if party.signed}


@asynccontextmanager
async def open_door(service: "Service") -> AsyncIterator[None]:
    door = Door(service.settings, service.database)
    service.extra = door
    async with door.commits.at_work():
        yield


def key_refused() -> Problem:
    return Problem(
        401,
        "key-not-accepted",
        "The key was not accepted",
        "It is not a key of this door, or it is no longer in force.",
        do="Ask the client's procurement for a key.",
        headers={"WWW-Authenticate": 'Bearer realm="baton"'},
    )
