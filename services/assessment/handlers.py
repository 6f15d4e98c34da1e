"""What the assessment service does when others report."""

from uuid import UUID

from sqlmodel import select

from libs.common.db import Db
from libs.common.events.assessment import SavingKind
from libs.common.events.governance import BenefitRealised
from libs.common.events.transition.knowledge_risks import (
    KnowledgeAtRisk,
    KnowledgeRiskWorsened,
    KnowledgeSecured,
)
from libs.common.events.transition.waves import WaveRescheduled
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.held import Early
from libs.common.outbox import publish
from libs.common.reactions import Reactions
from services.assessment.annual_fees import annual_fees
from services.assessment.deferred_wave import deferred_wave
from services.assessment.knowledge_risks import close_the_risk, note_the_risk
from services.assessment.models import (
    BusinessCase,
    CaseState,
    Programme,
    SavingsEntry,
    SignedContract,
)

on = Reactions()


@on(BenefitRealised)
async def enter_the_benefit(event: BenefitRealised, db: Db) -> None:
    if await db.find(Programme, event.programme_id) is None:
        raise Early(f"programme {event.programme_id}")
    entry = SavingsEntry(
        programme_id=event.programme_id,
        line=event.title,
        kind=SavingKind.REALISED,
        amount=event.per_year.amount,
        currency=event.per_year.currency,
        starts_on=event.starts_on,
        source_id=event.improvement_id,
    )
    db.add(entry)
    publish(db, entry.recorded())


on(KnowledgeAtRisk)(note_the_risk)
on(KnowledgeRiskWorsened)(note_the_risk)
on(KnowledgeSecured)(close_the_risk)


@on(ContractSigned)
async def note_the_contract(event: ContractSigned, db: Db) -> None:
    contract = SignedContract(
        id=event.contract_id,
        programme_id=event.programme_id,
        vendor_id=event.vendor_id,
        annual_fees=annual_fees(event.price),
        waves=event.waves,
    )
    db.add(contract)


@on(WaveRescheduled)
async def enter_the_deferral(event: WaveRescheduled, db: Db) -> None:
    """Only for what an approved business case and the contract as signed know of."""
    contracts = await _contracts(event, db)
    contract = next((one for one in contracts if one.carried_by(event.wave)), None)
    case = await _approved_case(event.programme_id, db)
    if contract and case and (entry := deferred_wave(event, contract, case)):
        db.add(entry)
        publish(db, entry.recorded())


async def _contracts(event: WaveRescheduled, db: Db) -> list[SignedContract]:
    query = select(SignedContract).where(
        SignedContract.programme_id == event.programme_id,
        SignedContract.vendor_id == event.vendor_id,
    )
    contracts: list[SignedContract] = await db.all(query)
    if not contracts:
        raise Early(f"a contract with vendor {event.vendor_id}")
    return contracts


async def _approved_case(programme_id: UUID, db: Db) -> BusinessCase | None:
    query = select(BusinessCase).where(
        BusinessCase.programme_id == programme_id, BusinessCase.state == CaseState.APPROVED
    )
    case: BusinessCase | None = (await db.scalars(query)).one_or_none()
    return case
