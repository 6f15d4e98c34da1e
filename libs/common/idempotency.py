"""`Idempotency-Key`: the same request again gets the same answer, and has no second effect.

Stored with the effect, per tenant, caller, route and key.
"""

import hashlib
import json
from datetime import datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    select,
    update,
)
from starlette.requests import Request
from starlette.responses import Response

from libs.common.auth.actor import Actor
from libs.common.db import Db
from libs.common.db.columns import Instant
from libs.common.problems import Problem

HEADER = "Idempotency-Key"
LONGEST = 200
KEPT = ("location", "baton-event", "content-type", "etag")


def add_tables(metadata: MetaData) -> None:
    table = Table(
        "idempotency",
        metadata,
        Column("id", String(64), primary_key=True),
        Column("tenant", String(64), nullable=False, server_default=""),
        Column("body", String(64), nullable=False),
        Column("status", Integer, nullable=False),
        Column("headers", Text, nullable=False),
        Column("answer", LargeBinary, nullable=False),
        Column("at", Instant, nullable=False),
    )
    Index("ix_idempotency_at", table.c.at)


class Repeat:
    """One request that carries a key."""

    def __init__(self, request: Request, actor: Actor, key: str, body: bytes) -> None:
        if not 1 <= len(key) <= LONGEST:
            raise Problem(400, "invalid", "The key cannot be used", f"1 to {LONGEST} characters.")
        what = (actor.tenant, actor.id, request.method, request.url.path, key)
        self._id = hashlib.sha256(json.dumps(what).encode()).hexdigest()
        self._body = hashlib.sha256(body + b"?" + request.url.query.encode()).hexdigest()

    async def earlier(self, db: Db, now: datetime) -> Response | None:
        """The answer given before; none where the key is new, and is now this request's.

        Another request with the key, at the same moment, waits here for this one's commit.
        Refuses (422) another body under the same key.
        """
        table = db.table("idempotency")
        claim = db.database.insert(table).on_conflict_do_nothing().returning(table.c.id)
        row = {
            "id": self._id,
            "tenant": db.scope.tenant,
            "body": self._body,
            "status": 0,
            "at": now,
        }
        if (await db.run(claim, {**row, "headers": "{}", "answer": b""})).first():
            return None
        kept = (await db.run(select(table).where(table.c.id == self._id))).one()
        if kept.body != self._body:
            raise Problem(
                422,
                "idempotency-key-reused",
                "This key belongs to another request",
                "The same Idempotency-Key came with a different body.",
                do="Use a new key for a new request.",
            )
        headers = {**json.loads(kept.headers), "baton-repeated": "true"}
        return Response(kept.answer, kept.status, headers)

    async def keep(self, db: Db, response: Response) -> None:
        headers = {name: value for name, value in response.headers.items() if name in KEPT}
        table = db.table("idempotency")
        values = {"status": response.status_code, "headers": json.dumps(headers)}
        answer = bytes(response.body)
        mine = table.c.id == self._id
        await db.run(update(table).where(mine).values(answer=answer, **values))
