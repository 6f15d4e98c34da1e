"""A wave's cutover with its items: loaded, tried against go-live, begun anew."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, select

from libs.common.auth.actor import Actor
from libs.common.db import Db, as_it_is
from libs.common.explain import Explained
from libs.common.outbox import publish
from libs.common.problems import refused
from services.transition.models import Cutover, CutoverItem, Wave
from services.transition.models.cutovers import CUTOVER_LIFE, CutoverState, ItemState
from services.transition.models.roll_back_parts import TakenStep
from services.transition.roll_out.running_time import RunningTime, longest_way, running_time

BEGUN = (ItemState.DONE, ItemState.FAILED)


class Checklist(NamedTuple):
    cutover: Cutover
    items: list[CutoverItem]


async def items_of(db: Db, cutover_id: UUID) -> list[CutoverItem]:
    query = select(CutoverItem).where(CutoverItem.cutover_id == cutover_id)
    return await db.all(query.order_by(col(CutoverItem.position)))


async def checklist_of(db: Db, wave_id: UUID) -> Checklist | None:
    """Locked; none where none is listed."""
    query = as_it_is(select(Cutover).where(Cutover.wave_id == wave_id))
    cutovers = await db.all(query)
    if not cutovers:
        return None
    return Checklist(cutovers[0], await items_of(db, cutovers[0].id))


async def cutover_locked(db: Db, id: UUID, actor: Actor) -> tuple[Wave, Cutover]:
    """The wave first, as everybody locks who looks at its gate."""
    cutover = await db.seen(Cutover, id, actor)
    wave = await db.locked(Wave, cutover.wave_id, actor)
    return wave, await db.locked(Cutover, id, actor)


def time_of(db: Db, cutover: Cutover, items: Sequence[CutoverItem]) -> Explained[RunningTime]:
    until = cutover.completed_at or db.now
    return running_time.explained([item.timed for item in items], cutover.begun_at, until)


def must_not_wait(item: CutoverItem, items: Sequence[CutoverItem]) -> None:
    """Refuses (409) an item while one that it waits for is open or failed."""
    if waiting := [i.code for i in items if i.code in item.after and not i.is_closed]:
        raise refused("waits-for", f"{item.code} waits for {', '.join(waiting)}.")


def must_not_be_completed(cutover: Cutover, item: CutoverItem) -> None:
    """Refuses (409) what is told of an item once its wave went live by the checklist."""
    if cutover.state is CutoverState.COMPLETED:
        raise refused(
            CUTOVER_LIFE.kind(cutover.state),
            f"The cutover of {cutover.wave} is completed: {item.code} stays {item.state}.",
        )


def must_be_possible(cutover: Cutover, item: CutoverItem) -> None:
    """Refuses (409) what is done before it begins, or past the point of no return by nobody."""
    if cutover.state not in (CutoverState.RUNNING, CutoverState.COMMITTED):
        raise refused(
            CUTOVER_LIFE.kind(cutover.state),
            f"The cutover of {cutover.wave} is {cutover.state}: no item is worked off.",
            do="Begin it." if cutover.state is CutoverState.LISTED else None,
        )
    if item.past_no_return and cutover.state is not CutoverState.COMMITTED:
        raise refused(
            "point-of-no-return",
            f"{item.code} lies past the point of no return, which nobody has decided to pass.",
            do=f"POST /transition/v1/cutovers/{cutover.id}/pass-point-of-no-return",
        )


async def complete_cutover(db: Db, wave: Wave, on: date) -> None:
    """At go-live, which is refused (409) while a mandatory item is open. Without a checklist there
    is nothing to complete."""
    found = await checklist_of(db, wave.id)
    if found is None:
        return
    cutover, items = found
    waiting = [item.code for item in items if item.mandatory and not item.is_closed]
    if waiting or cutover.state is CutoverState.LISTED:
        said = f"open: {', '.join(waiting)}" if waiting else "not begun"
        raise refused(
            "cutover-open",
            f"The cutover of {wave.code} is {said}.",
            do="Work the checklist off, or let the programme office skip items with a reason.",
        )
    minutes = time_of(db, cutover, items).value.running
    planned = longest_way([item.timed for item in items])
    publish(db, cutover.complete(db.now, on, minutes, planned))


async def begin_cutover_anew(db: Db, wave: Wave) -> None:
    if found := await checklist_of(db, wave.id):
        found.cutover.begin_anew()
        for item in found.items:
            item.begin_anew()


async def steps_back(db: Db, wave: Wave) -> list[TakenStep]:
    """The rollback steps of what was begun, the last item first."""
    found = await checklist_of(db, wave.id)
    touched = [i for i in found.items if i.state in BEGUN and i.rollback] if found else []
    return [
        TakenStep(code=item.code, title=item.rollback, side=item.side) for item in reversed(touched)
    ]
