"""Improvements: proposed with what they should bring, approved, and realised."""

from datetime import date
from typing import Self
from uuid import UUID

from fastapi import Response
from pydantic import Field, model_validator
from sqlmodel import select

from libs.common.bodies import Body, View
from libs.common.edge import Session
from libs.common.explain import Explanation
from libs.common.money import Money
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.governance.api.callers import (
    Decider,
    Proposer,
    Reader,
    Settler,
    Title,
    known_programme,
    vendor_of,
)
from services.governance.models import Improvement, ImprovementState, Programme
from services.governance.unit_benefit import unit_benefit

router = router_of("governance", "/improvements", tags=["improvements"])
CHANGE = ("annual_volume", "price_before", "price_after")


class Propose(Body):
    """The benefit a year either as a figure, or as a volume and a price before and after."""

    programme_id: UUID
    contract_id: UUID | None = None
    title: Title
    expected_per_year: Money | None = None
    annual_volume: int | None = Field(default=None, ge=1, le=2 * 10**9)
    price_before: Money | None = None
    price_after: Money | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        given = [getattr(self, name) is not None for name in CHANGE]
        if any(given) != all(given) or (self.expected_per_year is not None) == all(given):
            raise ValueError(f"give expected_per_year, or all of {', '.join(CHANGE)}")
        return self


class Realise(Body):
    per_year: Money | None = None
    "What it brings in fact; as expected where left out."
    starts_on: date | None = None
    "Not in the future; today where left out."


class ImprovementView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID | None
    contract_id: UUID | None
    title: str
    expected_per_year: Money = Field(validation_alias="expected")
    state: ImprovementState
    proposed_by: str
    approved_by: str | None
    realised_per_year: Money | None = Field(validation_alias="realised")
    starts_on: date | None


@router.get("")
async def list_improvements(
    db: Session,
    actor: Reader,
    programme: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ImprovementView]:
    """Of one programme, or of all that the caller may see; a vendor sees those of its contracts."""
    query = select(Improvement)
    if programme:
        query = query.where(Improvement.programme_id == programme)
    return await page(db, query, Improvement, actor, ImprovementView.model_validate, limit, after)


@router.get("/{id}")
async def read_improvement(id: UUID, db: Session, actor: Reader) -> ImprovementView:
    """404 for another's improvement."""
    return ImprovementView.model_validate(await db.seen(Improvement, id, actor))


@router.get("/{id}/explanation")
async def explain_improvement(id: UUID, db: Session, actor: Reader) -> Explanation:
    """How the expected benefit came about; 409 where it was given as a figure."""
    improvement = await db.seen(Improvement, id, actor)
    if improvement.explanation is None:
        raise refused("not-computed", "The expected benefit was given as a figure.")
    return improvement.explanation


@router.post("", status_code=201)
async def propose(
    body: Propose, db: Session, actor: Proposer, response: Response
) -> ImprovementView:
    """Proposes it. 422 where it saves nothing, or counts in another currency than the programme."""
    programme = await known_programme(db, body.programme_id, actor)
    per_year, explanation = _expected(body, programme)
    improvement = Improvement(
        programme_id=body.programme_id,
        vendor_id=await vendor_of(db, body.contract_id, body.programme_id, actor),
        contract_id=body.contract_id,
        title=body.title,
        expected_per_year=per_year.amount,
        currency=per_year.currency,
        explanation=explanation,
        proposed_by=actor.id,
    )
    db.add(improvement)
    response.headers["Location"] = f"/governance/v1/improvements/{improvement.id}"
    return ImprovementView.model_validate(improvement)


def _expected(body: Propose, programme: Programme) -> tuple[Money, Explanation | None]:
    for name in ("expected_per_year", "price_before", "price_after"):
        _in_currency_of(programme, getattr(body, name), f"/{name}")
    if body.annual_volume is None or body.price_before is None or body.price_after is None:
        assert body.expected_per_year  # noqa: S101
        return _positive(body.expected_per_year, "/expected_per_year"), None
    benefit = unit_benefit.explained(body.annual_volume, body.price_before, body.price_after)
    return _positive(benefit.value, "/price_after"), benefit.explanation


def _in_currency_of(programme: Programme, money: Money | None, field: str) -> None:
    if money is not None and money.currency != programme.currency:
        raise invalid(f"{field}/currency", f"The programme counts in {programme.currency}.")


def _positive(per_year: Money, field: str) -> Money:
    if per_year.amount <= 0:
        raise invalid(field, "It saves nothing.")
    return per_year


@router.post("/{id}/approve")
async def approve(id: UUID, db: Session, actor: Decider) -> ImprovementView:
    """By somebody other than who proposed it."""
    improvement = await db.locked(Improvement, id, actor)
    publish(db, improvement.approve(actor))
    return ImprovementView.model_validate(improvement)


@router.post("/{id}/realise")
async def realise(id: UUID, body: Realise, db: Session, actor: Settler) -> ImprovementView:
    """Confirms the benefit, which the savings ledger then enters; 409 unless approved."""
    improvement = await db.locked(Improvement, id, actor)
    starts_on = body.starts_on or db.today
    if starts_on > db.today:
        raise invalid("/starts_on", "A benefit that is still to come is not realised.")
    per_year = body.per_year or improvement.expected
    if per_year.currency != improvement.currency:
        raise invalid("/per_year/currency", f"The improvement counts in {improvement.currency}.")
    publish(db, improvement.realise(per_year, starts_on))
    return ImprovementView.model_validate(improvement)
