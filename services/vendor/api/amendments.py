"""Amendments: a new version of the prices, valid from a date, signed by somebody else."""

from typing import Self
from uuid import UUID

from fastapi import Path, Response
from pydantic import Field, model_validator
from sqlmodel import col, select

from libs.common.bodies import Body
from libs.common.db import Db
from libs.common.edge import Session
from libs.common.money import Money
from libs.common.outbox import publish
from libs.common.problems import invalid, not_found
from libs.common.routers import router_of
from services.vendor.api.callers import Drafter, Signer, not_ahead, not_before
from services.vendor.api.contract_views import VersionView
from services.vendor.api.contracts import SignContract
from services.vendor.models import Amendment, Contract
from services.vendor.terms import Day, DraftPriceLine, Text, not_negative, one_currency

router = router_of("vendor", "/contracts/{id}/amendments", tags=["contracts"])


class DraftAmendment(Body):
    valid_from: Day
    reason: Text
    price: list[DraftPriceLine] = Field(min_length=1, max_length=100)
    monthly_fee: Money
    annual_saving: Money | None = None
    "What the client expects of it in a year."

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        one_currency(not_negative(self.monthly_fee), self.price)
        return self


@router.post("", status_code=201)
async def draft_amendment(
    id: UUID, body: DraftAmendment, db: Session, actor: Drafter, response: Response
) -> VersionView:
    """Drafts the next version of a signed contract. Nothing changes before it is signed."""
    contract = await db.locked(Contract, id, actor)
    contract.must_be_signed()
    _check(body, contract)
    amendment = Amendment(
        **dict(body),
        programme_id=contract.programme_id,
        contract_id=id,
        vendor_id=contract.vendor_id,
        version=await _next_version(db, id),
        drafted_by=actor.id,
    )
    db.add(amendment)
    response.headers["Location"] = f"/vendor/v1/contracts/{id}"
    return VersionView.model_validate(amendment)


def _check(body: DraftAmendment, contract: Contract) -> None:
    currency = contract.terms.monthly_fee.currency
    if body.monthly_fee.currency != currency:
        raise invalid("/monthly_fee/currency", f"The contract is in {currency}.")
    if body.annual_saving and body.annual_saving.currency != currency:
        raise invalid("/annual_saving/currency", f"The contract is in {currency}.")
    if body.valid_from < contract.terms.starts_on:
        raise invalid("/valid_from", f"The contract starts on {contract.terms.starts_on}.")


async def _next_version(db: Db, contract_id: UUID) -> int:
    query = select(Amendment.version).where(Amendment.contract_id == contract_id)
    last = (await db.scalars(query.order_by(col(Amendment.version).desc()).limit(1))).first()
    return (last or 1) + 1


@router.post("/{version}/sign")
async def sign_amendment(
    id: UUID,
    body: SignContract,
    db: Session,
    actor: Signer,
    version: int = Path(ge=2, le=10_000),
) -> VersionView:
    """By somebody other than its drafter, not before the contract was signed (422). From its date
    on others reckon with it."""
    signed_on = not_ahead(db, body.signed_on, "/signed_on")
    contract = await db.locked(Contract, id, actor)
    not_before(signed_on, contract.signed_on, "/signed_on", "the contract was signed")
    query = select(Amendment).where(Amendment.contract_id == id, Amendment.version == version)
    amendment = (await db.scalars(query)).one_or_none()
    if amendment is None:
        raise not_found("amendment", version)
    publish(db, amendment.sign(actor, signed_on))
    return VersionView.model_validate(amendment)
