"""Scores, due diligence, evaluation and award over HTTP."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from libs.common.events.vendor.bids import BidsEvaluated, VendorSelected
from tests.integration.hearing import hearing
from tests.integration.selection import OPENING, SCORES, V1, Selection
from tests.office import office


def kind(refusal: Any) -> str:
    return str(refusal["type"]).rpartition(":")[2]


def vendors(rows: list[Any]) -> list[str]:
    return [row["vendor"] for row in rows]


async def test_the_best_bid_is_awarded_and_told(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        made = await s.judged()
        assert vendors(made["outcome"]["ranking"]) == ["Kestrel", "Meridian"]
        assert made["outcome"]["ranking"][0]["score"] == "84.70"
        assert made["outcome"]["flip"]["vendor"] == "Meridian"
        (told,) = await heard.of(BidsEvaluated)
        assert (told.leader, told.rule_version) == ("Kestrel", 1)
        await s.sanne.post(f"{V1}/evaluations/{made['id']}/award", baton_date=OPENING)
        (selected,) = await heard.of(VendorSelected)
        assert (selected.vendor_id, str(selected.score)) == (UUID(s.vendors["Kestrel"]), "84.70")
        assert (await s.noor.get(f"{V1}/evaluations/{made['id']}"))["awarded_by"] == "sanne"


async def test_an_evaluation_can_be_asked_how_it_came_about(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        made = await s.judged()
        told = await s.noor.get(f"{V1}/evaluations/{made['id']}/explanation")
        assert (told["rule"], told["version"]) == ("evaluation", 1)
        labels = [step["label"] for step in told["steps"]]
        assert "Kestrel: weighted sum" in labels and "flip" in labels
        assert told["inputs"]["candidates"][0]["marks"]["quality"] == {"joris": "84", "yusuf": "84"}


async def test_an_expired_certificate_knocks_out_the_cheapest(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.vendor("Lusora")
        await s.vendor("BayCX", "2025-02-28")
        await s.issued("Lusora", "BayCX")
        await s.bid("Lusora", "2817500.00")
        await s.bid("BayCX", "2630000.00")
        await s.opened()
        await s.score(s.yusuf, "Lusora", {"quality": "80", "language": "85"})
        made = (await s.evaluate())["outcome"]
        (out,) = made["knocked_out"]
        assert out["vendor"] == "BayCX"
        assert out["reasons"][0]["ground"] == "certificate_expired"
        assert out["reasons"][0]["reason"].endswith("expired on 2025-02-28.")
        assert made["ranking"][0]["scores"]["price"] == "100.000000"


async def test_the_last_due_diligence_counts(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.judged()
        path = f"{V1}/rfps/{s.rfp}/due-diligence"
        for passed, ranked in ((False, ["Meridian"]), (True, ["Kestrel", "Meridian"])):
            found = {"vendor_id": s.vendors["Kestrel"], "passed": passed, "findings": "Visited."}
            await s.lotte.post(path, found, baton_date=OPENING)
            assert vendors((await s.evaluate())["outcome"]["ranking"]) == ranked
        assert len((await s.noor.get(path))["items"]) == 2
        await s.of("Kestrel").get(path, status=403)
        stranger = {"vendor_id": str(uuid4()), "passed": True, "findings": "?"}
        await s.lotte.post(path, stranger, status=422)
        await s.yusuf.post(path, found, status=403)


async def test_scores_are_the_evaluator_s_own_and_again_replaces(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued("Kestrel")
        await s.bid("Kestrel", "10.00")
        await s.opened()
        await s.score(s.joris, "Kestrel", {"quality": "10"})
        await s.score(s.joris, "Kestrel", {"quality": "80"})
        await s.score(s.yusuf, "Kestrel", {"quality": "70"})
        listed = (await s.noor.get(f"{V1}/rfps/{s.rfp}/scores"))["items"]
        assert [(row["evaluator"], row["score"]) for row in listed] == [
            ("joris", "80"),
            ("yusuf", "70"),
        ]
        await s.of("Kestrel").get(f"{V1}/rfps/{s.rfp}/scores", status=403)
        await s.score(s.pieter, "Kestrel", {"quality": "80"}, status=403)
        await s.score(s.joris, "Kestrel", {"price": "80"}, status=422)
        await s.score(s.joris, "Kestrel", {"colour": "80"}, status=422)
        await s.score(s.joris, "Kestrel", {"quality": "100.01"}, status=422)
        assert kind(await s.evaluate(409)) == "not-scored"


async def test_a_bid_of_another_rfp_is_not_scored_here(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s, other = Selection(o), Selection(o)
        await s.judged()
        await other.judged()
        body = {"bid_id": s.bids["Kestrel"], "criterion": "quality", "score": "1"}
        await s.joris.post(f"{V1}/rfps/{other.rfp}/scores", body, status=422)


async def test_a_lot_without_bids_and_a_lot_that_is_not_there(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.issued("Kestrel")
        await s.opened()
        assert kind(await s.evaluate(409)) == "no-bids"
        await s.evaluate(404, lot="service")


async def test_only_the_last_evaluation_of_a_lot_is_awarded_and_once(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        first = await s.judged()
        second = await s.evaluate()
        assert (first["round"], second["round"]) == (1, 2)
        path = f"{V1}/evaluations"
        refusal = await s.sanne.post(f"{path}/{first['id']}/award", status=409)
        assert kind(refusal) == "superseded"
        await s.sanne.post(f"{path}/{second['id']}/award")
        assert kind(await s.sanne.post(f"{path}/{second['id']}/award", status=409)) == (
            "already-awarded"
        )
        assert kind(await s.evaluate(409)) == "already-awarded"
        await s.score(s.joris, "Kestrel", SCORES["Kestrel"], status=409)
        listed = (await s.noor.get(f"{V1}/rfps/{s.rfp}/evaluations"))["items"]
        assert [row["id"] for row in listed] == [first["id"], second["id"]]


@pytest.mark.parametrize("who", ["pieter", "joris"])
async def test_who_judged_does_not_award(tmp_path: Path, who: str) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        made = await s.judged()
        path = f"{V1}/evaluations/{made['id']}/award"
        assert kind(await o.as_(who, "approver").post(path, status=403)) == "four-eyes"
        await s.lotte.post(path, status=403)


async def test_where_everybody_is_out_nobody_is_awarded(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        await s.vendor("BayCX", None)
        await s.issued("BayCX")
        await s.bid("BayCX", "10.00")
        await s.opened()
        made = await s.evaluate()
        assert made["outcome"]["knocked_out"][0]["reasons"][0]["ground"] == "certificate_missing"
        refusal = await s.sanne.post(f"{V1}/evaluations/{made['id']}/award", status=409)
        assert kind(refusal) == "nobody-ranked"


async def test_no_vendor_and_no_other_tenant_reads_an_evaluation(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        s = Selection(o)
        path = f"{V1}/evaluations/{(await s.judged())['id']}"
        stranger = o.as_("stranger", tenant="elsewhere")
        for rest in ("", "/explanation"):
            await s.of("Kestrel").get(path + rest, status=403)
            await stranger.get(path + rest, status=404)
