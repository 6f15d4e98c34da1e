"""How a contract is shown: in short in lists, whole with its preconditions and versions."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from libs.common.bodies import View
from libs.common.db import Db
from libs.common.events.terms import PriceLine, ServiceLevelTerms, WaveTerms
from libs.common.events.vendor.contracts import OnSilence
from libs.common.money import Money, Share
from services.vendor.models import Amendment, Contract, Precondition, SignState


class PreconditionView(View):
    code: str
    title: str
    cleared_on: date | None


class VersionView(View):
    """What is paid from a date. Version 1 is the contract as signed."""

    version: int
    valid_from: date
    reason: str
    price: list[PriceLine]
    monthly_fee: Money
    annual_saving: Money | None = None
    state: SignState
    signed_by: str | None
    signed_on: date | None


class ContractView(View):
    id: UUID
    programme_id: UUID
    vendor_id: UUID
    vendor_name: str
    evaluation_id: UUID
    lot: str
    state: SignState
    drafted_by: str
    signed_by: str | None
    signed_on: date | None
    title: str
    starts_on: date
    term_months: int
    monthly_fee: Money
    at_risk_share: Share
    service_levels: list[ServiceLevelTerms]
    waves: list[WaveTerms]
    price: list[PriceLine]
    country: str
    acceptance_days: int
    notice_days: int
    answer_days: int
    decision_days: int
    on_silence: OnSilence
    evidence_required: bool


class WholeContractView(ContractView):
    preconditions: list[PreconditionView]
    versions: list[VersionView]


def in_short(contract: Contract) -> ContractView:
    return ContractView.model_validate(_flat(contract))


def _flat(contract: Contract) -> dict[str, Any]:
    return dict(contract.terms) | dict(contract)


async def whole(db: Db, contract: Contract) -> WholeContractView:
    """The contract as it stands, its own terms being version 1."""
    flat = _flat(contract)
    first = {**flat, "version": 1, "valid_from": contract.terms.starts_on, "reason": ""}
    return WholeContractView.model_validate(
        {
            **flat,
            "preconditions": await preconditions(db, contract),
            "versions": [first, *await _amendments(db, contract)],
        }
    )


async def preconditions(db: Db, contract: Contract) -> list[Precondition]:
    query = select(Precondition).where(Precondition.contract_id == contract.id)
    return await db.all(query.order_by(col(Precondition.id)))


async def _amendments(db: Db, contract: Contract) -> list[Amendment]:
    query = select(Amendment).where(Amendment.contract_id == contract.id)
    return await db.all(query.order_by(col(Amendment.version)))
