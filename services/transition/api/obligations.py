"""Obligations of either side: listed, called, met or late, waived, taken away again."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import Field, StringConstraints
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from libs.common.explain import Explanation
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import forbidden, invalid, not_found
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherDoer, Reader, Reason, Text
from services.transition.exchange.plan_document import Name
from services.transition.models import Obligation, ObligationState, Plan
from services.transition.models.obligations import Lapse, ObligationKind, ObligationSource
from services.transition.models.plan_items import Deed, ItemChange
from services.transition.models.relief_terms import other
from services.transition.plan.editing import must_be_active
from services.transition.plan.items import day_of, party
from services.transition.plan.loading import Laid, laid, must_be_new
from services.transition.relief.delay_days import days_in
from services.transition.relief.due_day import due_day
from services.transition.relief.owing import dated, lay, lost, settled, unwatch, watch, with_task

router = router_of("transition", tags=["obligations"])
Note = Annotated[str, StringConstraints(max_length=2000)]


class Counted(Body):
    """Business days of the contract's country after an event or a request. `on`: its day, where it
    has happened."""

    what: Text
    days: Annotated[int, Field(ge=0, le=500)]
    on: Day | None = None


class ListObligation(Body):
    """Either `due_on`, or `after`. `blocks`: codes of the tasks or milestones that cannot start
    before it."""

    code: Code
    kind: ObligationKind
    title: Text
    side: Party
    "Who owes it."
    owner: Text
    due_on: Day | None = None
    after: Counted | None = None
    wave: Code | None = None
    blocks: Annotated[list[Name], Field(max_length=100)] = []
    source: ObligationSource = ObligationSource.PLAN
    clause: Annotated[str, StringConstraints(max_length=200)] = ""
    remind_days: Annotated[int, Field(ge=0, le=60)] = 2
    "Business days before it is due; 0, no reminder."
    note: Note = ""


class TakeStep(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""
    evidence: Evidence = []


class Waive(Body):
    on: Day | None = None
    reason: Reason
    evidence: Evidence = []


class Reopen(Waive):
    due_on: Day | None = None
    "Until when it is to be there again; the day on which it was lost, unless stated."


NOTHING_TO_ADD = TakeStep()


class ObligationView(View):
    """`lapses`: when it was owed and not there. `task`: the one that stands for it in the plan,
    where others wait for it."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    contract_id: UUID
    code: str
    kind: ObligationKind
    title: str
    side: Party
    owner: str
    wave: str | None
    blocks: list[str]
    task: str | None
    source: ObligationSource
    clause: str
    due_on: date | None
    waits_for: str
    days: int | None
    remind_days: int
    listed_by: str
    state: ObligationState
    lapses: list[Lapse]
    history: list[ItemChange]


@router.post("/plans/{id}/obligations", status_code=201)
async def list_one(
    id: UUID, body: ListObligation, db: Session, actor: EitherDoer, response: Response
) -> ObligationView:
    """Says what a side owes, by whom and until when; what it blocks waits for it in the plan.

    By the client, or by the plan's own vendor. 409 where the code is taken.
    """
    await db.seen(Plan, id, actor)
    found = await laid(db, id)
    must_be_active(found.plan)
    await must_be_new(db, Obligation, id, body.code)
    if body.wave is not None and body.wave not in {wave.code for wave in found.waves}:
        raise invalid("/wave", f"The plan has no wave {body.wave}.")
    owed = _obligation(found.plan, body, actor)
    lay(found, owed, body.blocks)
    db.add_all([owed, *found.tasks])
    publish(db, owed.list_(Deed(found.plan.today(db.now), actor.id, db.now, body.note)))
    if owed.task is not None:
        publish(db, found.rebuild(f"{owed.task} was added"))
    await watch(db, found.plan, owed)
    response.headers["Location"] = f"/transition/v1/obligations/{owed.id}"
    return ObligationView.model_validate(owed)


def _obligation(plan: Plan, body: ListObligation, actor: Actor) -> Obligation:
    if (body.due_on is None) == (body.after is None):
        raise invalid("/due_on", "State either the day, or after what its days count.")
    owed = Obligation(
        **plan.ours,
        **body.model_dump(exclude={"after", "blocks", "note"}),
        contract_id=plan.contract_id,
        blocks=[],
        listed_by=actor.id,
    )
    if body.after is not None:
        owed.waits_for, owed.days = body.after.what, body.after.days
        if body.after.on is not None:
            found = due_day.explained(plan.country, body.after.on, body.after.days)
            owed.due_on, owed.explanation = found.value, found.explanation
    if owed.due_on is not None and owed.due_on < plan.starts_on:
        raise invalid("/due_on", f"{owed.due_on} lies before the plan's start.")
    return owed


@router.get("/plans/{id}/obligations")
async def list_obligations(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    side: Annotated[Party | None, Query()] = None,
    state: Annotated[ObligationState | None, Query()] = None,
) -> Page[ObligationView]:
    """What is owed beside access requests, integrations and claims, which have lists of their
    own; the ledger has all of them that were late."""
    await db.seen(Plan, id, actor)
    query = select(Obligation).where(Obligation.plan_id == id)
    query = query if side is None else query.where(Obligation.side == side)
    query = query if state is None else query.where(Obligation.state == state)
    return await page(db, query, Obligation, actor, ObligationView.model_validate, limit, after)


@router.get("/obligations/{id}")
async def read_obligation(id: UUID, db: Session, actor: Reader) -> ObligationView:
    return ObligationView.model_validate(await db.seen(Obligation, id, actor))


@router.get("/obligations/{id}/explanation")
async def explain_obligation(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How its day was found. 404 where it was stated, or is not known yet."""
    owed = await db.seen(Obligation, id, actor)
    if owed.explanation is None:
        raise not_found("explanation of obligation", id)
    return owed.explanation


@router.post("/obligations/{id}/call")
async def call(
    id: UUID, db: Session, actor: EitherDoer, body: TakeStep = NOTHING_TO_ADD
) -> ObligationView:
    """What it waited for has happened: its days count from then."""
    found, owed = await _locked(db, id, actor)
    on = day_of(found.plan, body.on, db.now)
    due = due_day.explained(found.plan.country, on, owed.days or 0)
    deed = Deed(on, actor.id, db.now, body.note, body.evidence)
    publish(db, owed.call(deed, due.value, due.explanation))
    if owed.task is not None:
        dated(found, owed)
        publish(db, found.forecast(f"{owed.task} has its day"))
    await watch(db, found.plan, owed)
    return ObligationView.model_validate(owed)


@router.post("/obligations/{id}/meet")
async def meet(
    id: UUID, db: Session, actor: EitherDoer, body: TakeStep = NOTHING_TO_ADD
) -> ObligationView:
    """In time or late, by the day on which it was met; the plan moves with it. Once it was told to
    be late, the side that owes it does not date it back before that: the other one may."""
    found, owed = await _locked(db, id, actor)
    on = day_of(found.plan, body.on, db.now)
    if owed.state is ObligationState.LATE and party(actor) is owed.side and on < owed.last.on:
        raise forbidden(
            f"{owed.code} was told to be late on {owed.last.on}, after {on}.",
            kind="other-side-decides",
            do="State the day on which it was met since, or ask the other side to say that day.",
        )
    deed = Deed(on, actor.id, db.now, body.note, body.evidence)
    late = days_in(found.plan.country, owed.due_on or on, on)
    publish(db, owed.meet(deed, late))
    await settled(db, found, owed, on)
    return ObligationView.model_validate(owed)


@router.post("/obligations/{id}/waive")
async def waive(id: UUID, body: Waive, db: Session, actor: EitherDoer) -> ObligationView:
    """By the side to which it is owed. Nothing waits for it any more."""
    found, owed = await _locked(db, id, actor)
    if party(actor) is owed.side:
        raise forbidden(
            f"{owed.code} is owed by the {owed.side}: the {other(owed.side)} waives it.",
            kind="other-side-decides",
            do="Ask a named person of the other side.",
        )
    on = day_of(found.plan, body.on, db.now)
    publish(db, owed.waive(Deed(on, actor.id, db.now, body.reason, body.evidence)))
    await settled(db, found, owed, on)
    return ObligationView.model_validate(owed)


@router.post("/obligations/{id}/reopen")
async def reopen(id: UUID, body: Reopen, db: Session, actor: EitherDoer) -> ObligationView:
    """It was there, and was taken away. Where work still waits for it, the plan moves."""
    found, owed = await _locked(db, id, actor)
    on = day_of(found.plan, body.on, db.now)
    due_on = body.due_on or on
    if due_on < on:
        raise invalid("/due_on", f"{due_on} lies before {on}, when it was lost.")
    deed = Deed(on, actor.id, db.now, body.reason, body.evidence)
    publish(db, owed.reopen(deed, due_on))
    await unwatch(db, owed)
    await lost(db, found, owed)
    return ObligationView.model_validate(owed)


async def _locked(db: Session, id: UUID, actor: Actor) -> tuple[Laid, Obligation]:
    """The plan first, as everywhere."""
    found = await with_task(db, await db.seen(Obligation, id, actor))
    return found, await db.locked(Obligation, id, actor)
