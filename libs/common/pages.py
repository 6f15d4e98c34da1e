"""Lists come in pages: `limit` rows after a cursor, oldest first."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, TypeVar
from uuid import UUID

from fastapi import Query
from pydantic import BaseModel

from libs.common.auth.actor import Actor
from libs.common.db import Db

T = TypeVar("T")

Limit = Annotated[int, Query(ge=1, le=200, description="Rows on a page")]
After = Annotated[UUID | None, Query(description="`next` of the page before")]


class Page(BaseModel, Generic[T]):
    """`next` is the cursor of the following page, absent on the last one."""

    items: list[T]
    next: UUID | None = None


async def page(
    db: Db,
    query: Any,
    model: Any,
    actor: Actor,
    view: Callable[[Any], T],
    limit: int,
    after: UUID | None,
) -> Page[T]:
    """Rows of `model` that the caller may see, in the order of their ids."""
    programmes = actor.programmes()
    if "programme_id" in model.model_fields and programmes is not None and not actor.is_vendor:
        query = query.where(model.programme_id.in_(programmes))
    if after is not None:
        query = query.where(model.id > after)
    rows = await db.all(query.order_by(model.id).limit(limit + 1))
    more = rows[limit - 1].id if len(rows) > limit else None
    return Page(items=[view(row) for row in rows[:limit]], next=more)
