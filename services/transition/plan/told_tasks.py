"""Tasks of a plan to read, without what is not asked for: of thousands, that takes the time."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlmodel import col

from libs.common.db import Db
from services.transition.models import Task


async def told_tasks(db: Db, plan_id: UUID, *columns: Any) -> list[Row[Any]]:
    """In outline order."""
    query = select(*columns).where(col(Task.plan_id) == plan_id)
    return list(await db.execute(query.order_by(col(Task.position))))
