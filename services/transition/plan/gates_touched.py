"""Gates of which a fact has changed: looked at again once, when all that happens together has
happened, so that they find the plan as it is then."""

from collections.abc import Awaitable, Callable, Collection
from uuid import UUID

from libs.common.db import Db

Touched = Collection[str | None]
"Waves; with a none among them, or one without a name, all of the plan. May grow until the look."
Look = Callable[[Db, UUID, Touched], Awaitable[None]]
_looks: list[Look] = []


def looks_at_gates(look: Look) -> Look:
    _looks.append(look)
    return look


def touch_gates(db: Db, plan_id: UUID, waves: Touched) -> None:
    db.put_off(_look, (plan_id, waves))


async def _look(db: Db, touched: list[tuple[UUID, Touched]]) -> None:
    """Plan after plan in one order, whatever touched them."""
    plans: dict[UUID, set[str | None]] = {}
    for plan_id, waves in touched:
        plans.setdefault(plan_id, set()).update(waves)
    for plan_id in sorted(id for id, waves in plans.items() if waves):
        for look in _looks:
            await look(db, plan_id, plans[plan_id])
