"""A job is asked for in the transaction of the request that wants it."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert

from libs.common.auth.actor import Actor
from libs.common.db import Db
from libs.common.ids import minted_at, new_id
from libs.common.jobs.plain import plain
from libs.common.jobs.table import State
from libs.common.jobs.views import JobView
from libs.common.telemetry import tracing


async def start_job(
    db: Db, kind: str, input: Any, actor: Actor, *, programme_id: UUID | None = None
) -> JobView:
    """Queues it, to be begun once the session has committed. `input`: whatever JSON can hold.

    Whoever may call the route that starts it may cancel it; a vendor sees the jobs it started.
    """
    id, now = new_id(), db.now
    row: dict[str, Any] = {
        "id": id,
        "tenant": db.scope.tenant,
        "programme_id": programme_id,
        "vendor_id": db.scope.vendor,
        "kind": kind,
        "input": plain(input),
        "state": State.QUEUED,
        "share": 0.0,
        "message": "",
        "details": {},
        "version": 1,
        "started_by": actor.id,
        "roles": sorted(actor.wanted),
        "stated": db.scope.stated,
        "asked_at": now,
        "created_at": minted_at(id) if db.scope.stated else now,
        "trace": tracing.inject(),
        "tries": 0,
    }
    await db.run(insert(db.table("job")), row)
    db.queued.append(id)
    nothing_yet = dict.fromkeys(("result", "problem", "started_at", "finished_at"))
    return JobView.model_validate({**row, **nothing_yet})
