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
    insert,
    select,
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

    async def earlier(self, db: Db) -> Response | None:
        """The answer given before. Refuses (422) another body under the same key."""
        table = db.table("idempotency")
        row = (await db.run(select(table).where(table.c.id == self._id))).one_or_none()
        if row is None:
            return None
        if row.body != self._body:
            raise Problem(
                422,
                "idempotency-key-reused",
                "This key belongs to another request",
                "The same Idempotency-Key came with a different body.",
                do="Use a new key for a new request.",
            )
        return Response(
            row.answer, row.status, {**json.loads(row.headers), "baton-repeated": "true"}
        )

    async def keep(self, db: Db, response: Response, now: datetime) -> None:
        headers = {name: value for name, value in response.headers.items() if name in KEPT}
        row = {"id": self._id, "body": self._body, "status": response.status_code, "at": now}
        more = {"headers": json.dumps(headers), "answer": bytes(response.body)}
        await db.run(insert(db.table("idempotency")), {**row, **more})
