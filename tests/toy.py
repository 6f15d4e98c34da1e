"""A service small enough to break on purpose: it notes what it hears."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field as Limited
from sqlmodel import Field, SQLModel, select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body
from libs.common.db import Database, Db, Owned
from libs.common.db.walls import raise_walls
from libs.common.edge import Edge, Session, either, needs
from libs.common.events.assessment import ProgrammeRegistered, ProgrammeRejected
from libs.common.events.governance import EscalationRaised
from libs.common.events.transition.claims import ClaimFellSilent
from libs.common.events.vendor.vendors import VendorRegistered
from libs.common.held import Early
from libs.common.outbox import publish
from libs.common.reactions import Reactions, Told
from libs.common.service import Parts, Service
from libs.common.tables import service_registry
from libs.common.timers import Due, Timers, start_timer


class Base(SQLModel, registry=service_registry()):
    pass


class Note(Owned, Base, table=True):
    __tablename__ = "toy_note"

    programme_id: UUID | None = Field(default=None, index=True)
    vendor_id: UUID | None = None
    text: str


class Poison(Exception):
    pass


class Toy:
    """`poison` texts fail until they are taken out; `knows` lists programmes that are known."""

    def __init__(self) -> None:
        self.on, self.due = Reactions(), Timers()
        self.poison: set[str] = set()
        self.tries = 0
        self.runs: list[int] = []
        self.on(ProgrammeRegistered)(self.registered)
        self.on(ProgrammeRejected)(self.rejected)
        self.on(EscalationRaised)(self.escalated)
        self.on.many(VendorRegistered)(self.vendors)
        self.due("reminder")(self.remind)
        self.parts = Parts(
            name="toy",
            title="toy",
            base=Base,
            routers=[_router()],
            on=self.on,
            due=self.due,
            while_running=_tables,
        )

    async def registered(self, event: ProgrammeRegistered, db: Db) -> None:
        self._may_fail(event.name)
        db.add(Note(programme_id=event.programme_id, text=event.name))

    async def rejected(self, event: ProgrammeRejected, db: Db) -> None:
        self._may_fail(event.reason)
        db.add(Note(programme_id=event.programme_id, text=event.reason))

    async def escalated(self, event: EscalationRaised, db: Db) -> None:
        """Needs the programme, which another producer tells of."""
        known = select(Note).where(Note.programme_id == event.programme_id)
        if not await db.all(known):
            raise Early(f"programme {event.programme_id}")
        self._may_fail(event.subject)
        db.add(Note(programme_id=event.programme_id, text=event.subject))
        publish(db, _echo(event))

    async def vendors(self, told: Sequence[Told[VendorRegistered]], db: Db) -> None:
        self.runs.append(len(told))
        db.add_all(Note(vendor_id=t.event.vendor_id, text=t.event.name) for t in told)

    async def remind(self, due: Due, db: Db) -> None:
        self._may_fail(due.key)
        db.add(Note(text=f"reminded of {due.key} at {db.now:%d.%m.}"))

    def _may_fail(self, text: str) -> None:
        self.tries += 1
        if text in self.poison:
            raise Poison(text)


def _echo(event: EscalationRaised) -> ClaimFellSilent:
    return ClaimFellSilent(
        programme_id=event.programme_id,
        vendor_id=event.escalation_id,
        plan_id=event.escalation_id,
        claim_id=event.escalation_id,
        milestone=event.subject,
        days=0,
    )


@asynccontextmanager
async def _tables(service: Service) -> AsyncIterator[None]:
    await create_tables(service.database)
    yield


async def create_tables(database: Database) -> None:
    """The toy has no migrations."""
    async with database.change() as connection:
        await connection.run_sync(Base.metadata.create_all)
        if database.is_postgresql:
            await connection.run_sync(raise_walls, Base.metadata)


class WriteNote(Body):
    text: str = Limited(min_length=1, max_length=50)


def _router() -> APIRouter:
    router = APIRouter(route_class=Edge)

    @router.post("/notes", status_code=201)
    async def write(
        body: WriteNote, db: Session, actor: Annotated[Actor, needs()]
    ) -> dict[str, Any]:
        note = Note(text=body.text)
        db.add(note)
        if body.text == "crash":
            raise RuntimeError("a secret of the house")
        await start_timer(db, "reminder", body.text, db.now.replace(hour=23))
        return {"id": str(note.id)}

    @router.get("/notes")
    async def read(db: Session, actor: Annotated[Actor, either()]) -> list[str]:
        return [note.text for note in await db.all(select(Note).order_by(Note.id))]

    return router
