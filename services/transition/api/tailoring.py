"""Plans cut to what their waves really are, tried first without touching them."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.routers import router_of
from services.transition.api.common import Planner
from services.transition.models import Plan
from services.transition.plan.editing import must_be_active
from services.transition.plan.loading import freezes_of, laid
from services.transition.plan.tailoring import (
    drafted,
    in_the_way,
    must_not_have_begun,
    tailor,
    weeks,
)
from services.transition.templates.plan_template import TransitionKind, WaveShape

router = router_of("transition", tags=["plans"])


class Shapes(Body):
    """By the code of the wave; a wave that is left out is a usual one. `kind`: chosen from the
    number and the complexity of the processes, unless stated. `dry_run`: only show the draft."""

    shapes: Annotated[dict[str, WaveShape], Field(max_length=200)]
    kind: TransitionKind | None = None
    dry_run: bool = False


class DraftView(View):
    """What the template makes of the shapes. `added` and `removed`: codes of tasks; `in_the_way`:
    of those that have begun, so that it cannot be taken over."""

    dry_run: bool
    weeks: int
    was: date
    finishes_on: date
    waves: dict[str, date]
    added: list[str]
    removed: list[str]
    in_the_way: list[str]
    warnings: list[str]


@router.post("/plans/{id}/tailor")
async def tailor_plan(id: UUID, body: Shapes, db: Session, actor: Planner) -> DraftView:
    """Makes the plan anew from its template, by complexity, volume, knowledge to transfer, pilot
    and training. Tasks that nobody drafted stay. 409 where what changes has begun."""
    await db.locked(Plan, id, actor)
    found = await laid(db, id)
    was = found.plan.finishes_on
    draft = drafted(found, body.shapes, body.kind, await freezes_of(db, id))
    begun = in_the_way(found, draft)
    if not body.dry_run:
        must_be_active(found.plan)
        must_not_have_begun(begun)
    new, gone = tailor(found, draft)
    moved = list(found.rebuild("the plan was tailored"))
    view = DraftView(
        dry_run=body.dry_run,
        weeks=weeks(found.plan.starts_on, found.plan.finishes_on),
        was=was,
        finishes_on=found.plan.finishes_on,
        waves={wave.code: wave.expected_on or wave.planned_on for wave in found.waves},
        added=[task.code for task in new],
        removed=[task.code for task in gone],
        in_the_way=begun,
        warnings=draft.warnings,
    )
    if body.dry_run:
        db.expunge_all()
        return view
    db.add_all(new)
    for task in gone:
        await db.delete(task)
    publish(db, moved)
    return view
