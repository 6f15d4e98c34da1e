"""Contracts over HTTP: drafted from an award, blocked, signed, amended."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from libs.common.events.vendor.contracts import ContractAmended, ContractSigned, PreconditionCleared
from tests.integration.hearing import hearing
from tests.integration.selection import CONTRACT, JUNE, V1, Selection, euro
from tests.office import office

ADVICE = "preconditions/works-council-advice/clear"
AMENDMENT = {
    "valid_from": "2026-07-01",
    "reason": "Touchless invoices from 38 to 62 %",
    "price": [{"title": "An invoice", "unit": "invoice", "unit_price": euro("3.45")}],
    "monthly_fee": euro("88475.00"),
    "annual_saving": euro("83700.00"),
}


def kind(refusal: Any) -> str:
    return str(refusal["type"]).rpartition(":")[2]


async def test_the_works_council_s_advice_blocks_the_signature(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        path = f"{V1}/contracts/{await s.contract()}"
        refusal = await s.sanne.post(f"{path}/sign", {}, status=409, baton_date=JUNE)
        assert kind(refusal) == "precondition-open"
        assert "works-council-advice" in refusal["do"]
        advice = {"cleared_on": "2025-05-20", "note": "Positive."}
        cleared = await s.noor.post(f"{path}/{ADVICE}", advice, baton_date=JUNE)
        assert (cleared["cleared_by"], cleared["cleared_on"]) == ("noor", "2025-05-20")
        (told,) = await heard.of(PreconditionCleared)
        assert told.cleared_on == date(2025, 5, 20)
        early = {"signed_on": "2025-05-19"}
        refusal = await s.sanne.post(f"{path}/sign", early, status=409, baton_date=JUNE)
        assert kind(refusal) == "precondition-open"
        signed = await s.sanne.post(f"{path}/sign", {}, baton_date=JUNE)
        assert (signed["state"], signed["signed_on"]) == ("signed", "2025-06-13")


async def test_the_signature_tells_the_whole_contract(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        contract = await s.signed()
        (told,) = await heard.of(ContractSigned)
        assert (str(told.contract_id), str(told.vendor_id)) == (contract, s.vendors["Kestrel"])
        assert told.programme_id == UUID(s.programme)
        assert (told.waves[0].code, told.service_levels[0].wave) == ("wave-1", "wave-1")
        assert (str(told.monthly_fee), told.acceptance_days) == ("95450.00 EUR", 3)


async def test_a_contract_is_not_signed_before_its_award(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        path = f"{V1}/contracts/{await s.contract(preconditions=[])}/sign"
        early = {"signed_on": "2025-03-31"}
        refusal = await s.sanne.post(path, early, status=422, baton_date=JUNE)
        assert refusal["errors"][0]["field"] == "/signed_on"
        signed = await s.sanne.post(path, {"signed_on": "2025-04-01"}, baton_date=JUNE)
        assert signed["signed_on"] == "2025-04-01"


async def test_an_amendment_is_not_signed_before_its_contract(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        path = f"{V1}/contracts/{await s.contract(preconditions=[])}"
        await s.sanne.post(f"{path}/sign", {}, baton_date=JUNE)
        await s.pieter.post(f"{path}/amendments", AMENDMENT)
        signing = f"{path}/amendments/2/sign"
        refusal = await s.lotte.post(signing, {"signed_on": "2025-06-12"}, status=422)
        assert refusal["errors"][0]["field"] == "/signed_on"
        await s.lotte.post(signing, {"signed_on": "2025-06-13"})


async def test_nobody_signs_what_they_drafted(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        path = f"{V1}/contracts/{await s.contract(preconditions=[])}"
        assert kind(await s.lotte.post(f"{path}/sign", {}, status=403)) == "four-eyes"
        await s.pieter.post(f"{path}/sign", {}, status=403)
        await s.sanne.post(f"{path}/sign", {})
        assert kind(await s.sanne.post(f"{path}/sign", {}, status=409)) == "already-signed"


async def test_an_award_leads_to_one_contract(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        first = await s.contract(preconditions=[])
        body = await s.lotte.get(f"{V1}/contracts/{first}")
        of = {"programme_id": s.programme, "evaluation_id": body["evaluation_id"]}
        second = await s.lotte.post(f"{V1}/contracts", CONTRACT | of | {"preconditions": []})
        await s.sanne.post(f"{V1}/contracts/{second['id']}/sign", {})
        refusal = await s.sanne.post(f"{V1}/contracts/{first}/sign", {}, status=409)
        assert kind(refusal) == "already-contracted"


async def test_a_contract_needs_an_award_of_its_programme(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        evaluation = (await s.judged())["id"]
        of = {"programme_id": s.programme, "evaluation_id": evaluation}
        refusal = await s.lotte.post(f"{V1}/contracts", CONTRACT | of, status=409)
        assert kind(refusal) == "not-awarded"
        for elsewhere in ({"programme_id": str(uuid4())}, {"evaluation_id": str(uuid4())}):
            refusal = await s.lotte.post(f"{V1}/contracts", CONTRACT | of | elsewhere, status=422)
            assert refusal["errors"][0]["field"] == "/evaluation_id"


async def test_a_precondition_is_cleared_once_and_not_ahead_of_time(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        path = f"{V1}/contracts/{await s.contract()}"
        for body in (
            {"cleared_on": "2025-06-14"},
            {"cleared_on": "0001-01-01"},
            {"evidence": "nothing"},
        ):
            await s.noor.post(f"{path}/{ADVICE}", body, status=422, baton_date=JUNE)
        await s.noor.post(f"{path}/preconditions/unknown/clear", {}, status=404)
        await s.pieter.post(f"{path}/{ADVICE}", {}, status=403)
        await s.noor.post(f"{path}/{ADVICE}", {})
        refusal = await s.noor.post(f"{path}/{ADVICE}", {}, status=409)
        assert kind(refusal) == "already-cleared"


async def test_a_vendor_reads_its_contract_and_no_other(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        contract = await s.signed()
        path = f"{V1}/contracts/{contract}"
        seen = await s.of("Kestrel").get(path)
        assert seen["monthly_fee"] == euro("95450.00")
        assert set(seen["preconditions"][0]) == {"code", "title", "cleared_on"}
        assert len((await s.of("Kestrel").get(f"{V1}/contracts"))["items"]) == 1
        await s.of("Kestrel").get(f"{path}/preconditions", status=403)
        await s.of("Meridian").get(path, status=404)
        assert (await s.of("Meridian").get(f"{V1}/contracts"))["items"] == []
        await o.as_("stranger", tenant="elsewhere").get(path, status=404)
        listed = await s.noor.get(f"{V1}/contracts?programme={s.programme}")
        assert [row["id"] for row in listed["items"]] == [contract]
        assert (await s.noor.get(f"{V1}/contracts?programme={uuid4()}"))["items"] == []


async def test_an_amendment_makes_a_new_version_valid_from_a_date(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        path = f"{V1}/contracts/{await s.signed()}"
        draft = await s.pieter.post(f"{path}/amendments", AMENDMENT)
        assert (draft["version"], draft["state"]) == (2, "draft")
        refusal = await o.as_("pieter").post(f"{path}/amendments/2/sign", {}, status=403)
        assert kind(refusal) == "four-eyes"
        await s.lotte.post(f"{path}/amendments/2/sign", {})
        (told,) = await heard.of(ContractAmended)
        assert (told.version, told.valid_from) == (2, date(2026, 7, 1))
        assert str(told.annual_saving) == "83700.00 EUR"
        versions = (await s.noor.get(path))["versions"]
        assert [(v["version"], v["valid_from"], v["state"]) for v in versions] == [
            (1, "2025-06-16", "signed"),
            (2, "2026-07-01", "signed"),
        ]
        refusal = await s.lotte.post(f"{path}/amendments/2/sign", {}, status=409)
        assert kind(refusal) == "already-signed"
        await s.lotte.post(f"{path}/amendments/3/sign", {}, status=404)
        assert (await s.pieter.post(f"{path}/amendments", AMENDMENT))["version"] == 3


DOLLAR = {"amount": "1.00", "currency": "USD"}
UNFIT: list[tuple[dict[str, Any], str]] = [
    ({"valid_from": "2025-06-15"}, "/valid_from"),
    ({"monthly_fee": DOLLAR, "price": [{"title": "x"}]}, "/monthly_fee/currency"),
    ({"annual_saving": DOLLAR}, "/annual_saving/currency"),
    ({"price": []}, "/price"),
    ({"reason": ""}, "/reason"),
]


async def test_an_amendment_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        path = f"{V1}/contracts/{await s.signed()}/amendments"
        for change, field in UNFIT:
            refusal = await s.pieter.post(path, AMENDMENT | change, status=422)
            assert refusal["errors"][0]["field"] == field


async def test_a_draft_is_not_amended(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        path = f"{V1}/contracts/{await s.contract()}/amendments"
        assert kind(await s.pieter.post(path, AMENDMENT, status=409)) == "not-signed"
