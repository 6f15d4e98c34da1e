"""A row to change, behind its plan: whoever changes knowledge does so one after the other."""

from typing import TypeVar
from uuid import UUID

from libs.common.auth.actor import Actor
from libs.common.db import Db
from services.transition.models.base import OfVendor
from services.transition.models.plans import Plan
from services.transition.plan.loading import plan_of

R = TypeVar("R", bound=OfVendor)


async def locked_in_plan(db: Db, model: type[R], id: UUID, actor: Actor) -> tuple[R, Plan]:
    """Refuses like `db.locked`."""
    seen = await db.seen(model, id, actor)
    plan = await plan_of(db, seen, lock=True)
    return await db.locked(model, id, actor), plan
