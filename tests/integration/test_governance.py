"""Service levels and credits over HTTP: the sample's first credit, wrong steps, and isolation."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from libs.common.events.governance import (
    EscalationRaised,
    MonthClosed,
    ServiceCreditAgreed,
    ServiceCreditContested,
    ServiceCreditProposed,
    ServiceCreditWithdrawn,
    SlaBreached,
)
from tests.integration.governed import (
    ACCURACY,
    CALLS,
    CONTRACT,
    DIGEST,
    INVOICES,
    MARCH,
    V1,
    Governed,
    amended,
    euro,
    governed,
    live,
    reported,
    rolled_back,
    tally,
)
from tests.office import Caller

CONTEST = {"reason": "The client's approvals were late", "evidence": [DIGEST]}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Governed]:
    async with governed(tmp_path) as it:
        yield it


def kind(refusal: Any) -> str:
    return str(refusal["type"]).rpartition(":")[2]


async def test_the_first_credit_is_proposed_contested_with_evidence_and_agreed(
    baton: Governed,
) -> None:
    credit = await baton.credit()
    assert credit["amount"] == {"amount": "2290.80", "currency": "EUR"}
    assert (credit["state"], credit["month"]) == ("proposed", "2026-02")

    path = f"{V1}/credits/{credit['id']}"
    contested = await baton.ania.post(f"{path}/contest", CONTEST)
    assert (contested["state"], contested["evidence"]) == ("contested", [DIGEST])
    agreed = await baton.daan.post(f"{path}/agree", {"credit_note_month": "2026-03"})
    assert (agreed["state"], agreed["agreed_by"]) == ("agreed", "daan")

    (breach,) = await baton.heard(SlaBreached)
    assert breach.told() == "invoices-3-days breached in 2026-02: 93.1 % against 94 %"
    (proposed,) = await baton.heard(ServiceCreditProposed)
    assert (proposed.amount, proposed.rule_version) == (euro("2290.80"), 1)
    (disputed,) = await baton.heard(ServiceCreditContested)
    assert disputed.evidence == [DIGEST]
    (settled,) = await baton.heard(ServiceCreditAgreed)
    assert (settled.amount, settled.credit_note_month) == (euro("2290.80"), "2026-03")
    (escalated,) = await baton.heard(EscalationRaised)
    assert escalated.cause == SlaBreached.type


async def test_a_credit_shows_each_factor_and_what_the_cap_left(baton: Governed) -> None:
    credit = await baton.credit()
    explanation = await baton.ania.get(f"{V1}/credits/{credit['id']}/explanation")
    labels = [step["label"] for step in explanation["steps"]]
    assert labels[:4] == [
        "fee × share at risk",
        "× pool share",
        "× allocation to this service level",
        "credit, half-up",
    ]
    assert labels[-1] == "credit after the cap"
    assert explanation["inputs"]["fee"]["amount"] == "95450.00"
    assert explanation["result"] == {"amount": "2290.80", "currency": "EUR"}


async def test_the_credits_of_a_month_stop_at_the_amount_at_risk(baton: Governed) -> None:
    await baton.credit()
    credit = await baton.credit(code=ACCURACY)
    assert credit["before_cap"]["amount"] == "11454.00"
    assert credit["amount"]["amount"] == "9163.20"
    listed = await baton.sanne.get(f"{V1}/contracts/{CONTRACT}/credits")
    assert [c["amount"]["amount"] for c in listed["items"]] == ["2290.80", "9163.20"]


async def test_a_withdrawn_credit_makes_room_under_the_cap_again(baton: Governed) -> None:
    credit = await baton.credit(code=ACCURACY)
    path = f"{V1}/credits/{credit['id']}/withdraw"
    withdrawn = await baton.daan.post(path, {"reason": "Measured wrongly"})
    assert withdrawn["state"] == "withdrawn"
    assert (await baton.credit())["amount"]["amount"] == "2290.80"
    assert len(await baton.heard(ServiceCreditWithdrawn)) == 1


async def test_a_month_closed_after_an_amendment_keeps_the_fee_of_its_day(baton: Governed) -> None:
    await baton.tell(amended())
    await baton.measured("2026-07", 931, 1000)
    assert (await baton.credit())["amount"]["amount"] == "2290.80"
    closed = await baton.close("2026-07", at="2026-08-03T09:00:00+02:00")
    july = await baton.sanne.get(f"{V1}/credits/{closed['credit_id']}")
    assert (july["amount"]["amount"], july["contract_version"]) == ("2123.40", 2)
    versions = (await baton.ania.get(f"{V1}/contracts/{CONTRACT}/versions"))["items"]
    assert [v["valid_from"] for v in versions] == ["2025-06-16", "2026-07-01"]


async def test_a_month_without_data_closes_as_no_score(baton: Governed) -> None:
    closed = await baton.close("2026-02")
    assert (closed["outcome"], closed["percent"], closed["credit_id"]) == ("no_score", None, None)
    assert await baton.heard(SlaBreached) == []
    (told,) = await baton.heard(MonthClosed)
    assert (told.outcome, told.percent, told.source) == ("no_score", None, None)


async def test_every_closing_is_told_with_what_it_was_judged_on(baton: Governed) -> None:
    await baton.measured("2026-01", 985, 1000)
    await baton.close("2026-01")
    await baton.credit("2026-02")
    met, breached = await baton.heard(MonthClosed)
    assert (met.code, met.month, met.outcome, str(met.percent)) == (
        INVOICES,
        "2026-01",
        "met",
        "98.5",
    )
    assert (met.source, met.met, met.counted) == ("vendor", 19700, 20000)
    assert (met.phase, str(met.minimum), met.closed_by) == ("credit_bearing", "94", "yusuf")
    assert (breached.outcome, str(breached.percent)) == ("breached", "93.1")


async def test_a_month_of_which_everything_is_excluded_has_no_score(baton: Governed) -> None:
    await baton.tell(reported(tally("2026-02-03", 0, 7, excluded=7)))
    month = await baton.month("2026-02")
    assert (month["outcome"], month["percent"]) == ("no_score", None)


@pytest.mark.parametrize(
    ("month", "phase", "breaches"),
    [("2025-10", "baselining", 0), ("2025-11", "report_only", 1)],
)
async def test_before_credits_are_borne_a_miss_costs_nothing(
    baton: Governed, month: str, phase: str, breaches: int
) -> None:
    await baton.measured(month, 90, 100)
    closed = await baton.close(month)
    assert (closed["phase"], closed["outcome"]) == (phase, "breached")
    assert closed["credit_id"] is None
    assert len(await baton.heard(SlaBreached)) == breaches


async def test_between_minimum_and_expected_nothing_is_breached(baton: Governed) -> None:
    await baton.measured("2026-02", 95, 100)
    closed = await baton.close("2026-02")
    assert (closed["outcome"], closed["credit_id"]) == ("below_expected", None)


async def test_three_misses_in_a_row_give_a_right_to_leave_which_is_escalated_once(
    baton: Governed,
) -> None:
    for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
        await baton.measured(month, 90, 100)
        await baton.close(month, at="2026-05-04T09:00:00+02:00")
    level = await baton.level()
    assert level["termination"] == {"stands": True, "consecutive": 4, "of_twelve": 4}
    causes = [raised.cause for raised in await baton.heard(EscalationRaised)]
    assert causes.count("termination-right") == 1
    path = f"{V1}/service-levels/{level['id']}/termination-right/explanation"
    assert (await baton.ania.get(path))["rule"] == "termination_right"


async def test_before_the_first_closing_a_right_to_leave_has_no_account(baton: Governed) -> None:
    path = f"{V1}/service-levels/{(await baton.level())['id']}/termination-right/explanation"
    assert kind(await baton.sanne.get(path, status=409)) == "not-closed"


async def test_a_level_lives_through_its_phases_by_date(baton: Governed) -> None:
    for day, phase in [
        ("2025-09-14", "planned"),
        ("2025-09-15", "baselining"),
        ("2025-11-01", "report_only"),
        ("2026-01-01", "credit_bearing"),
    ]:
        at = f"{day}T12:00:00+00:00"
        assert (await baton.level(baton_date=at))["phase"] == phase
    path = f"{V1}/service-levels/{(await baton.level())['id']}/phase/explanation"
    assert (await baton.ania.get(path))["result"] == "credit_bearing"


async def test_a_level_of_a_wave_rolled_back_is_planned_again(baton: Governed) -> None:
    assert (await baton.level(CALLS))["phase"] == "planned"
    await baton.tell(live("2026-03-02", "wave-3"))
    assert (await baton.level(CALLS))["live_on"] == "2026-03-02"
    await baton.tell(rolled_back("2026-03-20", "wave-3"))
    assert (await baton.level(CALLS))["phase"] == "planned"
    assert (await baton.level())["phase"] == "credit_bearing"


async def test_a_month_is_closed_once(baton: Governed) -> None:
    await baton.close("2026-02")
    path = await baton.path()
    again = await baton.yusuf.post(path, {"month": "2026-02"}, status=409, baton_date=MARCH)
    assert kind(again) == "already-closed"
    assert [m["month"] for m in (await baton.ania.get(path))["items"]] == ["2026-02"]


@pytest.mark.parametrize(("month", "why"), [("2026-03", "month-running"), ("2025-08", "not-live")])
async def test_a_month_that_runs_or_was_not_live_is_not_closed(
    baton: Governed, month: str, why: str
) -> None:
    path = await baton.path()
    refusal = await baton.yusuf.post(path, {"month": month}, status=409, baton_date=MARCH)
    assert kind(refusal) == why


@pytest.mark.parametrize("month", ["2026-13", "2026-2", "0000-01", "February", ""])
async def test_what_is_no_month_is_refused(baton: Governed, month: str) -> None:
    path = await baton.path()
    await baton.yusuf.post(path, {"month": month}, status=422)
    if month:
        await baton.yusuf.get(f"{path}/{month}", status=422)


async def test_a_closed_month_stays_as_it_was_closed(baton: Governed) -> None:
    credit = await baton.credit()
    await baton.measured("2026-02", 990, 1000)
    month = await baton.month("2026-02")
    assert (month["percent"], month["vendor"]["percent"]) == ("93.1", "99.0")
    assert (month["outcome"], month["credit_id"]) == ("breached", credit["id"])
    explanation = await baton.sanne.get(f"{await baton.path()}/2026-02/explanation")
    assert explanation["result"]["percent"] == "93.1"


async def test_a_contest_is_decided_by_somebody_who_did_not_close_the_month(
    baton: Governed,
) -> None:
    await baton.measured("2026-02", 931, 1000)
    closed = await baton.close("2026-02", by=baton.sanne)
    path = f"{V1}/credits/{closed['credit_id']}"
    await baton.ania.post(f"{path}/contest", CONTEST)
    for verb, body in [
        ("agree", {"credit_note_month": "2026-03"}),
        ("withdraw", {"reason": "They are right"}),
    ]:
        assert kind(await baton.sanne.post(f"{path}/{verb}", body, status=403)) == "four-eyes"
    await baton.daan.post(f"{path}/withdraw", {"reason": "They are right"})


async def test_a_credit_is_decided_once_and_then_not_contested(baton: Governed) -> None:
    path = f"{V1}/credits/{(await baton.credit())['id']}"
    await baton.daan.post(f"{path}/agree", {"credit_note_month": "2026-03"})
    again = await baton.daan.post(f"{path}/agree", {"credit_note_month": "2026-03"}, status=409)
    assert kind(again) == "already-decided"
    assert kind(await baton.ania.post(f"{path}/contest", CONTEST, status=409)) == "not-proposed"


async def test_a_credit_note_belongs_to_a_later_invoice(baton: Governed) -> None:
    path = f"{V1}/credits/{(await baton.credit())['id']}/agree"
    refusal = await baton.daan.post(path, {"credit_note_month": "2026-02"}, status=422)
    assert refusal["errors"][0]["field"] == "/credit_note_month"


async def test_a_contest_needs_evidence_and_comes_from_the_vendor(baton: Governed) -> None:
    path = f"{V1}/credits/{(await baton.credit())['id']}/contest"
    await baton.ania.post(path, CONTEST | {"evidence": []}, status=422)
    await baton.ania.post(path, CONTEST | {"evidence": ["no digest"]}, status=422)
    assert kind(await baton.daan.post(path, CONTEST, status=403)) == "vendors-only"


async def test_only_the_client_closes_months_and_agrees_credits(baton: Governed) -> None:
    credit = await baton.credit()
    month = {"month": "2026-01"}
    path = f"{V1}/credits/{credit['id']}/agree"
    note = {"credit_note_month": "2026-03"}
    assert kind(await baton.ania.post(await baton.path(), month, status=403)) == "client-only"
    assert kind(await baton.ania.post(path, note, status=403)) == "client-only"
    assert kind(await baton.yusuf.post(path, note, status=403)) == "role-missing"
    assert kind(await baton.daan.post(await baton.path(), month, status=403)) == "role-missing"


async def test_a_vendor_sees_its_own_and_nothing_of_another(baton: Governed) -> None:
    credit, level = await baton.credit(), await baton.level()
    stranger = baton.office.as_("sanne", tenant="another")
    for path in (
        f"credits/{credit['id']}",
        f"credits/{credit['id']}/explanation",
        f"service-levels/{level['id']}",
        f"service-levels/{level['id']}/months",
        f"service-levels/{level['id']}/months/2026-02",
        f"contracts/{CONTRACT}",
        f"contracts/{CONTRACT}/credits",
        f"contracts/{CONTRACT}/versions",
        f"contracts/{CONTRACT}/unmatched",
    ):
        await baton.ania.get(f"{V1}/{path}")
        await baton.rita.get(f"{V1}/{path}", status=404)
        await stranger.get(f"{V1}/{path}", status=404)
    for nothing in ("service-levels", "contracts", "improvements", "exits", "scaling-requests"):
        assert (await baton.rita.get(f"{V1}/{nothing}"))["items"] == []
        assert (await stranger.get(f"{V1}/{nothing}"))["items"] == []
    contest = f"{V1}/credits/{credit['id']}/contest"
    await baton.rita.post(contest, CONTEST, status=404)


async def test_a_person_without_a_role_on_the_programme_sees_nothing(baton: Governed) -> None:
    token = baton.office.issuer.token("otto", "veldkamp", {str(uuid4()): ["auditor"]})
    otto = Caller(baton.office.http, token)
    level = await baton.level()
    await otto.get(f"{V1}/service-levels/{level['id']}", status=403)
    assert (await otto.get(f"{V1}/service-levels"))["items"] == []
