"""The working agreement over HTTP: drafted, signed by both, asked, amended; courses; feedback."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.agreement import (
    CultureCourseFellOverdue,
    FeedbackRoundClosed,
    WorkingAgreementAgreed,
    WorkingAgreementReviewFellDue,
)
from libs.common.ids import new_id
from tests.integration.transition_cast import ROOT, VENDOR, Programme, heard, on, planned
from tests.office import Office, office
from tests.unit.transition.working_agreement.agreements import said


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def drafted(ours: Programme, **more: Any) -> str:
    body = {"terms": said(), "review_on": "2025-12-01", **more}
    made = await ours.sanne.post(
        f"{ours.path}/working-agreements", body, baton_date=on("2025-06-20")
    )
    return f"{ROOT}/working-agreements/{made['id']}"


async def agreed(ours: Programme) -> str:
    path = await drafted(ours)
    for caller, name in ((ours.sanne, "joris"), (ours.rita, "ania")):
        await caller.post(f"{path}/sign", {"name": name}, status=200, baton_date=on("2025-06-23"))
    return path


async def test_either_side_drafts_what_is_missing_is_named_and_it_holds_once_both_have_signed(
    baton: Office, ours: Programme
) -> None:
    paths = f"{ours.path}/working-agreements"
    body = {"terms": {**said(), "tools": []}}
    made = await ours.rita.post(paths, body, baton_date=on("2025-06-20"))
    assert (made["state"], made["drafted_side"]) == ("draft", "vendor")
    assert made["missing"] == ["tools", "a day of review"]
    path = f"{ROOT}/working-agreements/{made['id']}"
    early = await ours.sanne.send(
        "POST", f"{path}/sign", {"name": "joris"}, baton_date=on("2025-06-23")
    )
    assert (early.status_code, early.json()["type"][-20:]) == (409, "agreement-incomplete")
    await ours.sanne.get(f"{ours.path}/who-decides?matter=staffing", status=404)
    again = await ours.sanne.send("POST", paths, body, baton_date=on("2025-06-23"))
    assert (again.status_code, again.json()["type"][-16:]) == (409, "agreement-exists")
    full = {"terms": said(), "review_on": "2025-12-01"}
    await ours.sanne.post(f"{path}/revise", full, status=200, baton_date=on("2025-06-23"))
    stranger = await ours.sanne.send(
        "POST", f"{path}/sign", {"name": "ania"}, baton_date=on("2025-06-23")
    )
    assert (stranger.status_code, stranger.json()["errors"][0]["field"]) == (422, "/name")
    for caller, name in ((ours.rita, "marek"), (ours.sanne, "joris")):
        found = await caller.post(
            f"{path}/sign", {"name": name}, status=200, baton_date=on("2025-06-24")
        )
    assert (found["state"], found["agreed_on"], found["missing"]) == ("agreed", "2025-06-24", [])
    assert [(s["side"], s["name"]) for s in found["signatures"]] == [
        ("vendor", "marek"),
        ("client", "joris"),
    ]
    (told,) = await heard(baton, WorkingAgreementAgreed)
    assert (told.version, told.digest) == (1, found["digest"])


async def test_who_decides_is_answered_with_the_hour_what_silence_means_and_the_ladder(
    ours: Programme,
) -> None:
    await agreed(ours)
    day = on("2025-07-01")
    path = f"{ours.path}/who-decides?matter=staffing&raised_at=2025-06-30T08:00:00Z"
    answer = await ours.rita.get(path, baton_date=day)
    found = answer["found"]
    assert (found["decider"], found["side"], found["silence"]) == ("ania", "vendor", "agreed")
    assert found["decide_by"] == "2025-07-02T14:00:00Z"
    assert [step["client"] for step in found["ladder"]] == ["joris", "sanne"]
    assert answer["explanation"]["rule"] == "who_decides"
    await ours.sanne.get(f"{path[:-20]}2025-08-01T08:00:00Z", status=422, baton_date=day)


async def test_an_amendment_is_a_new_version_with_its_reason_and_the_old_one_holds_until_then(
    ours: Programme,
) -> None:
    first = await agreed(ours)
    new = {**said(), "tools": [{"purpose": "chat", "tool": "a board", "provided_by": "vendor"}]}
    amended = {"reason": "Calls are not enough", "terms": new}
    made = await ours.rita.post(f"{first}/amend", amended, baton_date=on("2025-08-01"))
    assert (made["version"], made["state"], made["reason"]) == (2, "draft", "Calls are not enough")
    twice = await ours.rita.send("POST", f"{first}/amend", amended, baton_date=on("2025-08-01"))
    assert (twice.status_code, twice.json()["type"][-12:]) == (409, "draft-exists")
    second = f"{ROOT}/working-agreements/{made['id']}"
    await ours.rita.post(
        f"{second}/sign", {"name": "ania"}, status=200, baton_date=on("2025-08-04")
    )
    assert (await ours.sanne.get(first))["state"] == "agreed"
    await ours.sanne.post(
        f"{second}/sign", {"name": "amira"}, status=200, baton_date=on("2025-08-05")
    )
    versions = await ours.items("working-agreements")
    assert [(v["version"], v["state"]) for v in versions] == [(1, "superseded"), (2, "agreed")]
    refused = await ours.sanne.send("POST", f"{first}/amend", amended, baton_date=on("2025-08-06"))
    assert refused.json()["type"].endswith("is-superseded")


async def test_a_review_that_nobody_makes_is_told_and_made_good(
    baton: Office, ours: Programme
) -> None:
    path = await agreed(ours)
    await ours.sanne.post(
        f"{path}/review", {"review_on": "2026-06-01"}, status=200, baton_date=on("2025-12-05")
    )
    (told,) = await heard(baton, WorkingAgreementReviewFellDue)
    assert told.review_on.isoformat() == "2025-12-01"
    found = await ours.sanne.get(path)
    assert (found["review_overdue"], found["review_on"]) == (False, "2026-06-01")


async def test_the_gate_shows_the_agreement_once_there_is_one_and_who_is_missing(
    ours: Programme,
) -> None:
    gate = await ours.gate("wave-2")

    async def shown() -> list[dict[str, Any]]:
        found = await ours.sanne.get(gate, baton_date=on("2025-07-01"))
        return [c for c in found["today"]["criteria"] if c["code"] == "working-agreement"]

    assert await shown() == []
    path = await drafted(ours)
    (draft,) = await shown()
    assert (draft["met"], draft["mandatory"]) == (False, False)
    for caller, name in ((ours.sanne, "joris"), (ours.rita, "ania")):
        await caller.post(f"{path}/sign", {"name": name}, status=200, baton_date=on("2025-06-23"))
    (there,) = await shown()
    assert (there["met"], there["note"]) == (True, "version 1 agreed on 2025-06-23")


async def test_another_vendor_an_auditor_and_a_stranger_get_nowhere(
    baton: Office, ours: Programme
) -> None:
    path = await drafted(ours)
    other = baton.of_vendor("mallory", str(new_id()))
    assert (await other.send("GET", path)).status_code == 404
    assert (await other.send("POST", f"{path}/sign", {"name": "ania"})).status_code == 404
    bram = baton.as_("bram", "auditor")
    assert (await bram.send("POST", f"{path}/sign", {"name": "joris"})).status_code == 403
    wrong = {"terms": {"client_hours": {"tz": "Mars", "country": "NL", "hours": {"mon": []}}}}
    refused = await ours.sanne.send("POST", f"{path}/revise", wrong)
    assert refused.status_code == 422
    assert (await ours.sanne.get(path))["terms"]["client_hours"]["tz"] == "Europe/Amsterdam"


COURSE = {
    "code": "kraków".replace("ó", "o"),
    "title": "How Kraków works",
    "required": [{"name": "joris", "side": "client"}, {"name": "ania", "side": "vendor"}],
    "due_on": "2025-07-31",
}


async def test_a_course_counts_per_side_who_came_and_tells_when_not_all_have(
    baton: Office, ours: Programme
) -> None:
    made = await ours.sanne.post(
        f"{ours.path}/culture-courses", COURSE, baton_date=on("2025-07-01")
    )
    path = f"{ROOT}/culture-courses/{made['id']}"
    came = await ours.rita.post(
        f"{path}/attend", {"people": ["ania"]}, status=200, baton_date=on("2025-07-10")
    )
    assert [(s["side"], s["share"]) for s in came["shares"]] == [
        ("client", "0.0000"),
        ("vendor", "1.0000"),
    ]
    refused = await ours.sanne.send(
        "POST", f"{path}/attend", {"people": ["tiago"]}, baton_date=on("2025-07-11")
    )
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "/people/0")
    done = await ours.sanne.post(
        f"{path}/attend", {"people": ["joris"]}, status=200, baton_date=on("2025-08-04")
    )
    assert (done["state"], done["overdue"]) == ("complete", False)
    (told,) = await heard(baton, CultureCourseFellOverdue)
    assert told.waiting == 1


async def test_feedback_of_five_is_a_number_and_of_fewer_none_and_nobody_answers_twice(
    baton: Office, ours: Programme
) -> None:
    asked = {"code": "july", "title": "A month in", "themes": ["pace"], "closes_on": "2025-07-31"}
    made = await ours.sanne.post(f"{ours.path}/feedback-rounds", asked, baton_date=on("2025-07-21"))
    path, day = f"{ROOT}/feedback-rounds/{made['id']}", on("2025-07-22")
    for n, score in enumerate([3, 4, 4, 4, 4]):
        person = baton.as_(f"p{n}", "process_owner")
        await person.post(f"{path}/answer", {"scores": {"pace": score}}, status=200, baton_date=day)
    vendors = baton.of_vendor("ania", str(VENDOR))
    await vendors.post(f"{path}/answer", {"scores": {"pace": 1}}, status=200, baton_date=day)
    twice = await vendors.send("POST", f"{path}/answer", {"scores": {"pace": 5}}, baton_date=day)
    assert (twice.status_code, twice.json()["type"][-16:]) == (409, "already-answered")
    for wrong in ({"pace": 6}, {"price": 3}, {}):
        answer = await ours.sanne.send("POST", f"{path}/answer", {"scores": wrong}, baton_date=day)
        assert answer.status_code == 422
    await ours.sanne.get(f"{path}/results", status=409)
    later = {**asked, "code": "august", "closes_on": "2025-08-31"}
    await ours.sanne.post(f"{ours.path}/feedback-rounds", later, baton_date=on("2025-08-01"))
    (told,) = await heard(baton, FeedbackRoundClosed)
    assert [(r.side, r.mean and str(r.mean)) for r in told.results] == [
        ("client", "3.80"),
        ("vendor", None),
    ]
    results = await ours.rita.get(f"{path}/results")
    assert [r["mean"] for r in results["results"]] == ["3.80", None]
    assert results["explanation"]["inputs"]["tallies"]["by_side"]["vendor"] == {"pace": []}
