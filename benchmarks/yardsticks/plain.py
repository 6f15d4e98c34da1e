"""What one would write first: FastAPI and SQLModel, a row and a commit a request.

With the same tokens, the same check of them, the same telemetry, server and pool as Baton's door.
`/nothing` answers the same without a database. Run as a process: `… plain PORT DATABASE KEYS`,
KEYS being the door's address or a file of public keys.
"""

import asyncio
import gc
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

import uvicorn
import uvloop
from fastapi import Depends, FastAPI, Request
from pydantic import BaseModel
from sqlalchemy.ext.asyncio import AsyncSession
from sqlmodel import JSON, Column, Field, SQLModel

from libs.common.asking import Asking
from libs.common.auth.actor import Actor
from libs.common.auth.issuers import verifier_for
from libs.common.db.columns import Instant
from libs.common.db.engine import is_sqlite, make_engine
from libs.common.ids import new_id
from libs.common.serving import Measure
from libs.common.settings import Settings
from libs.common.telemetry import logs, tracing


class Tally(BaseModel):
    service_level: str = Field(min_length=1, max_length=100)
    taken_on: str
    met: int = Field(ge=0)
    total: int = Field(ge=0)


class Report(BaseModel):
    contract_id: UUID
    measurements: list[Tally]


class CloudEvent(BaseModel):
    specversion: str
    id: str = Field(min_length=1, max_length=200)
    source: str = Field(min_length=1, max_length=200)
    type: str
    time: datetime
    datacontenttype: str
    data: Report


class Kept(SQLModel, table=True):
    __tablename__ = "plain_event"

    id: UUID = Field(default_factory=new_id, primary_key=True)
    tenant: str
    vendor_id: UUID
    contract_id: UUID
    source: str
    external_id: str
    type: str
    recorded_at: datetime = Field(sa_type=Instant)
    data: dict[str, Any] = Field(sa_column=Column(JSON))


class Answer(BaseModel):
    id: UUID
    external_id: str
    recorded_at: datetime


def app_on(database: str, door: str, settings: Settings) -> FastAPI:
    engine = make_engine(database)
    asking = Asking(door)
    verifier = verifier_for(settings, asking)
    turn = asyncio.Lock() if is_sqlite(engine) else nullcontext()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        yield
        await asking.close()
        await engine.dispose()

    telemetry = tracing.of_requests("plain", but="/health")
    app = FastAPI(lifespan=lifespan, telemetry=telemetry)
    app.add_middleware(Measure, service="plain")

    async def caller(request: Request) -> Actor:
        return await verifier.actor(request.headers["authorization"].partition(" ")[2])

    async def session() -> AsyncIterator[AsyncSession]:
        async with turn, AsyncSession(engine, expire_on_commit=False) as opened:
            yield opened

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ready"}

    @app.post("/events", status_code=201)
    async def keep(
        event: CloudEvent,
        actor: Annotated[Actor, Depends(caller)],
        db: Annotated[AsyncSession, Depends(session, scope="function")],
    ) -> Answer:
        row = _row(event, actor)
        db.add(row)
        await db.commit()
        return Answer(**row.model_dump())

    @app.post("/nothing", status_code=201)
    async def forget(event: CloudEvent, actor: Annotated[Actor, Depends(caller)]) -> Answer:
        return Answer(id=new_id(), external_id=event.id, recorded_at=datetime.now(UTC))

    return app


def _row(event: CloudEvent, actor: Actor) -> Kept:
    assert actor.vendor
    return Kept(
        tenant=actor.tenant,
        vendor_id=actor.vendor,
        contract_id=event.data.contract_id,
        source=event.source,
        external_id=event.id,
        type=event.type,
        recorded_at=datetime.now(UTC),
        data=json.loads(event.data.model_dump_json()),
    )


def main() -> None:
    port, database, door = sys.argv[1:]
    settings = Settings()
    logs.configure(settings.log_level)
    tracing.configure(settings.otlp)
    config = uvicorn.Config(
        app_on(database, door, settings),
        host="127.0.0.1",
        port=int(port),
        log_config=None,
        access_log=False,
        server_header=False,
    )
    gc.freeze()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main()
