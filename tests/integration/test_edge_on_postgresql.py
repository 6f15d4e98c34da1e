"""What only several writers at once can bring about."""

import asyncio
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import httpx
from fastapi import APIRouter

from libs.common.auth.actor import Actor
from libs.common.bodies import Body
from libs.common.edge import Edge, Session, needs
from tests.office import Office, office
from tests.postgres import Postgres
from tests.toy import Note, Toy

pytest_plugins = ("tests.servers",)

NOTES = "/toy/v1/notes"


class Pair(Body):
    first: UUID
    second: UUID


def locking(meeting: asyncio.Barrier) -> APIRouter:
    """Locks two notes in the order asked for, and meets the other request in between."""
    router = APIRouter(route_class=Edge)
    met: list[None] = []

    @router.post("/pairs")
    async def lock(body: Pair, db: Session, actor: Annotated[Actor, needs()]) -> dict[str, int]:
        first = await db.locked(Note, body.first, actor)
        if len(met) < meeting.parties:
            met.append(None)
            await meeting.wait()
        await db.locked(Note, body.second, actor)
        first.text += "!"
        return {"length": len(first.text)}

    return router


async def written(o: Office, text: str) -> str:
    note: dict[str, Any] = await o.as_("olga").post(NOTES, {"text": text})
    return str(note["id"])


async def test_two_requests_that_wait_for_each_other_both_come_through(
    tmp_path: Path, postgres: Postgres
) -> None:
    toy, meeting = Toy(), asyncio.Barrier(2)
    toy.parts.routers.append(locking(meeting))  # type: ignore[attr-defined]
    addresses = await asyncio.to_thread(postgres.databases)
    async with office(tmp_path, toy.parts, database_url=addresses) as o:
        one, other = await written(o, "one"), await written(o, "other")
        asked = [{"first": one, "second": other}, {"first": other, "second": one}]
        olga = o.as_("olga")
        answers: list[httpx.Response] = await asyncio.wait_for(
            asyncio.gather(*(olga.send("POST", "/toy/v1/pairs", body) for body in asked)), 30
        )
        assert [answer.status_code for answer in answers] == [200, 200]
        assert sorted(await olga.get(NOTES)) == ["one!", "other!"]
