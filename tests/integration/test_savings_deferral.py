"""A moved wave leaves its line in the savings ledger."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.common.events.terms import PriceLine, WaveTerms
from libs.common.events.transition.waves import WaveRescheduled
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.money import Money
from tests.office import Caller, Office, eventually, office
from tests.telling import tell

VENDOR = uuid4()
PROPOSAL = {
    "baseline": "4420000.00",
    "vendor_fees": "2817500.00",
    "retained": "0",
    "term_years": 5,
    "discount_rate": "0.07",
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "assessment") as running:
        yield running


async def approved_programme(baton: Office) -> UUID:
    sanne, daan = baton.as_("sanne"), baton.as_("daan")
    programme = await sanne.post(
        "/assessment/v1/programmes", {"name": "Service", "client": "Veldkamp"}
    )
    path = f"/assessment/v1/programmes/{programme['id']}"
    processes = [
        await process(sanne, path, "mail", "2810000.00", 730_000),
        await process(sanne, path, "voice", "1610000.00", 420_000),
    ]
    body = {"processes": processes, "proposal": PROPOSAL}
    case = await daan.post(f"{path}/business-cases", body)
    await sanne.post(f"/assessment/v1/business-cases/{case['id']}/approve")
    return UUID(programme["id"])


async def process(sanne: Caller, path: str, name: str, cost: str, volume: int) -> str:
    body = {
        "name": name,
        "office": "front",
        "annual_cost": {"amount": cost, "currency": "EUR"},
        "fte": "10",
        "annual_volume": volume,
    }
    added = await sanne.post(f"{path}/processes", body)
    answers = {"answers": {"volume": 5, "strategic_value": 1}}
    await sanne.post(f"/assessment/v1/processes/{added['id']}/score", answers)
    return str(added["id"])


def signed(programme: UUID) -> ContractSigned:
    return ContractSigned(
        programme_id=programme,
        vendor_id=VENDOR,
        contract_id=uuid4(),
        title="Service",
        signed_on=date(2025, 6, 13),
        starts_on=date(2025, 6, 16),
        term_months=60,
        monthly_fee=Money.of("234791.67", "EUR"),
        at_risk_share="0.12",
        service_levels=[],
        waves=[wave("wave-2", "mail"), wave("wave-3", "voice")],
        price=[
            PriceLine(title="contacts", unit_price=Money.of("2.45", "EUR"), annual_volume=1_150_000)
        ],
        country="NL",
    )


def wave(code: str, process: str) -> WaveTerms:
    return WaveTerms(code=code, title=code, processes=[process], planned_on=date(2025, 10, 13))


def moved(programme: UUID, wave: str = "wave-2") -> WaveRescheduled:
    return WaveRescheduled(
        programme_id=programme,
        vendor_id=VENDOR,
        plan_id=uuid4(),
        wave_id=uuid4(),
        wave=wave,
        was=date(2025, 10, 13),
        now=date(2026, 1, 19),
        days=98,
        reason="Reverse shadowing fell short",
    )


async def ledger(baton: Office, programme: UUID, entries: int) -> Any:
    path = f"/assessment/v1/programmes/{programme}/savings"

    async def read() -> Any:
        found = (await baton.as_("daan").get(path))["items"]
        return found if len(found) >= entries else None

    return await eventually(read)


async def test_savings_that_come_later_are_in_the_ledger_with_their_explanation(
    baton: Office,
) -> None:
    programme = await approved_programme(baton)
    await tell(baton, signed(programme))
    await tell(baton, moved(programme))
    (entry,) = await ledger(baton, programme, 1)
    assert (entry["kind"], entry["amount"]) == ("deferred", "-273121.74")
    assert (entry["starts_on"], entry["ends_on"]) == ("2025-10-13", "2026-01-19")
    assert entry["explanation"]["rule"] == "savings_deferral"


async def test_a_wave_that_moved_before_its_contract_was_heard_of_is_entered_afterwards(
    baton: Office,
) -> None:
    programme = await approved_programme(baton)
    await tell(baton, moved(programme))
    await tell(baton, signed(programme))
    (entry,) = await ledger(baton, programme, 1)
    assert entry["amount"] == "-273121.74"


async def test_a_wave_added_after_the_signature_defers_nothing_the_case_promised(
    baton: Office,
) -> None:
    programme = await approved_programme(baton)
    await tell(baton, signed(programme))
    await tell(baton, moved(programme, wave="wave-9"))
    await tell(baton, moved(programme))
    entries = await ledger(baton, programme, 1)
    assert [entry["line"].split()[0] for entry in entries] == ["wave-2"]
