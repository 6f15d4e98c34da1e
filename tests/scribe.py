"""A service with long work: it copies texts, slowly enough to look at, cancel and kill."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID, uuid4

import pytest
from fastapi import APIRouter
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.bodies import Body
from libs.common.db import Db
from libs.common.edge import Edge, Session, either
from libs.common.events.transition.claims import ClaimFellSilent
from libs.common.jobs import Effect, Job, Jobs, JobView, runner, start_job
from libs.common.outbox import publish
from libs.common.reactions import Reactions
from libs.common.service import Parts, Service
from tests.office import Caller, eventually
from tests.toy import Base, Note, create_tables

pytest_plugins = ("tests.servers",)

NOW = datetime(2025, 3, 20, 9, tzinfo=UTC)
JOBS = "/toy/v1/jobs"
PROGRAMME = uuid4()
NOBODY = Actor("veldkamp", "olga", "Olga")


class Copy(Body):
    text: str
    programme_id: UUID = PROGRAMME


class Scribe:
    """Copies a text when it is let: what it wrote is a note and an event."""

    def __init__(self) -> None:
        self.jobs, self.go_on = Jobs(), asyncio.Event()
        self.begun: list[str] = []
        self.broken_off: list[str] = []
        self.faults: list[Exception] = []
        self.jobs("copy")(self.copy)

    @property
    def parts(self) -> Parts:
        own: dict[str, Any] = {"jobs": self.jobs, "while_running": _tables}
        return Parts("toy", "toy", Base, [self._router()], Reactions(), **own)

    async def was_broken_off(self) -> bool:
        return bool(self.broken_off)

    async def copy(self, job: Job) -> Effect:
        text: str = job.input["text"]
        self.begun.append(text)
        job.report(0.25, "Reading", gap=0.5, bound=float("inf"))
        async with job.read() as db:
            assert not await db.all(select(Note).where(Note.text == "never written"))
        try:
            await self.go_on.wait()
        except asyncio.CancelledError:
            self.broken_off.append(text)
            raise
        if self.faults:
            raise self.faults.pop(0)

        async def keep(db: Db) -> dict[str, Any]:
            note = Note(programme_id=job.programme_id, vendor_id=db.scope.vendor, text=text)
            db.add(note)
            publish(db, _silence(note))
            return {"note": note.id, "by": db.scope.actor, "on": db.today}

        return keep

    def _router(self) -> APIRouter:
        router = APIRouter(route_class=Edge)
        may = either(Role.PROGRAMME_OFFICE, right=Right.REPORT)

        @router.post("/copies", status_code=202)
        async def start(body: Copy, db: Session, actor: Annotated[Actor, may]) -> JobView:
            actor.check(body.programme_id)
            return await start_job(db, "copy", body, actor, programme_id=body.programme_id)

        @router.get("/notes")
        async def read(db: Session, actor: Annotated[Actor, may]) -> list[str]:
            return [note.text for note in await db.all(select(Note).order_by(Note.id))]

        return router


def _silence(note: Note) -> ClaimFellSilent:
    ids = dict.fromkeys(("programme_id", "vendor_id", "plan_id", "claim_id"), note.id)
    return ClaimFellSilent(**ids, milestone=note.text, days=0)


@asynccontextmanager
async def _tables(service: Service) -> AsyncIterator[None]:
    await create_tables(service.database)
    yield


async def started(caller: Caller, text: str = "deed", **more: Any) -> str:
    """Where the job is."""
    answer = await caller.send("POST", "/toy/v1/copies", {"text": text, **more})
    assert answer.status_code == 202, answer.text
    assert answer.headers["location"] == f"{JOBS}/{answer.json()['id']}"
    return answer.headers["location"]


async def in_state(caller: Caller, place: str, state: str) -> Any:
    async def reached() -> Any:
        job = await caller.get(place)
        return job if job["state"] == state else None

    return await eventually(reached)


async def begun(scribe: Scribe, times: int = 1) -> None:
    async def so_often() -> bool:
        return len(scribe.begun) >= times

    await eventually(so_often)


def quick_scribe(monkeypatch: pytest.MonkeyPatch) -> Scribe:
    """In processes that look often."""
    monkeypatch.setattr(runner, "BEAT", 0.02)
    monkeypatch.setattr(runner, "LOOK_EVERY", 0.02)
    monkeypatch.setattr(runner, "RESTS", (0.01,) * 5)
    return Scribe()
