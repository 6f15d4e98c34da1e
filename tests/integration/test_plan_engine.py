"""The plan as planners work with it: edited, agreed, compared, forecast, tailored, in feeds."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import httpx
import pytest

from libs.common.events.transition.forecasts import FinishSimulated, ForecastMoved
from libs.common.events.transition.plans import BaselineTaken
from libs.common.events.vendor.milestones import MilestoneProgressReported
from tests.integration.transition_cast import (
    OURS,
    ROOT,
    Programme,
    at,
    heard,
    on,
    planned,
)
from tests.office import Office, eventually, office
from tests.telling import tell


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


CHECK = {
    "code": "print-manuals",
    "title": "Print the manuals",
    "wave": "wave-2",
    "days": "30",
    "predecessors": [{"task": "wave-2-document"}],
}


async def added(ours: Programme, **more: Any) -> dict[str, Any]:
    return dict(await ours.sanne.post(f"{ours.path}/tasks", {**CHECK, **more}, status=201))


async def finish(ours: Programme) -> str:
    return str((await ours.sanne.get(ours.path))["finishes_on"])


# Editing


async def test_a_task_is_added_with_its_links_and_has_dates_at_once(ours: Programme) -> None:
    task = await added(ours)
    before = await ours.task("wave-2-document")
    assert (task["minutes"], task["days"], task["driven_by"]) == (
        14400,
        "30.00",
        "wave-2-document",
    )
    assert task["early_start"] > before["early_finish"]
    assert await ours.sanne.get(f"{ROOT}/tasks/{task['id']}") == task


async def test_what_others_wait_for_moves_them_and_tells_so(baton: Office, ours: Programme) -> None:
    task = await added(ours)
    pilot = await ours.task("wave-2-pilot")
    link = {"predecessors": [*pilot["predecessors"], {"task": task["code"], "lag": 480 * 20}]}
    body = {**link, "reason": "Manuals first"}
    moved = await ours.sanne.post(f"{ROOT}/tasks/{pilot['id']}/change", body, status=200)
    assert moved["early_start"] > pilot["early_start"]
    (told,) = await heard(baton, ForecastMoved)
    assert told.cause == "wave-2-pilot was changed: Manuals first"
    assert {wave.code for wave in told.waves} >= {"wave-2"}


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"predecessors": [{"task": "nothing"}]}, "/predecessors", "nothing"),
        ({"predecessors": [{"task": "print-manuals"}]}, "/predecessors", "wait for each other"),
        ({"parent": "nothing"}, "/parent", "nothing"),
        ({"calendar": "mars"}, "/calendar", "mars"),
        ({"demands": [{"resource": "mars", "units": 1}]}, "/demands/0/resource", "mars"),
        ({"after_task": "nothing"}, "/after_task", "nothing"),
    ],
)
async def test_what_cannot_be_planned_is_refused_with_the_field_and_changes_nothing(
    ours: Programme, wrong: dict[str, Any], field: str, says: str
) -> None:
    answer = await ours.sanne.post(f"{ours.path}/tasks", {**CHECK, **wrong}, status=422)
    (error,) = answer["errors"]
    assert error["field"] == field and says in error["message"]
    codes = [task["code"] for task in await ours.items("tasks")]
    assert "print-manuals" not in codes


async def test_a_cycle_made_by_a_change_is_named_and_refused(ours: Programme) -> None:
    task = await ours.task("wave-2-document")
    body = {"predecessors": [{"task": "wave-2-pilot"}], "reason": "Wrong"}
    answer = await ours.sanne.post(f"{ROOT}/tasks/{task['id']}/change", body, status=422)
    assert "wave-2-pilot" in str(answer["errors"])
    assert await ours.task("wave-2-document") == task


async def test_a_code_is_taken_once(ours: Programme) -> None:
    await added(ours)
    answer = await ours.sanne.post(f"{ours.path}/tasks", CHECK, status=409)
    assert answer["type"].endswith("code-taken")


async def test_a_task_goes_with_its_links_but_not_one_that_has_begun_or_is_needed(
    ours: Programme,
) -> None:
    task = await added(ours)
    place = f"{ROOT}/tasks/{task['id']}"
    started = {"started_at": "2025-07-01T09:00", "percent": 10}
    begun = await ours.sanne.post(
        f"{place}/progress", started, status=200, baton_date=on("2025-07-02")
    )
    assert (begun["percent"], begun["early_start"]) == (10, "2025-07-01")
    refused = await ours.sanne.post(f"{place}/remove", {}, status=409)
    assert refused["type"].endswith("task-begun")
    live = await ours.task("wave-2-go-live")
    needed = await ours.sanne.post(f"{ROOT}/tasks/{live['id']}/remove", {}, status=409)
    assert needed["type"].endswith("puts-wave-live")
    pilot = await ours.task("wave-2-pilot")
    await ours.sanne.post(f"{ROOT}/tasks/{pilot['id']}/remove", {}, status=204)
    gate = await ours.task("wave-2-gate")
    assert "wave-2-pilot" not in [p["task"] for p in gate["predecessors"]]


async def test_progress_does_not_lie_in_the_future_nor_claim_a_vendors_milestone(
    ours: Programme,
) -> None:
    task = await added(ours)
    ahead = {"finished_at": "2025-09-01T09:00"}
    place = f"{ROOT}/tasks/{task['id']}/progress"
    answer = await ours.sanne.post(place, ahead, status=422, baton_date=on("2025-07-02"))
    assert answer["errors"][0]["field"] == "/finished_at"
    pilot = await ours.task("wave-2-pilot")
    place = f"{ROOT}/tasks/{pilot['id']}/progress"
    refused = await ours.sanne.post(place, {"finished_at": "2025-07-01T09:00"}, status=409)
    assert refused["type"].endswith("claimed-by-vendor")


async def test_vendors_read_the_plan_and_do_not_change_it(ours: Programme) -> None:
    assert (await ours.items("tasks", ours.rita))[0]["code"]
    await ours.rita.post(f"{ours.path}/tasks", CHECK, status=403)


async def test_a_task_may_keep_the_calendar_of_the_vendors_country(ours: Programme) -> None:
    settings = await ours.sanne.post(f"{ours.path}/settings", {"countries": ["PT"]}, status=200)
    assert [calendar["code"] for calendar in settings["calendars"]] == ["NL", "PT"]
    task = await added(ours, calendar="PT", days="1", constraint=KINGS_DAY)
    assert task["early_start"] == "2026-04-27"
    dutch = await added(ours, code="dutch", days="1", constraint=KINGS_DAY)
    assert dutch["early_start"] == "2026-04-28"
    refused = await ours.sanne.post(f"{ours.path}/settings", {"drop_calendars": ["PT"]}, status=409)
    assert refused["type"].endswith("calendar-in-use")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"calendars": [{"code": "NL", "week": {}}]}, "/calendar"),
        ({"calendar": "mars"}, "/calendar"),
        ({"countries": ["XX"]}, "/countries/0"),
        ({"drop_resources": ["mars"]}, "/drop_resources/0"),
    ],
)
async def test_working_time_that_cannot_be_is_refused(
    ours: Programme, wrong: dict[str, Any], field: str
) -> None:
    answer = await ours.sanne.post(f"{ours.path}/settings", wrong, status=422)
    assert answer["errors"][0]["field"] == field


KINGS_DAY = {"kind": "SNET", "at": "2026-04-27T00:00"}


# Baselines and changes


async def test_the_first_plan_is_the_first_baseline(ours: Programme) -> None:
    (first,) = await ours.items("baselines")
    assert (first["number"], first["title"]) == (1, "As first planned")
    whole = await ours.sanne.get(f"{ROOT}/baselines/{first['id']}")
    assert whole["tasks"][0]["task"]["code"]
    changes = await ours.sanne.get(f"{ours.path}/changes")
    assert (changes["changes"], changes["movement"]["minutes"]) == ([], 0)


async def test_a_slip_that_moves_the_end_is_named_with_its_days_and_its_reason(
    baton: Office, ours: Programme
) -> None:
    was = await finish(ours)
    report = MilestoneProgressReported.model_validate(
        {
            **OURS,
            "milestone": "wave-3-pilot-complete",
            "expected_on": "2026-03-16",
            "reason": "Half the team is ill",
        }
    )
    await tell(baton, report, stated_at=at("2025-09-15"))

    async def moved() -> bool:
        return await finish(ours) != was

    await eventually(moved)
    changes = await ours.sanne.get(f"{ours.path}/changes")
    (change,) = [c for c in changes["changes"] if c["kind"] == "reported later"]
    assert (change["code"], change["reason"]) == ("wave-3-pilot", "Half the team is ill")
    (share,) = changes["movement"]["shares"]
    assert share["code"] == "wave-3-pilot"
    assert share["minutes"] + changes["movement"]["interaction"] == changes["movement"]["minutes"]
    assert (changes["was"], changes["finishes_on"]) == (was, await finish(ours))


async def test_a_new_baseline_is_what_is_agreed_from_now_on(baton: Office, ours: Programme) -> None:
    await added(ours)
    body = {"title": "After the steering committee", "reason": "Manuals were forgotten"}
    taken = await ours.sanne.post(f"{ours.path}/baselines", body, status=201)
    assert taken["number"] == 2
    assert (await heard(baton, BaselineTaken))[0].title == body["title"]
    assert (await ours.sanne.get(f"{ours.path}/changes"))["changes"] == []
    old = await ours.sanne.get(f"{ours.path}/changes?baseline=1")
    assert [c["kind"] for c in old["changes"]] == ["added"]
    await ours.sanne.get(f"{ours.path}/changes?baseline=9", status=404)


# Status and forecast


async def test_a_plan_without_facts_has_no_score_where_there_is_no_data(ours: Programme) -> None:
    path = f"{ours.path}/status"
    status = await ours.sanne.get(path, baton_date=on("2025-06-16", 5))
    assert status["earned_value"]["spi"] is None
    assert "cpi" in status["health"]["missing"]
    assert status["finishes_on"] == status["agreed_finish"]


async def test_work_that_should_be_done_and_is_not_turns_the_plan_red_with_reasons(
    ours: Programme,
) -> None:
    status = await ours.sanne.get(f"{ours.path}/status", baton_date=on("2025-09-15"))
    assert status["health"]["colour"] == "red"
    assert status["overdue_tasks"]
    assert any("SPI" in reason["sentence"] for reason in status["health"]["reasons"])
    path = f"{ours.path}/status/explanation"
    why = await ours.sanne.get(path, baton_date=on("2025-09-15"))
    assert set(why) >= {"earned_value", "earned_schedule", "health"}
    assert why["health"]["rule"] == "plan_health"


async def test_a_simulation_is_a_job_with_percentiles_in_order(
    baton: Office, ours: Programme
) -> None:
    asked = await ours.sanne.send("POST", f"{ours.path}/simulations", {"draws": 300, "seed": 7})
    assert asked.status_code == 202
    job = await done(ours, asked.headers["location"])
    found = await ours.sanne.get(f"{ROOT}/simulations/{job['result']['simulation_id']}")
    days = [found[name] for name in ("p10", "p50", "p80", "p90")]
    assert days == sorted(days)
    assert found["is_current"] and sum(bar["draws"] for bar in found["histogram"]) == 300
    (told,) = await heard(baton, FinishSimulated)
    assert told.p80 == date.fromisoformat(found["p80"])
    status = await ours.sanne.get(f"{ours.path}/status")
    assert status["simulation"]["id"] == found["id"]
    await added(ours)
    assert not (await ours.sanne.get(f"{ROOT}/simulations/{found['id']}"))["is_current"]


async def done(ours: Programme, place: str) -> dict[str, Any]:
    async def ended() -> dict[str, Any] | None:
        job: dict[str, Any] = await ours.sanne.get(place)
        assert job["state"] not in ("failed", "cancelled"), job
        return job if job["state"] == "done" else None

    return await eventually(ended, within=60)


# Tailoring


async def test_what_a_wave_really_is_makes_its_plan_longer_tried_first_and_then_taken(
    ours: Programme,
) -> None:
    shape = {"complexity": 5, "yearly_volume": 2_000_000, "topics": 60, "people": 90}
    body = {"shapes": {"wave-3": shape}, "dry_run": True}
    tried = await ours.sanne.post(f"{ours.path}/tailor", body, status=200)
    assert await finish(ours) == tried["was"]
    taken = await ours.sanne.post(f"{ours.path}/tailor", {**body, "dry_run": False}, status=200)
    assert taken["finishes_on"] == tried["finishes_on"] == await finish(ours)
    teach = await ours.task("wave-3-teach")
    assert teach["minutes"] > (await ours.task("wave-2-teach"))["minutes"]
    assert teach["responsibilities"] and teach["optimistic"] < teach["minutes"]


async def test_what_was_added_by_hand_stays_when_the_plan_is_tailored(ours: Programme) -> None:
    await added(ours)
    body = {"shapes": {"wave-2": {"systems": 3, "parallel_run": True}}}
    taken = await ours.sanne.post(f"{ours.path}/tailor", body, status=200)
    assert taken["added"] and not taken["removed"]
    assert (await ours.task("print-manuals"))["wave"] == "wave-2"


async def test_an_unknown_wave_cannot_be_tailored(ours: Programme) -> None:
    body = {"shapes": {"wave-9": {}}}
    answer = await ours.sanne.post(f"{ours.path}/tailor", body, status=422)
    assert answer["errors"][0]["field"] == "/shapes/wave-9"


# Files and feeds


async def test_a_plan_goes_out_as_microsoft_project_xml_and_comes_in_again_unchanged(
    ours: Programme,
) -> None:
    out = await ours.sanne.send("GET", f"{ours.path}/mspdi")
    before = await ours.items("tasks")
    report = await imported(ours, out.content, "application/xml")
    assert (report["added"], report["changed"], report["removed"]) == ([], [], [])
    assert await ours.items("tasks") == before
    assert (await ours.sanne.send("GET", f"{ours.path}/mspdi")).content == out.content


async def test_a_plan_goes_out_as_csv_and_comes_in_again_unchanged(ours: Programme) -> None:
    out = await ours.sanne.send("GET", f"{ours.path}/csv")
    report = await imported(ours, out.content, "text/csv")
    assert (report["added"], report["changed"], report["removed"]) == ([], [], [])


async def test_a_changed_file_is_tried_first_and_then_taken_over(ours: Programme) -> None:
    out = await ours.sanne.send("GET", f"{ours.path}/csv")
    text = out.content.decode().replace("Pilot", "Pilot run", 1)
    tried = await imported(ours, text.encode(), "text/csv", "?dry_run=true")
    assert tried["changed"] and (await ours.task("wave-2-pilot"))["title"] == "Pilot"
    await imported(ours, text.encode(), "text/csv")
    assert (await ours.task("wave-2-pilot"))["title"] == "Pilot run"


@pytest.mark.parametrize(
    ("body", "media_type", "status"),
    [
        (b"", "application/xml", 422),
        (b"<x/>", "application/xml", 422),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>", "application/xml", 422),
        (b"\xff\xfe\x00", "text/csv", 422),
        (b"code\n", "text/csv", 422),
        (b"{}", "application/json", 415),
    ],
)
async def test_a_file_that_is_no_plan_is_refused_in_a_sentence(
    ours: Programme, body: bytes, media_type: str, status: int
) -> None:
    answer = await upload(ours, body, media_type)
    assert answer.status_code == status, answer.text
    assert answer.json()["detail"]
    assert len(await ours.items("tasks")) == 20


async def imported(
    ours: Programme, content: bytes, media_type: str, query: str = ""
) -> dict[str, Any]:
    answer = await upload(ours, content, media_type, query)
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()
    return report


async def upload(
    ours: Programme, content: bytes, media_type: str, query: str = ""
) -> httpx.Response:
    headers = {**ours.sanne.headers, "Content-Type": media_type}
    path = f"{ours.path}/imports{query}"
    return await ours.sanne.http.post(path, content=content, headers=headers)


async def test_milestones_are_subscribed_to_at_a_secret_address_until_it_is_revoked(
    baton: Office, ours: Programme
) -> None:
    feed = await ours.sanne.post(f"{ours.path}/feeds", {"title": "My phone"}, status=201)
    nobody = baton.http
    calendar = await nobody.get(feed["path"])
    assert calendar.status_code == 200 and b"BEGIN:VEVENT" in calendar.content
    assert calendar.headers["content-type"].startswith("text/calendar")
    listed = await ours.items("feeds")
    assert "path" not in listed[0] and feed["path"].split("_")[-1] not in str(listed)
    wrong = feed["path"].replace("/milestones", "x/milestones")
    assert (await nobody.get(wrong)).status_code == 401
    await ours.rita.post(f"{ROOT}/feeds/{feed['id']}/revoke", {}, status=403)
    await ours.sanne.post(f"{ROOT}/feeds/{feed['id']}/revoke", {}, status=200)
    assert (await nobody.get(feed["path"])).status_code == 401
