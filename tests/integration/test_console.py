"""The console over HTTP: who sees what of a programme, and what its events add up to."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from libs.common.events import Event
from libs.common.events.assessment import (
    ProgrammeRegistered,
    RoleGranted,
    RoleRevoked,
    SavingKind,
    SavingsRecorded,
)
from libs.common.events.governance import EscalationRaised, ServiceCreditAgreed
from libs.common.events.transition import (
    GateDecided,
    GateOutcome,
    PlannedWave,
    TransitionPlanned,
    WaveWentLive,
)
from libs.common.events.vendor import BidSubmitted, ContractSigned, VendorRegistered
from libs.common.ids import new_id
from libs.common.money import Money
from tests.office import Caller, Office, eventually, office
from tests.telling import tell

DAY = date(2025, 6, 13)
MARCH = datetime(2025, 3, 20, 10, tzinfo=UTC)


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "console") as opened:
        yield opened


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
        at_risk_share="0.12",
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


async def told(here: Office, *events: Event, tenant: str = "veldkamp") -> None:
    """On the bus, and journalled here: each, before the next is told."""
    service = here.service("console")
    from libs.common import inbox

    for event in events:
        id = await tell(here, event, tenant=tenant)
        await eventually(lambda id=id: inbox.has(service.database, id))  # type: ignore[misc]


def of(programme: UUID, rest: str = "") -> str:
    return f"/console/v1/programmes/{programme}{rest}"


async def headlines(caller: Caller, programme: UUID, query: str = "") -> list[str]:
    timeline = await caller.get(of(programme, f"/timeline{query}"))
    return [line["headline"] for line in timeline["items"]]


async def test_a_registered_programme_is_listed_with_its_first_line(here: Office):
    programme = new_id()
    await told(here, registered(programme))
    bram = here.as_("bram", "auditor")
    listed = await bram.get("/console/v1/programmes")
    assert [each["name"] for each in listed["items"]] == ["Veldkamp Home"]
    assert (await bram.get(of(programme)))["client"] == "Veldkamp"
    assert await headlines(bram, programme) == ["Programme Veldkamp Home registered for Veldkamp"]


async def test_the_timeline_is_paged_in_the_journals_order_and_filtered(here: Office):
    programme, vendor = new_id(), new_id()
    await told(here, registered(programme), signed(programme, vendor))
    await told(here, live(programme, vendor, new_id()), escalated(programme))
    sanne = here.as_("sanne")
    first = await sanne.get(of(programme, "/timeline?limit=2"))
    assert [line["sequence"] for line in first["items"]] == [1, 2]
    rest = await sanne.get(of(programme, f"/timeline?limit=2&after={first['next']}"))
    assert [line["sequence"] for line in rest["items"]] == [3, 4] and rest["next"] is None
    assert await headlines(sanne, programme, "?stage=2") == ["Contract signed: Finance"]
    type = "baton.governance.escalation_raised.v1"
    assert await headlines(sanne, programme, f"?type={type}") == ["Escalated: A wave is late"]


async def test_a_line_states_the_business_time_and_who_did_it(here: Office):
    programme = new_id()
    await tell(here, registered(programme), stated_at=MARCH, actor="sanne")
    sanne = here.as_("sanne")

    async def line() -> Any:
        return (await sanne.get(of(programme, "/timeline")))["items"][0]

    found = await eventually(line)
    assert (found["at"], found["actor"]) == ("2025-03-20T10:00:00Z", "sanne")


async def test_another_tenant_finds_nothing(here: Office):
    programme, vendor = new_id(), new_id()
    await told(
        here, registered(programme), VendorRegistered(vendor_id=vendor, name="K", country="PL")
    )
    sanne, other = here.as_("sanne"), here.as_("eve", tenant="other")
    event = (await sanne.get(of(programme, "/journal")))["items"][0]["event_id"]
    for path in ("", "/timeline", "/overview", "/journal", "/journal/head", "/journal/export"):
        await other.get(of(programme, path), status=404)
    await other.get(of(programme, "/feed"), status=404)
    await other.get(f"/console/v1/vendors/{vendor}/journal", status=404)
    await other.get(f"/console/v1/journal/events/{event}", status=404)
    assert (await other.get("/console/v1/programmes"))["items"] == []


async def test_a_role_granted_on_one_programme_opens_that_one_only(here: Office):
    mine, other = new_id(), new_id()
    granted = RoleGranted(programme_id=mine, person="joris", role="process_owner")
    await told(here, registered(mine), registered(other), granted)
    joris = here.as_("joris", "nothing")
    listed = await joris.get("/console/v1/programmes")
    assert [each["id"] for each in listed["items"]] == [str(mine)]
    await joris.get(of(mine, "/timeline"))
    await joris.get(of(other, "/timeline"), status=403)
    await told(here, RoleRevoked(programme_id=mine, person="joris", role="process_owner"))
    await joris.get(of(mine, "/timeline"), status=403)


async def test_a_vendor_without_a_contract_does_not_find_the_programme(here: Office):
    programme, vendor, stranger = new_id(), new_id(), new_id()
    await told(here, registered(programme), signed(programme, vendor))
    priya = here.of_vendor("priya", str(stranger))
    for path in ("", "/timeline", "/journal", "/journal/head", "/journal/export", "/feed"):
        await priya.get(of(programme, path), status=404)
    assert (await priya.get("/console/v1/programmes"))["items"] == []


async def test_a_vendor_sees_its_own_lines_and_no_other(here: Office):
    programme, kestrel, lusora = new_id(), new_id(), new_id()
    await told(here, registered(programme), signed(programme, kestrel), signed(programme, lusora))
    await told(here, escalated(programme), live(programme, kestrel, new_id()))
    ania = here.of_vendor("ania", str(kestrel))
    assert await headlines(ania, programme) == ["Contract signed: Finance", "Wave wave-1 live"]
    listed = await ania.get("/console/v1/programmes")
    assert [each["id"] for each in listed["items"]] == [str(programme)]
    await ania.get(of(programme, "/overview"), status=403)


async def test_the_overview_adds_up_what_happened(here: Office):
    programme, vendor, first, second = new_id(), new_id(), new_id(), new_id()
    await told(here, registered(programme), signed(programme, vendor))
    await told(here, waved(programme, vendor, first, second), live(programme, vendor, first))
    await told(here, gate(programme, vendor, GateOutcome.NO_GO), escalated(programme))
    await told(here, agreed(programme, vendor, "2290.80"), agreed(programme, vendor, "100"))
    await told(here, saved(programme, "83700", SavingKind.REALISED))
    await told(here, saved(programme, "-272000", SavingKind.DEFERRED))
    overview = await here.as_("bram", "auditor").get(of(programme, "/overview"))
    assert overview["waves"] == {"planned": 1, "live": 1, "rolled_back": 0}
    assert overview["last_gate"]["outcome"] == "NO-GO"
    assert overview["credits_agreed"] == [{"amount": "2390.80", "currency": "EUR"}]
    assert overview["savings_realised"] == [{"amount": "83700.00", "currency": "EUR"}]
    assert overview["savings_deferred"] == [{"amount": "-272000.00", "currency": "EUR"}]
    assert (overview["open_escalations"], overview["stage"]) == (1, 5)
    assert (overview["events"], overview["sequence"]) == (10, 10)


async def test_of_a_programme_without_numbers_everything_is_nought(here: Office):
    programme = new_id()
    await told(here, registered(programme))
    overview = await here.as_("bram", "auditor").get(of(programme, "/overview"))
    assert overview["waves"] == {"planned": 0, "live": 0, "rolled_back": 0}
    assert overview["last_gate"] is None and overview["credits_agreed"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "after=-1", "stage=6"])
async def test_a_query_out_of_bounds_is_refused(here: Office, query: str):
    programme = new_id()
    await told(here, registered(programme))
    await here.as_("sanne").get(of(programme, f"/timeline?{query}"), status=422)


async def test_nobody_reads_without_a_token(here: Office):
    answer = await here.http.get("/console/v1/programmes")
    assert answer.status_code == 401
