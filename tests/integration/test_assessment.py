"""Stage 1 over HTTP: programme, processes, business case, risks."""

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from libs.common.events.governance import BenefitRealised
from libs.common.money import Money
from tests.office import Caller, eventually, office
from tests.telling import tell

V1 = "/assessment/v1"
FIT = {
    "standardisation": 5,
    "volume": 5,
    "volatility": 3,
    "exceptions": 4,
    "technology": 4,
    "skill_scarcity": 3,
    "cost_gap": 5,
    "strategic_value": 1,
    "customer_sensitivity": 2,
    "compliance_exposure": 2,
}
PROPOSAL = {
    "baseline": "6500000",
    "vendor_fees": "3963000",
    "retained": "620000",
    "term_years": 5,
    "discount_rate": "0.08",
}


async def programme(caller: Caller) -> str:
    made = await caller.post(f"{V1}/programmes", {"name": "Two lots", "client": "Veldkamp Home"})
    return str(made["id"])


async def process(caller: Caller, programme_id: str, answers: Any = None, **score: Any) -> str:
    body = {
        "name": "Accounts payable",
        "office": "back",
        "annual_cost": {"amount": "1300000", "currency": "EUR"},
        "fte": "24",
        "annual_volume": 186000,
    }
    made = await caller.post(f"{V1}/programmes/{programme_id}/processes", body)
    if answers is not None or score:
        await caller.post(f"{V1}/processes/{made['id']}/score", {"answers": answers or {}, **score})
    return str(made["id"])


async def written(caller: Caller, programme_id: str, process_id: str) -> Any:
    body = {"processes": [process_id], "proposal": PROPOSAL}
    return await caller.post(f"{V1}/programmes/{programme_id}/business-cases", body)


async def test_a_programme_goes_from_registration_to_an_approved_case(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne, daan = o.as_("sanne"), o.as_("daan")
        id = await programme(sanne)
        case = await written(sanne, id, await process(sanne, id, FIT))
        assert case["outlook"]["saving_percent"] == "29.5"
        approved = await daan.post(f"{V1}/business-cases/{case['id']}/approve")
        assert approved["state"] == "approved"
        assert (await sanne.get(f"{V1}/programmes/{id}"))["phase"] == "approved"


async def test_nobody_approves_the_case_they_wrote(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        id = await programme(sanne)
        case = await written(sanne, id, await process(sanne, id, FIT))
        refusal = await sanne.post(f"{V1}/business-cases/{case['id']}/approve", status=403)
        assert refusal["type"] == "urn:baton:problem:four-eyes"


async def test_a_decided_case_stays_decided(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne, daan = o.as_("sanne"), o.as_("daan")
        id = await programme(sanne)
        case = await written(sanne, id, await process(sanne, id, FIT))
        path = f"{V1}/business-cases/{case['id']}"
        await daan.post(f"{path}/reject", {"reason": "too dear"})
        await daan.post(f"{path}/approve", status=409)
        assert (await sanne.get(f"{V1}/programmes/{id}"))["phase"] == "rejected"


@pytest.mark.parametrize("score", [{}, {"answers": FIT, "hard_stop": "works council"}])
async def test_a_process_that_may_not_go_cannot_be_in_a_case(tmp_path: Path, score: Any) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        id = await programme(sanne)
        unfit = await process(sanne, id, **score) if score else await process(sanne, id)
        body = {"processes": [unfit], "proposal": PROPOSAL}
        refusal = await sanne.post(f"{V1}/programmes/{id}/business-cases", body, status=409)
        assert refusal["type"] == "urn:baton:problem:not-suitable"


async def test_a_score_can_be_asked_how_it_came_about(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        id = await process(sanne, await programme(sanne))
        await sanne.get(f"{V1}/processes/{id}/score", status=409)
        await sanne.post(f"{V1}/processes/{id}/score", {"answers": FIT})
        told = await sanne.get(f"{V1}/processes/{id}/score")
        assert (told["rule"], told["version"]) == ("suitability", 1)
        assert told["inputs"]["answers"] == FIT


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("score", {"answers": {"colour": 3}}, "/answers/colour"),
        ("score", {"answers": {"volume": 6}}, "/answers/volume"),
        ("score", {"answers": {"volume": True}}, "/answers/volume"),
        ("score", {"hard_stop": ""}, "/hard_stop"),
        ("score", {}, "/answers"),
    ],
)
async def test_a_wrong_answer_is_named(tmp_path: Path, path: str, body: Any, field: str) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        id = await process(sanne, await programme(sanne))
        refusal = await sanne.post(f"{V1}/processes/{id}/{path}", body, status=422)
        assert refusal["errors"][0]["field"] == field


async def test_another_currency_than_the_programmes_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        body = {
            "name": "p",
            "office": "back",
            "fte": "1",
            "annual_cost": {"amount": "1", "currency": "USD"},
        }
        id = await programme(sanne)
        refusal = await sanne.post(f"{V1}/programmes/{id}/processes", body, status=422)
        assert refusal["errors"][0]["field"] == "/annual_cost/currency"


async def test_a_decided_scope_is_not_scored_anew(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne, daan = o.as_("sanne"), o.as_("daan")
        id = await programme(sanne)
        fit = await process(sanne, id, FIT)
        case = await written(sanne, id, fit)
        await daan.post(f"{V1}/business-cases/{case['id']}/approve")
        refusal = await sanne.post(f"{V1}/processes/{fit}/score", {"answers": FIT}, status=409)
        assert refusal["type"] == "urn:baton:problem:not-assessing"


async def test_nobody_grants_a_role_to_themselves_or_takes_back_what_was_not_given(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne", "programme_office")
        path = f"{V1}/programmes/{await programme(sanne)}/roles"
        await sanne.post(path, {"person": "sanne", "role": "sponsor"}, status=403)
        await sanne.post(f"{path}/revoke", {"person": "joris", "role": "legal"}, status=409)


async def test_a_risk_is_kept_with_its_expected_value(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        id = await programme(sanne)
        body = {
            "title": "Key people leave",
            "probability": "0.3",
            "impact": {"amount": "200000", "currency": "EUR"},
            "owner": "noor",
        }
        await sanne.post(f"{V1}/programmes/{id}/risks", body)
        found = (await sanne.get(f"{V1}/programmes/{id}/risks"))["items"]
        assert found[0]["expected_value"] == "60000.00"


async def test_a_realised_benefit_is_entered_in_the_savings_ledger(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        id = await programme(sanne)
        await tell(
            o,
            BenefitRealised.model_validate(
                {
                    "programme_id": id,
                    "improvement_id": uuid4(),
                    "title": "Touchless invoices",
                    "per_year": Money.of("83700", "EUR"),
                    "starts_on": "2026-07-01",
                }
            ),
        )

        async def entered() -> Any:
            return (await sanne.get(f"{V1}/programmes/{id}/savings"))["items"]

        entry = (await eventually(entered))[0]
        assert (entry["amount"], entry["kind"]) == ("83700.00", "realised")


async def test_lists_come_in_pages(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment") as o:
        sanne = o.as_("sanne")
        ids = [await programme(sanne) for _ in range(5)]
        first = await sanne.get(f"{V1}/programmes?limit=3")
        rest = await sanne.get(f"{V1}/programmes?limit=3&after={first['next']}")
        assert [item["id"] for item in first["items"] + rest["items"]] == ids
        assert rest["next"] is None
        await sanne.get(f"{V1}/programmes?limit=1000", status=422)
