"""Contracts: drafted from an award, freed of preconditions, signed."""

from datetime import date
from uuid import UUID

from fastapi import Response
from pydantic import Field, field_validator
from sqlmodel import select

from libs.common.bodies import Body
from libs.common.db import Db
from libs.common.edge import Session
from libs.common.events.terms import Code
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import invalid, refused
from libs.common.routers import router_of
from services.vendor.api.callers import Drafter, Reader, Signer, not_ahead, not_before
from services.vendor.api.contract_views import (
    ContractView,
    WholeContractView,
    in_short,
    preconditions,
    whole,
)
from services.vendor.models import Contract, Evaluation, Precondition, SignState
from services.vendor.terms import ContractTerms, Day, Name, distinct

router = router_of("vendor", "/contracts", tags=["contracts"])


class DraftPrecondition(Body):
    code: Code
    title: Name


class DraftContract(ContractTerms):
    programme_id: UUID
    evaluation_id: UUID
    "Awarded: its winner is the contract's vendor."
    preconditions: list[DraftPrecondition] = Field(default=[], max_length=50)

    @field_validator("preconditions")
    @classmethod
    def _distinct(cls, found: list[DraftPrecondition]) -> list[DraftPrecondition]:
        distinct("preconditions", [precondition.code for precondition in found])
        return found

    def terms(self) -> ContractTerms:
        return ContractTerms.model_validate(
            {name: getattr(self, name) for name in ContractTerms.model_fields}
        )


class SignContract(Body):
    signed_on: Day | None = None
    "Today where it is left out; never a day to come."


@router.post("", status_code=201)
async def draft_contract(
    body: DraftContract, db: Session, actor: Drafter, response: Response
) -> WholeContractView:
    """Drafts the contract with the winner of an awarded evaluation."""
    actor.check(body.programme_id)
    evaluation = await _awarded(db, body)
    winner = evaluation.first
    contract = Contract(
        programme_id=body.programme_id,
        vendor_id=winner.vendor_id,
        vendor_name=winner.vendor,
        evaluation_id=evaluation.id,
        lot=evaluation.lot,
        terms=body.terms(),
        drafted_by=actor.id,
    )
    db.add(contract)
    db.add_all(_precondition(contract, demand) for demand in body.preconditions)
    response.headers["Location"] = f"/vendor/v1/contracts/{contract.id}"
    return await whole(db, contract)


async def _awarded(db: Db, body: DraftContract) -> Evaluation:
    evaluation = await db.find(Evaluation, body.evaluation_id)
    if evaluation is None or evaluation.programme_id != body.programme_id:
        raise invalid("/evaluation_id", "The programme has no such evaluation.")
    if evaluation.awarded_at is None:
        raise refused("not-awarded", f"Lot {evaluation.lot} has not been awarded on it.")
    return evaluation


def _precondition(contract: Contract, demand: DraftPrecondition) -> Precondition:
    return Precondition(
        **demand.model_dump(),
        programme_id=contract.programme_id,
        contract_id=contract.id,
        vendor_id=contract.vendor_id,
    )


@router.get("")
async def list_contracts(
    db: Session,
    actor: Reader,
    programme: UUID | None = None,
    limit: Limit = 50,
    after: After = None,
) -> Page[ContractView]:
    """Of one programme or of all that the caller may see; a vendor finds its own."""
    query = select(Contract)
    if programme:
        query = query.where(Contract.programme_id == programme)
    return await page(db, query, Contract, actor, in_short, limit, after)


@router.get("/{id}")
async def read_contract(id: UUID, db: Session, actor: Reader) -> WholeContractView:
    """With its preconditions and versions. For the client's people and the vendor itself."""
    return await whole(db, await db.seen(Contract, id, actor))


@router.post("/{id}/sign")
async def sign_contract(
    id: UUID, body: SignContract, db: Session, actor: Signer
) -> WholeContractView:
    """By somebody other than its drafter. 409 `precondition-open` while anything is not cleared.

    422 where it would be signed before the award. Opens the transition: others learn of the
    plan's waves and service levels from it.
    """
    signed_on = not_ahead(db, body.signed_on, "/signed_on")
    contract = await db.locked(Contract, id, actor)
    award = await _must_be_the_only_one(db, contract)
    not_before(signed_on, award, "/signed_on", "the lot was awarded")
    publish(db, contract.sign(actor, signed_on, await preconditions(db, contract)))
    return await whole(db, contract)


async def _must_be_the_only_one(db: Db, contract: Contract) -> date | None:
    """The day of its award, which leads to one contract; the award's row keeps two drafts from
    being signed at once."""
    evaluation = await db.find(Evaluation, contract.evaluation_id, lock=True)
    query = select(Contract.id).where(
        Contract.evaluation_id == contract.evaluation_id,
        Contract.state == SignState.SIGNED,
        Contract.id != contract.id,
    )
    if (await db.scalars(query)).first():
        raise refused("already-contracted", "Another contract was signed on this award.")
    awarded_at = evaluation.awarded_at if evaluation else None
    return awarded_at.date() if awarded_at else None
