"""Cutovers: listed, rehearsed, worked off item by item."""

from uuid import UUID

from fastapi import Response
from sqlmodel import select

from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.transition.api.common import (
    Approver,
    Planner,
    Reader,
)
from services.transition.api.cutover_bodies import (
    USUAL,
    CutoverItemView,
    CutoverSummary,
    CutoverView,
    Decided,
    ListCutover,
    ListedItem,
    NewItems,
)
from services.transition.models import Cutover, CutoverItem, Plan, Wave
from services.transition.models.cutovers import CUTOVER_LIFE, CutoverState
from services.transition.models.plan_items import Deed
from services.transition.models.waves import WaveStep
from services.transition.plan.loading import freezes_of, gate_of, plan_of
from services.transition.readiness.outlook import outlook
from services.transition.roll_out.cutover_template import STANDARD
from services.transition.roll_out.cutting_over import (
    cutover_locked,
    items_of,
    time_of,
)
from services.transition.roll_out.freeze import freeze_on
from services.transition.roll_out.running_time import (
    TimedItem,
    circle,
    longest_way,
)

router = router_of("transition", tags=["cutovers"])


@router.post("/waves/{id}/cutover", status_code=201)
async def list_cutover(
    id: UUID, db: Session, actor: Planner, response: Response, body: ListCutover = USUAL
) -> CutoverView:
    """The checklist of a wave that is not live. From then on go-live waits for it, and the
    rehearsals of its rollback are measured at the gate. 409 where the wave has one."""
    wave = await db.locked(Wave, id, actor)
    wave.after(WaveStep.GO_LIVE)
    if await db.all(select(Cutover).where(Cutover.wave_id == id)):
        raise refused("cutover-listed", f"{wave.code} has a checklist already.", do="Replace it.")
    cutover = Cutover(**wave.ours, wave_id=id, wave=wave.code, rehearsal_days=body.rehearsal_days)
    db.add(cutover)
    listed = body.items or [ListedItem(**item._asdict()) for item in STANDARD]
    items = _lay(db, cutover, listed)
    publish(db, cutover.listed(len(items), _planned(items), actor.id))
    await db.flush()
    await outlook(db, wave.plan_id, wave.code)
    response.headers["Location"] = f"/transition/v1/cutovers/{cutover.id}"
    return _view(db, cutover, items)


@router.put("/cutovers/{id}/items")
async def replace_items(id: UUID, body: NewItems, db: Session, actor: Planner) -> CutoverView:
    """Another checklist in place of this one. 409 once it has begun."""
    cutover = await db.locked(Cutover, id, actor)
    if cutover.state is not CutoverState.LISTED:
        raise refused(CUTOVER_LIFE.kind(cutover.state), f"The cutover of {cutover.wave} has begun.")
    for item in await items_of(db, id):
        await db.delete(item)
    await db.flush()
    items = _lay(db, cutover, body.items)
    publish(db, cutover.listed(len(items), _planned(items), actor.id))
    return _view(db, cutover, items)


@router.get("/plans/{id}/cutovers")
async def list_cutovers(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[CutoverSummary]:
    await db.seen(Plan, id, actor)
    query = select(Cutover).where(Cutover.plan_id == id)
    return await page(db, query, Cutover, actor, CutoverSummary.model_validate, limit, after)


@router.get("/cutovers/{id}")
async def read_cutover(id: UUID, db: Session, actor: Reader) -> CutoverView:
    """With its items, and its running time against the plan."""
    cutover = await db.seen(Cutover, id, actor)
    return _view(db, cutover, await items_of(db, id))


@router.get("/cutovers/{id}/explanation")
async def explain_time(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How its running time was found."""
    cutover = await db.seen(Cutover, id, actor)
    return time_of(db, cutover, await items_of(db, id)).explanation


@router.post("/cutovers/{id}/begin")
async def begin(id: UUID, db: Session, actor: Planner) -> CutoverView:
    """Its time runs from now on. 409 in a freeze, and where the gate lets nothing through."""
    wave, cutover = await cutover_locked(db, id, actor)
    today = (await plan_of(db, cutover)).today(db.now)
    publish(db, cutover.begin(db.now, actor.id))
    (await gate_of(db, wave)).must_let_through(today)
    if freeze := freeze_on(today, await freezes_of(db, cutover.plan_id)):
        raise refused("in-freeze", f"{today} lies in the freeze {freeze.title}.")
    return _view(db, cutover, await items_of(db, id))


@router.post("/cutovers/{id}/pass-point-of-no-return")
async def commit(id: UUID, body: Decided, db: Session, actor: Approver) -> CutoverView:
    """The named decision without which nothing past that point is begun."""
    cutover = await db.locked(Cutover, id, actor)
    today = (await plan_of(db, cutover)).today(db.now)
    publish(db, cutover.commit(Deed(today, actor.id, db.now, body.reason)))
    return _view(db, cutover, await items_of(db, id))


def _lay(db: Session, cutover: Cutover, listed: list[ListedItem]) -> list[CutoverItem]:
    """Refuses (422) two of one code, one that is not there to wait for, and a circle."""
    codes = [item.code for item in listed]
    for n, item in enumerate(listed):
        if item.code in codes[:n]:
            raise invalid(f"/items/{n}/code", f"Two items are called {item.code}.")
        for m, other in enumerate(item.after):
            if other not in codes:
                raise invalid(f"/items/{n}/after/{m}", f"There is no item {other}.")
    timed = [TimedItem(code=i.code, minutes=i.minutes, after=i.after) for i in listed]
    if waiting := circle(timed):
        raise invalid("/items", f"These wait for each other: {', '.join(waiting)}.")
    items = [
        CutoverItem(
            **cutover.ours,
            **item.model_dump(),
            cutover_id=cutover.id,
            wave=cutover.wave,
            position=n,
        )
        for n, item in enumerate(listed)
    ]
    db.add_all(items)
    return items


def _planned(items: list[CutoverItem]) -> int:
    return longest_way([item.timed for item in items])


def _view(db: Session, cutover: Cutover, items: list[CutoverItem]) -> CutoverView:
    return CutoverView(
        **CutoverSummary.model_validate(cutover).model_dump(),
        items=[CutoverItemView.model_validate(item) for item in items],
        time=time_of(db, cutover, items).value,
    )
