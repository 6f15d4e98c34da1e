"""Contracts as governance knows them: the fee by version, and what reports did not match."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlmodel import select

from libs.common.bodies import View
from libs.common.edge import Session
from libs.common.events.terms import PriceLine
from libs.common.money import Money
from libs.common.pages import After, Limit, Page, page
from libs.common.routers import router_of
from services.governance.api.callers import Reader
from services.governance.models import Contract, ContractVersion, Fault, UnmatchedTally

router = router_of("governance", "/contracts", tags=["contracts"])


class ContractView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID
    title: str
    country: str
    starts_on: date
    term_months: int
    at_risk_share: Decimal
    notice_days: int
    leave_on: date | None


class VersionView(View):
    id: UUID
    version: int
    valid_from: date
    reason: str
    fee: Money
    price: list[PriceLine]


class UnmatchedView(View):
    id: UUID
    code: str
    "The service level that the report named."
    fault: Fault
    tallies: int
    first_on: date
    last_on: date


@router.get("")
async def list_contracts(
    db: Session,
    actor: Reader,
    programme: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ContractView]:
    """Signed contracts; a vendor sees its own."""
    query = select(Contract)
    if programme:
        query = query.where(Contract.programme_id == programme)
    return await page(db, query, Contract, actor, ContractView.model_validate, limit, after)


@router.get("/{id}")
async def read_contract(id: UUID, db: Session, actor: Reader) -> ContractView:
    """404 for another's contract."""
    return ContractView.model_validate(await db.seen(Contract, id, actor))


@router.get("/{id}/versions")
async def list_versions(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[VersionView]:
    """The fee and price by version: a month is reckoned by the one valid on its first day."""
    await db.seen(Contract, id, actor)
    query = select(ContractVersion).where(ContractVersion.contract_id == id)
    return await page(db, query, ContractVersion, actor, VersionView.model_validate, limit, after)


@router.get("/{id}/unmatched")
async def list_unmatched(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[UnmatchedView]:
    """Reported tallies that count for nothing, by the code they named and what is wrong."""
    await db.seen(Contract, id, actor)
    query = select(UnmatchedTally).where(UnmatchedTally.contract_id == id)
    return await page(db, query, UnmatchedTally, actor, UnmatchedView.model_validate, limit, after)
