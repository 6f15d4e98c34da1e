"""The working agreement: drafted by either side, signed by both, reviewed and amended."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Query, Response
from pydantic import StringConstraints
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.bodies import Body, View
from libs.common.db import Db
from libs.common.edge import Session
from libs.common.events.transition.party import Party
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import refused
from libs.common.routers import router_of
from services.transition.api.common import Day, EitherLead, Reader, Reason
from services.transition.models import AgreementState, Plan, WorkingAgreement
from services.transition.models.agreements import By, Signature
from services.transition.plan.items import day_of, party
from services.transition.plan.loading import plan_of
from services.transition.readiness.outlook import outlook
from services.transition.working_agreement.in_force import in_force, latest
from services.transition.working_agreement.review import stop_watching, watch_review
from services.transition.working_agreement.terms import AgreementTerms, Short

router = router_of("transition", tags=["working agreement"])
Note = Annotated[str, StringConstraints(max_length=2000)]


class DraftAgreement(Body):
    """Whatever is left out is named as missing until it is said."""

    terms: AgreementTerms = AgreementTerms()
    review_on: Day | None = None
    on: Day | None = None
    "Today, unless stated."


class AmendAgreement(Body):
    """`terms`: those of the version that holds, unless stated."""

    reason: Reason
    terms: AgreementTerms | None = None
    review_on: Day | None = None
    on: Day | None = None


class SignAgreement(Body):
    name: Short
    "As the agreement names the manager of that side, or the deputy."
    on: Day | None = None


class WithdrawAgreement(Body):
    reason: Reason
    on: Day | None = None


class ReviewAgreement(Body):
    review_on: Day
    "When it is looked at again."
    note: Note = ""
    on: Day | None = None


class AgreementView(View):
    """`missing`: what it does not say yet, and must before it is signed."""

    id: UUID
    programme_id: UUID
    vendor_id: UUID
    plan_id: UUID
    version: int
    reason: str
    state: AgreementState
    terms: AgreementTerms
    review_on: date | None
    review_overdue: bool
    missing: list[str]
    drafted_by: str
    drafted_side: Party
    drafted_on: date
    signatures: list[Signature]
    agreed_on: date | None
    ended_on: date | None
    digest: str


@router.post("/plans/{id}/working-agreements", status_code=201)
async def draft(
    id: UUID, body: DraftAgreement, db: Session, actor: EitherLead, response: Response
) -> AgreementView:
    """The first version. 409 where one is there already: revise the draft, or amend what holds."""
    plan = await db.locked(Plan, id, actor)
    before = await latest(db, id)
    if before is not None and before.state is not AgreementState.WITHDRAWN:
        detail = f"The plan has {before.named} already, which is {before.state}."
        raise refused("agreement-exists", detail, do="Revise the draft, or amend what holds.")
    by = _by(plan, actor, body.on, db)
    made = _drafted(plan, before, body.terms, body.review_on, by)
    await outlook(db, id)
    return _added(db, made, by, response)


@router.get("/plans/{id}/working-agreements")
async def list_agreements(
    id: UUID,
    db: Session,
    actor: Reader,
    limit: Limit = 50,
    after: After = None,
    state: Annotated[AgreementState | None, Query()] = None,
) -> Page[AgreementView]:
    """Every version, oldest first."""
    await db.seen(Plan, id, actor)
    query = select(WorkingAgreement).where(WorkingAgreement.plan_id == id)
    query = query if state is None else query.where(WorkingAgreement.state == state)
    view = AgreementView.model_validate
    return await page(db, query, WorkingAgreement, actor, view, limit, after)


@router.get("/working-agreements/{id}")
async def read_agreement(id: UUID, db: Session, actor: Reader) -> AgreementView:
    return AgreementView.model_validate(await db.seen(WorkingAgreement, id, actor))


@router.post("/working-agreements/{id}/revise")
async def revise(id: UUID, body: DraftAgreement, db: Session, actor: EitherLead) -> AgreementView:
    """A draft says something else from now on, all of it; signatures fall away."""
    agreement = await db.locked(WorkingAgreement, id, actor)
    by = _by(await plan_of(db, agreement), actor, body.on, db)
    publish(db, agreement.revise(body.terms, body.review_on, by))
    await outlook(db, agreement.plan_id)
    return AgreementView.model_validate(agreement)


@router.post("/working-agreements/{id}/sign")
async def sign(id: UUID, body: SignAgreement, db: Session, actor: EitherLead) -> AgreementView:
    """For the caller's side, by somebody whom it names. It holds once both sides have signed, and
    the version before holds no more. 409 where something is missing."""
    agreement = await db.locked(WorkingAgreement, id, actor)
    plan = await plan_of(db, agreement)
    before = await in_force(db, agreement.plan_id, lock=True)
    publish(db, agreement.sign(body.name, _by(plan, actor, body.on, db), before))
    if agreement.state is AgreementState.AGREED:
        await watch_review(db, plan, agreement)
        if before is not None:
            await stop_watching(db, before)
        await outlook(db, plan.id)
    return AgreementView.model_validate(agreement)


@router.post("/working-agreements/{id}/withdraw")
async def withdraw(
    id: UUID, body: WithdrawAgreement, db: Session, actor: EitherLead
) -> AgreementView:
    """A draft that comes to nothing; what holds goes on."""
    agreement = await db.locked(WorkingAgreement, id, actor)
    by = _by(await plan_of(db, agreement), actor, body.on, db)
    publish(db, agreement.withdraw(body.reason, by))
    await outlook(db, agreement.plan_id)
    return AgreementView.model_validate(agreement)


@router.post("/working-agreements/{id}/amend", status_code=201)
async def amend(
    id: UUID, body: AmendAgreement, db: Session, actor: EitherLead, response: Response
) -> AgreementView:
    """Drafts the next version of what holds, with the reason. 409 where it is drafted already."""
    agreement = await db.locked(WorkingAgreement, id, actor)
    agreement.may_be_amended()
    plan = await db.locked(Plan, agreement.plan_id, actor)
    newest = await latest(db, plan.id)
    if newest is not None and newest.state is AgreementState.DRAFT:
        raise refused("draft-exists", f"{newest.named} is drafted.", do="Revise or withdraw it.")
    by = _by(plan, actor, body.on, db)
    terms = agreement.terms if body.terms is None else body.terms
    made = _drafted(plan, newest, terms, body.review_on or agreement.review_on, by)
    made.reason = body.reason
    return _added(db, made, by, response)


@router.post("/working-agreements/{id}/review")
async def review(id: UUID, body: ReviewAgreement, db: Session, actor: EitherLead) -> AgreementView:
    """It was looked at and still fits; if not, amend it."""
    agreement = await db.locked(WorkingAgreement, id, actor)
    plan = await plan_of(db, agreement)
    publish(db, agreement.review(body.review_on, body.note, _by(plan, actor, body.on, db)))
    await watch_review(db, plan, agreement)
    await outlook(db, plan.id)
    return AgreementView.model_validate(agreement)


def _by(plan: Plan, actor: Actor, stated: date | None, db: Db) -> By:
    return By(party(actor), actor.id, day_of(plan, stated, db.now), db.now)


def _drafted(
    plan: Plan,
    before: WorkingAgreement | None,
    terms: AgreementTerms,
    review_on: date | None,
    by: By,
) -> WorkingAgreement:
    return WorkingAgreement(
        **plan.ours,
        version=1 if before is None else before.version + 1,
        terms=terms,
        review_on=review_on,
        drafted_by=by.who,
        drafted_side=by.side,
        drafted_on=by.on,
    )


def _added(db: Db, made: WorkingAgreement, by: By, response: Response) -> AgreementView:
    publish(db, made.draft(by))
    db.add(made)
    response.headers["Location"] = f"/transition/v1/working-agreements/{made.id}"
    return AgreementView.model_validate(made)
