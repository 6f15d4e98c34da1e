"""Escalations, improvements, scaling and exit over HTTP."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.governance import (
    BenefitRealised,
    EscalationRaised,
    EscalationResolved,
    ExitTriggered,
    ImprovementApproved,
    ScalingRequested,
)
from libs.common.events.transition.claims import ClaimFellSilent
from libs.common.events.transition.plans import ScheduleSlipped
from libs.common.ids import new_id
from tests.integration.governed import (
    CONTRACT,
    KESTREL,
    PROGRAMME,
    V1,
    Governed,
    euro,
    governed,
)

JULY = "2026-07-01T09:00:00+02:00"
TOUCHLESS = {
    "programme_id": str(PROGRAMME),
    "contract_id": str(CONTRACT),
    "title": "Touchless invoices 38 → 62 %",
    "annual_volume": 186_000,
    "price_before": {"amount": "3.90", "currency": "EUR"},
    "price_after": {"amount": "3.45", "currency": "EUR"},
}
PLAIN = {
    "programme_id": str(PROGRAMME),
    "title": "Fewer reports",
    "expected_per_year": {"amount": "1200.00", "currency": "EUR"},
}
SCALING = {
    "contract_id": str(CONTRACT),
    "title": "Returns too",
    "processes": ["returns"],
    "planned_on": "2026-10-01",
}
EXIT = {"contract_id": str(CONTRACT), "reason": "Too many misses", "leave_on": "2026-12-31"}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Governed]:
    async with governed(tmp_path) as it:
        yield it


def kind(refusal: Any) -> str:
    return str(refusal["type"]).rpartition(":")[2]


async def test_a_slip_and_a_silence_escalate_by_themselves(baton: Governed) -> None:
    parties: dict[str, Any] = {"programme_id": PROGRAMME, "vendor_id": KESTREL}
    slip = ScheduleSlipped(
        **parties,
        plan_id=new_id(),
        milestone="wave-2-live",
        was=date(2025, 10, 13),
        now=date(2026, 1, 19),
        days=98,
        reason="Reverse shadowing",
    )
    await baton.tell(slip)
    silence = ClaimFellSilent(
        **parties, plan_id=new_id(), claim_id=new_id(), milestone="wave-1-live", days=3
    )
    await baton.tell(silence)
    listed = await baton.sanne.get(f"{V1}/escalations?programme={PROGRAMME}&state=open")
    assert [(e["subject"], e["cause"]) for e in listed["items"]] == [
        ("wave-2-live slipped by 98 days: Reverse shadowing", ScheduleSlipped.type),
        ("No answer to the claim of wave-1-live within 3 business days", ClaimFellSilent.type),
    ]
    assert len(await baton.heard(EscalationRaised)) == 2


async def test_an_escalation_by_hand_is_resolved_once(baton: Governed) -> None:
    body = {"programme_id": str(PROGRAMME), "subject": "Duplicate payments", "detail": "41 of them"}
    raised = await baton.yusuf.post(f"{V1}/escalations", body)
    assert (raised["cause"], raised["state"], raised["vendor_id"]) == ("manual", "open", None)
    path = f"{V1}/escalations/{raised['id']}"
    resolution = {"resolution": "€38,200 recovered"}
    resolved = await baton.sanne.post(f"{path}/resolve", resolution)
    assert (resolved["state"], resolved["resolved_by"]) == ("resolved", "sanne")
    again = await baton.sanne.post(f"{path}/resolve", resolution, status=409)
    assert kind(again) == "already-resolved"
    assert (await baton.sanne.get(path))["resolution"] == "€38,200 recovered"
    assert len(await baton.heard(EscalationResolved)) == 1


async def test_an_escalation_names_the_vendor_by_its_contract(baton: Governed) -> None:
    body = {"programme_id": str(PROGRAMME), "contract_id": str(CONTRACT), "subject": "Late again"}
    assert (await baton.sanne.post(f"{V1}/escalations", body))["vendor_id"] == str(KESTREL)


async def test_escalations_are_the_clients_own_matter(baton: Governed) -> None:
    assert kind(await baton.ania.get(f"{V1}/escalations", status=403)) == "client-only"
    body = {"programme_id": str(PROGRAMME), "subject": "Duplicate payments"}
    raised = await baton.yusuf.post(f"{V1}/escalations", body)
    stranger = baton.office.as_("sanne", tenant="another")
    await stranger.get(f"{V1}/escalations/{raised['id']}", status=404)
    refusal = await stranger.post(f"{V1}/escalations", body, status=422)
    assert refusal["errors"][0]["field"] == "/programme_id"


async def test_touchless_invoices_bring_83_700_a_year_to_the_ledger(baton: Governed) -> None:
    proposed = await baton.yusuf.post(f"{V1}/improvements", TOUCHLESS)
    assert proposed["expected_per_year"] == {"amount": "83700.00", "currency": "EUR"}
    path = f"{V1}/improvements/{proposed['id']}"
    explanation = await baton.ania.get(f"{path}/explanation")
    assert explanation["steps"][0]["value"]["amount"] == "0.45"
    assert (await baton.sanne.post(f"{path}/approve"))["state"] == "approved"
    body = {"starts_on": "2026-07-01"}
    realised = await baton.daan.post(f"{path}/realise", body, baton_date=JULY)
    assert realised["realised_per_year"] == {"amount": "83700.00", "currency": "EUR"}

    (approved,) = await baton.heard(ImprovementApproved)
    assert (approved.expected_per_year, approved.vendor_id) == (euro("83700"), KESTREL)
    (benefit,) = await baton.heard(BenefitRealised)
    assert (benefit.per_year, benefit.starts_on) == (euro("83700"), date(2026, 7, 1))


async def test_nobody_approves_their_own_improvement(baton: Governed) -> None:
    proposed = await baton.sanne.post(f"{V1}/improvements", PLAIN)
    path = f"{V1}/improvements/{proposed['id']}"
    assert kind(await baton.sanne.post(f"{path}/approve", status=403)) == "four-eyes"
    await baton.sponsor.post(f"{path}/approve")
    assert kind(await baton.sponsor.post(f"{path}/approve", status=409)) == "already-approved"


async def test_a_benefit_is_realised_once_and_after_approval(baton: Governed) -> None:
    proposed = await baton.sanne.post(f"{V1}/improvements", PLAIN)
    path = f"{V1}/improvements/{proposed['id']}"
    assert kind(await baton.sanne.get(f"{path}/explanation", status=409)) == "not-computed"
    assert kind(await baton.daan.post(f"{path}/realise", {}, status=409)) == "not-approved"
    await baton.sponsor.post(f"{path}/approve")
    less = {"per_year": {"amount": "900.00", "currency": "EUR"}}
    realised = await baton.daan.post(f"{path}/realise", less, baton_date=JULY)
    assert (realised["realised_per_year"]["amount"], realised["starts_on"]) == (
        "900.00",
        "2026-07-01",
    )
    assert kind(await baton.daan.post(f"{path}/realise", less, status=409)) == "not-approved"


@pytest.mark.parametrize(
    "change",
    [
        {"annual_volume": None},
        {"expected_per_year": {"amount": "5.00", "currency": "EUR"}},
        {"price_after": {"amount": "3.90", "currency": "EUR"}},
        {"price_after": {"amount": "3.45", "currency": "USD"}},
        {"programme_id": str(CONTRACT)},
        {"contract_id": str(PROGRAMME)},
        {"title": " "},
        {"annual_volume": 0},
    ],
)
async def test_an_improvement_that_does_not_add_up_is_refused(
    baton: Governed, change: dict[str, Any]
) -> None:
    await baton.sanne.post(f"{V1}/improvements", TOUCHLESS | change, status=422)


async def test_a_benefit_to_come_or_in_another_currency_is_not_realised(baton: Governed) -> None:
    proposed = await baton.sanne.post(f"{V1}/improvements", PLAIN)
    path = f"{V1}/improvements/{proposed['id']}/realise"
    await baton.sponsor.post(f"{V1}/improvements/{proposed['id']}/approve")
    for body in (
        {"starts_on": "2026-07-02"},
        {"per_year": {"amount": "5.00", "currency": "USD"}},
    ):
        await baton.daan.post(path, body, status=422, baton_date=JULY)


async def test_a_vendor_sees_improvements_of_its_contract_only(baton: Governed) -> None:
    await baton.sanne.post(f"{V1}/improvements", PLAIN)
    mine = await baton.sanne.post(f"{V1}/improvements", TOUCHLESS)
    listed = (await baton.ania.get(f"{V1}/improvements?programme={PROGRAMME}"))["items"]
    assert [improvement["id"] for improvement in listed] == [mine["id"]]
    await baton.rita.get(f"{V1}/improvements/{mine['id']}", status=404)


async def test_scaling_is_requested_for_a_day_to_come(baton: Governed) -> None:
    path = f"{V1}/scaling-requests"
    request = await baton.sanne.post(path, SCALING, baton_date=JULY)
    assert await baton.ania.get(f"{path}/{request['id']}") == request
    assert len((await baton.sanne.get(f"{path}?programme={PROGRAMME}"))["items"]) == 1
    past = SCALING | {"planned_on": "2026-06-30"}
    await baton.sanne.post(path, past, status=422, baton_date=JULY)
    await baton.daan.post(path, SCALING, status=403, baton_date=JULY)
    (told,) = await baton.heard(ScalingRequested)
    assert (told.processes, told.planned_on) == (["returns"], date(2026, 10, 1))


async def test_an_exit_keeps_the_notice_and_ends_the_contract_once(baton: Governed) -> None:
    path = f"{V1}/exits"
    early = EXIT | {"leave_on": "2026-09-28"}
    refusal = await baton.sponsor.post(path, early, status=409, baton_date=JULY)
    assert kind(refusal) == "notice-too-short"
    assert refusal["do"] == "Leave on 2026-09-29 or later."
    await baton.sanne.post(path, EXIT, status=403, baton_date=JULY)

    leaving = await baton.sponsor.post(path, EXIT, baton_date=JULY)
    assert (leaving["earliest_on"], leaving["triggered_by"]) == ("2026-09-29", "karin")
    assert await baton.ania.get(f"{path}/{leaving['id']}") == leaving
    explanation = await baton.sanne.get(f"{path}/{leaving['id']}/explanation")
    assert explanation["result"] == "2026-09-29"
    contract = await baton.sanne.get(f"{V1}/contracts/{CONTRACT}")
    assert contract["leave_on"] == "2026-12-31"

    again = await baton.sponsor.post(path, EXIT, status=409, baton_date=JULY)
    assert kind(again) == "exit-running"
    more = await baton.sanne.post(f"{V1}/scaling-requests", SCALING, status=409, baton_date=JULY)
    assert kind(more) == "exit-running"
    (told,) = await baton.heard(ExitTriggered)
    assert told.leave_on == date(2026, 12, 31)


async def test_an_exit_may_hand_the_work_to_another_vendor_but_not_to_the_one_it_leaves(
    baton: Governed,
) -> None:
    path, contract = f"{V1}/exits", await baton.sanne.get(f"{V1}/contracts/{CONTRACT}")
    same = EXIT | {"to_vendor_id": contract["vendor_id"]}
    refusal = await baton.sponsor.post(path, same, status=422, baton_date=JULY)
    assert refusal["errors"][0]["field"] == "/to_vendor_id"
    other = str(new_id())
    leaving = await baton.sponsor.post(path, EXIT | {"to_vendor_id": other}, baton_date=JULY)
    assert leaving["to_vendor_id"] == other
    (told,) = await baton.heard(ExitTriggered)
    assert str(told.to_vendor_id) == other


async def test_another_tenants_contract_is_unknown(baton: Governed) -> None:
    stranger = baton.office.as_("karin", tenant="another")
    for path, body in (("exits", EXIT), ("scaling-requests", SCALING)):
        refusal = await stranger.post(f"{V1}/{path}", body, status=422, baton_date=JULY)
        assert refusal["errors"][0]["field"] == "/contract_id"
