"""Times for which a late side relieves the other: proposed, decided, corrected, ended."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.edge import Session
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid
from libs.common.routers import router_of
from services.transition.api.common import EitherLead, EitherOffice, Reader
from services.transition.api.relief_bodies import (
    NOTHING_TO_ADD,
    Correct,
    Decide,
    End,
    ProposeRelief,
    Refuse,
)
from services.transition.api.relief_rates import must_be_waves
from services.transition.api.relief_views import ReliefRow, ReliefView
from services.transition.models import Plan, Relief, ReliefState
from services.transition.models.plan_items import Deed
from services.transition.models.relief_terms import ReliefSource, Terms
from services.transition.plan.items import day_of, party
from services.transition.relief.clocks import keep_clocks
from services.transition.relief.delay_days import days_in
from services.transition.relief.following import next_number
from services.transition.relief.proposals import must_have_room
from services.transition.relief.reach import Reach, reach_of

router = router_of("transition", tags=["relief"])


@router.get("/plans/{id}/reliefs")
async def list_reliefs(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[ReliefState | None, Query()] = None,
) -> Page[ReliefRow]:
    """Each as its last version has it."""
    await db.seen(Plan, id, actor)
    query = select(Relief).where(Relief.plan_id == id)
    query = query if state is None else query.where(Relief.state == state)
    return await page(db, query, Relief, actor, ReliefRow.model_validate, limit, after)


@router.get("/reliefs/{id}")
async def read_relief(id: UUID, db: Session, actor: Reader) -> ReliefView:
    return ReliefView.model_validate(await db.seen(Relief, id, actor))


@router.post("/plans/{id}/reliefs", status_code=201)
async def propose(
    id: UUID, body: ProposeRelief, db: Session, actor: EitherLead, response: Response
) -> ReliefView:
    """By a named person of either side, for what the system did not open by itself. Clocks stop
    with it; the other side agrees, contests or rejects. 409 `proposals-full` while a hundred of
    that side wait for a decision."""
    plan = await db.locked(Plan, id, actor)
    terms = await _terms(db, plan, body)
    await must_have_room(db, id, party(actor))
    relief = Relief(
        **plan.ours,
        **terms.model_dump(),
        contract_id=plan.contract_id,
        number=await next_number(db, id),
        source=ReliefSource.PROPOSAL,
        side=party(actor),
    )
    db.add(relief)
    by = _person(actor, body.by)
    publish(db, relief.open(Deed(plan.today(db.now), by, db.now, "", body.evidence)))
    await keep_clocks(db, relief)
    response.headers["Location"] = f"/transition/v1/reliefs/{relief.id}"
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/end")
async def end(id: UUID, body: End, db: Session, actor: EitherLead) -> ReliefView:
    """The day on which it was made good, said by the side that it relieves; 403 for the other."""
    plan, relief = await _locked(db, id, actor)
    relief.must_be_ended_by(party(actor))
    plan.must_not_be_ahead("/until_on", body.until_on, db.now)
    if relief.until_on is not None:
        raise invalid("/until_on", f"It ended on {relief.until_on}: correct it instead.")
    days = days_in(plan.country, relief.from_on, body.until_on)
    deed = _deed(plan, body.on, body.note, body, db, actor)
    publish(db, relief.end(body.until_on, days, deed))
    await keep_clocks(db, relief)
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/contest")
async def contest(id: UUID, body: Refuse, db: Session, actor: EitherLead) -> ReliefView:
    """With a reason, by the side that decides. It counts until it is rejected or corrected."""
    plan, relief = await _locked(db, id, actor)
    publish(db, relief.contest(party(actor), _deed(plan, body.on, body.reason, body, db, actor)))
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/agree")
async def agree(
    id: UUID, db: Session, actor: EitherOffice, body: Decide = NOTHING_TO_ADD
) -> ReliefView:
    """By a named person of the other side than it was stated for."""
    plan, relief = await _locked(db, id, actor)
    until = relief.until_on
    days = None if until is None else days_in(plan.country, relief.from_on, until)
    deed = _deed(plan, body.on, body.note, body, db, actor)
    publish(db, relief.agree(party(actor), days, deed))
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/reject")
async def reject(id: UUID, body: Refuse, db: Session, actor: EitherOffice) -> ReliefView:
    """Clocks run on, and nothing of it counts. Corrected, it is decided anew."""
    plan, relief = await _locked(db, id, actor)
    publish(db, relief.reject(party(actor), _deed(plan, body.on, body.reason, body, db, actor)))
    await keep_clocks(db, relief)
    return ReliefView.model_validate(relief)


@router.post("/reliefs/{id}/correct")
async def correct(id: UUID, body: Correct, db: Session, actor: EitherLead) -> ReliefView:
    """A new version, which the other side decides. Every version is kept; 409 `versions-full` where
    there are fifty."""
    plan, relief = await _locked(db, id, actor)
    terms = await _terms(db, plan, body)
    if not relief.counts:
        await must_have_room(db, relief.plan_id, party(actor))
    by = _person(actor, body.by)
    deed = Deed(plan.today(db.now), by, db.now, body.reason, body.evidence)
    publish(db, relief.correct(terms, party(actor), deed))
    await keep_clocks(db, relief)
    return ReliefView.model_validate(relief)


async def _locked(db: Session, id: UUID, actor: Actor) -> tuple[Plan, Relief]:
    """The plan first, as everywhere."""
    seen = await db.seen(Relief, id, actor)
    return await db.locked(Plan, seen.plan_id, actor), await db.locked(Relief, id, actor)


def _deed(
    plan: Plan, on: date | None, note: str, body: Decide | Refuse, db: Session, actor: Actor
) -> Deed:
    by = _person(actor, body.by)
    return Deed(day_of(plan, on, db.now), by, db.now, note, body.evidence)


def _person(actor: Actor, named: str | None) -> str:
    """A person of the client is who signed in. A vendor's system has no name of its own: its key
    is known by an id."""
    if not actor.is_vendor:
        return actor.id
    if named is None and _is_id(actor.id):
        raise invalid("/by", "Name the person of the vendor who says it.")
    return named or actor.id


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


async def _terms(db: Session, plan: Plan, body: ProposeRelief) -> Terms:
    """Refuses (422) days that have not come, and what the plan does not have."""
    plan.must_not_be_ahead("/from_on", body.from_on, db.now)
    if body.until_on is not None:
        plan.must_not_be_ahead("/until_on", body.until_on, db.now)
        if body.until_on < body.from_on:
            raise invalid("/until_on", f"{body.until_on} lies before {body.from_on}.")
    reach = await reach_of(db, plan.id)
    _must_be_tasks(reach, body.tasks)
    for n, name in enumerate(body.milestones):
        if name not in reach.milestones:
            raise invalid(f"/milestones/{n}", f"The plan has no milestone {name}.")
    await must_be_waves(db, plan, "/waves", body.waves)
    tasks = list(dict.fromkeys(body.tasks))
    reached = [reach.milestones[name] for name in body.milestones]
    waves = body.waves or reach.waves_of([*tasks, *reached])
    given = body.model_dump(exclude={"reason", "tasks", "waves", "by"})
    return Terms(**given, tasks=tasks, waves=list(dict.fromkeys(waves)))


def _must_be_tasks(reach: Reach, names: list[str]) -> None:
    for n, name in enumerate(names):
        if name not in reach.tasks:
            raise invalid(f"/tasks/{n}", f"The plan has no task {name}.")
        if reach.is_summary(name):
            raise invalid(f"/tasks/{n}", f"{name} is a summary: name those of its parts.")
