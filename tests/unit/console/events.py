"""Events of a programme for the console's tests, each with as little as its schema asks."""

from datetime import date
from decimal import Decimal
from uuid import UUID

from libs.common.events.assessment import ProgrammeRegistered, SavingKind, SavingsRecorded
from libs.common.events.governance import EscalationRaised, ServiceCreditAgreed
from libs.common.events.transition.gates import GateDecided, GateOutcome
from libs.common.events.transition.plans import PlannedWave, TransitionPlanned
from libs.common.events.transition.waves import WaveWentLive
from libs.common.events.vendor.bids import BidSubmitted
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.ids import new_id
from libs.common.money import Money

DAY = date(2025, 6, 13)


def registered(programme: UUID, name: str = "Veldkamp Home") -> ProgrammeRegistered:
    return ProgrammeRegistered(
        programme_id=programme, name=name, client="Veldkamp", currency="EUR", driver="cost"
    )


def signed(programme: UUID, vendor: UUID) -> ContractSigned:
    return ContractSigned(
        programme_id=programme,
        vendor_id=vendor,
        contract_id=new_id(),
        title="Finance",
        signed_on=DAY,
        starts_on=DAY,
        term_months=60,
        monthly_fee=Money.of("95450", "EUR"),
        at_risk_share=Decimal("0.12"),
        service_levels=[],
        waves=[],
        price=[],
        country="NL",
    )


def bid(programme: UUID, vendor: UUID) -> BidSubmitted:
    return BidSubmitted(
        programme_id=programme,
        vendor_id=vendor,
        rfp_id=new_id(),
        bid_id=new_id(),
        lot="finance",
        digest="0" * 64,
    )


def waved(programme: UUID, vendor: UUID, *waves: UUID) -> TransitionPlanned:
    planned = [
        PlannedWave(wave_id=id, code=f"wave-{n}", title="A wave", processes=[], planned_on=DAY)
        for n, id in enumerate(waves, 1)
    ]
    return TransitionPlanned(
        programme_id=programme,
        vendor_id=vendor,
        plan_id=new_id(),
        contract_id=new_id(),
        starts_on=DAY,
        finishes_on=DAY,
        waves=planned,
        critical_path=[],
    )


def live(programme: UUID, vendor: UUID, wave: UUID) -> WaveWentLive:
    return WaveWentLive(
        programme_id=programme,
        vendor_id=vendor,
        plan_id=new_id(),
        contract_id=new_id(),
        wave_id=wave,
        wave="wave-1",
        processes=[],
        live_on=DAY,
    )


def gate(programme: UUID, vendor: UUID, outcome: GateOutcome) -> GateDecided:
    return GateDecided(
        programme_id=programme,
        vendor_id=vendor,
        plan_id=new_id(),
        gate_id=new_id(),
        wave_id=new_id(),
        wave="wave-2",
        outcome=outcome,
        criteria=[],
        decided_on=DAY,
        decided_by="sanne",
        rule_version=1,
    )


def agreed(programme: UUID, vendor: UUID, amount: str) -> ServiceCreditAgreed:
    return ServiceCreditAgreed(
        programme_id=programme,
        vendor_id=vendor,
        credit_id=new_id(),
        month="2026-02",
        amount=Money.of(amount, "EUR"),
        credit_note_month="2026-03",
        agreed_by="daan",
    )


def saved(programme: UUID, amount: str, kind: SavingKind) -> SavingsRecorded:
    return SavingsRecorded(
        programme_id=programme,
        entry_id=new_id(),
        line="Touchless invoices",
        kind=kind,
        amount=Money.of(amount, "EUR"),
        starts_on=DAY,
    )


def escalated(programme: UUID) -> EscalationRaised:
    return EscalationRaised(
        programme_id=programme,
        escalation_id=new_id(),
        subject="A wave is late",
        cause="manual",
        raised_by="sanne",
    )
