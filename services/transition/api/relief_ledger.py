"""The relief ledger: what all periods came to.

It is read here and weighed in a thread of its own: of thousands of tasks that takes seconds, in
which the service answers others.
"""

import asyncio
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query

from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.explain import Explanation
from libs.common.pages import Limit
from libs.common.routers import router_of
from services.transition.api.common import Reader
from services.transition.api.relief_views import (
    DeadlinesView,
    EntriesView,
    LedgerView,
    deadlines_view,
    entries_view,
    ledger_view,
)
from services.transition.models import Plan
from services.transition.relief.ledger import Ledger, ledger_of

router = router_of("transition", tags=["relief"])
Number = Annotated[int | None, Query(alias="baseline", ge=1, le=1_000_000)]
AgreedOnly = Annotated[bool, Query(description="Only what the other side has agreed to")]
Passed = Annotated[int, Query(ge=0, le=10_000_000, description="`next` of the page before")]


async def ledger(
    id: UUID, db: Session, actor: Reader, number: Number = None, agreed: AgreedOnly = False
) -> Ledger:
    """Against a baseline: the latest, unless stated."""
    plan = await db.seen(Plan, id, actor)
    return await ledger_of(db, plan, number, agreed_only=agreed)


Asked = Annotated[Ledger, Depends(ledger)]


@router.get("/plans/{id}/relief")
async def read_ledger(found: Asked) -> LedgerView:
    """The periods, what they moved against a baseline (the latest, unless stated), the deadlines
    that they move, and what the delays of each side cost."""
    return await asyncio.to_thread(ledger_view, found)


@router.get("/plans/{id}/relief/entries")
async def list_entries(found: Asked, limit: Limit = 50, after: Passed = 0) -> EntriesView:
    """All periods."""
    return await asyncio.to_thread(entries_view, found, limit, after)


@router.get("/plans/{id}/relief/deadlines")
async def list_deadlines(found: Asked, limit: Limit = 50, after: Passed = 0) -> DeadlinesView:
    """All deadlines that periods move."""
    return await asyncio.to_thread(deadlines_view, found, limit, after)


@router.get("/plans/{id}/relief/explanation")
async def explain_ledger(
    found: Asked,
    relief: Annotated[int | None, Query(ge=1, description="A period, by its number")] = None,
    task: Annotated[Code | None, Query(description="A task whose deadline moved")] = None,
) -> dict[str, Explanation]:
    """Of each number the rule, its version, its inputs and each step: of a period its days, of a
    task its deadlines; where neither is named, of movements and costs."""
    return await asyncio.to_thread(_explained, found, relief, task)


def _explained(ledger: Ledger, relief: int | None, task: str | None) -> dict[str, Explanation]:
    if relief is None and task is None:
        return ledger.sums_explained
    days = {} if relief is None else ledger.days_explained(relief)
    return days | ({} if task is None else ledger.deadlines_explained(task))
