"""Meetings over HTTP: fair hours, a rhythm that is kept or missed, minutes, decisions, actions."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.meetings import (
    MeetingActionFellLate,
    MeetingActionsCarriedOver,
    MeetingDecisionTaken,
    MeetingLocalTimeMoved,
    MeetingMissed,
    MeetingSeriesLapsed,
    MeetingsMissedInARow,
    MinutesApproved,
)
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned
from tests.office import Office, office
from tests.unit.transition.working_agreement.agreements import CHENNAI, SAN_FRANCISCO, said

WEEKLY = {
    "code": "weekly",
    "title": "Weekly",
    "purpose": "What stands in the way",
    "agenda": ["Progress"],
    "members": [{"name": "joris", "side": "client"}, {"name": "ania", "side": "vendor"}],
    "rhythm": {"every": "weekly", "weekday": "mon"},
    "tz": "Europe/Amsterdam",
    "minutes": 30,
    "starts_on": "2025-06-23",
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def agree(ours: Programme, vendor_hours: Any) -> None:
    terms = {**said(), "vendor_hours": vendor_hours.model_dump(mode="json")}
    made = await ours.sanne.post(
        f"{ours.path}/working-agreements",
        {"terms": terms, "review_on": "2026-12-01"},
        baton_date=on("2025-06-16"),
    )
    for caller, name in ((ours.sanne, "joris"), (ours.rita, "ania")):
        path = f"{ROOT}/working-agreements/{made['id']}/sign"
        await caller.post(path, {"name": name}, status=200, baton_date=on("2025-06-16"))


async def series(ours: Programme, day: str = "2025-06-17", **more: Any) -> str:
    body = {**WEEKLY, "at": "10:00", **more}
    made = await ours.sanne.post(f"{ours.path}/meeting-series", body, baton_date=on(day))
    return f"{ROOT}/meeting-series/{made['id']}"


async def meetings(ours: Programme, of: str, state: str = "planned") -> list[dict[str, Any]]:
    return list((await ours.sanne.get(f"{of}/meetings?state={state}"))["items"])


async def held(ours: Programme, of: str, day: str) -> str:
    (ahead,) = await meetings(ours, of)
    path = f"{ROOT}/meetings/{ahead['id']}"
    body = {"present": ["joris", "ania"]}
    await ours.sanne.post(f"{path}/hold", body, status=200, baton_date=on(day, 12))
    return path


async def test_a_meeting_that_is_held_brings_minutes_decisions_and_actions_to_the_next(
    baton: Office, ours: Programme
) -> None:
    weekly = await series(ours)
    first = await held(ours, weekly, "2025-06-23")
    day = on("2025-06-24")
    minutes = await ours.sanne.post(f"{first}/minutes", {"text": "All is well."}, baton_date=day)
    path = f"{ROOT}/minutes/{minutes['id']}"
    own = await ours.amira.send("POST", f"{path}/approve", baton_date=day)
    assert (own.status_code, own.json()["type"][-10:]) == (403, "other-side")
    approved = await ours.rita.post(f"{path}/approve", status=200, baton_date=day)
    assert (approved["state"], len(approved["approvals"])) == ("approved", 2)
    (told,) = await heard(baton, MinutesApproved)
    assert told.digest == minutes["digest"]
    empty = {"text": " ", "digest": "0" * 64}
    assert (await ours.rita.send("POST", f"{first}/minutes", empty)).status_code == 422
    again = await ours.rita.post(
        f"{first}/minutes", {"text": "In short", "digest": "0" * 64}, baton_date=day
    )
    assert [
        (m["version"], m["state"]) for m in (await ours.rita.get(f"{first}/minutes"))["items"]
    ] == [
        (1, "superseded"),
        (2, "written"),
    ]
    assert again["approvals"][0]["side"] == "vendor"
    decision = {"what": "Two sign over €10,000", "decided_by": "sanne", "side": "client"}
    await ours.rita.post(f"{first}/decisions", decision, baton_date=day)
    (decided,) = await heard(baton, MeetingDecisionTaken)
    assert decided.told() == "Decided in weekly: Two sign over €10,000"
    action = {
        "what": "Name the second signer",
        "owner": "joris",
        "side": "client",
        "due_on": "2025-06-27",
    }
    made = await ours.sanne.post(f"{first}/actions", action, baton_date=day)
    agenda = await ours.rita.get(f"{weekly}/next-agenda", baton_date=on("2025-06-30"))
    assert [(p["kind"], p["why"]) for p in agenda["points"]] == [
        ("late_action", "3 days late"),
        ("standing", "It stands on every agenda."),
    ]
    await held(ours, weekly, "2025-06-30")
    (late,) = await heard(baton, MeetingActionFellLate)
    (carried,) = await heard(baton, MeetingActionsCarriedOver)
    assert (late.owner, carried.count) == ("joris", 1)
    (_, second) = await meetings(ours, weekly, "held")
    assert second["agenda"][0]["text"] == "joris: Name the second signer"
    done = await ours.sanne.post(
        f"{ROOT}/meeting-actions/{made['id']}/finish", {}, status=200, baton_date=on("2025-07-01")
    )
    assert (done["state"], done["carried"], done["late"]) == ("done", 1, False)
    (ahead,) = await meetings(ours, weekly)
    assert ahead["planned_on"] == "2025-07-07"


async def test_what_was_not_held_takes_no_minutes_and_no_meeting_is_held_before_its_day(
    ours: Programme,
) -> None:
    weekly = await series(ours)
    (ahead,) = await meetings(ours, weekly)
    path = f"{ROOT}/meetings/{ahead['id']}"
    for what, body in (
        ("minutes", {"text": "x"}),
        ("decisions", {"what": "x", "decided_by": "x", "side": "client"}),
        ("actions", {"what": "x", "owner": "x", "side": "client", "due_on": "2025-07-01"}),
    ):
        refused = await ours.sanne.send("POST", f"{path}/{what}", body)
        assert (refused.status_code, refused.json()["type"][-8:]) == (409, "not-held")
    early = await ours.sanne.send(
        "POST", f"{path}/hold", {"present": ["joris"]}, baton_date=on("2025-06-20")
    )
    assert (early.status_code, early.json()["errors"][0]["field"]) == (422, "/on")
    off = await ours.sanne.post(
        f"{path}/call-off", {"reason": "A strike"}, status=200, baton_date=on("2025-06-20")
    )
    assert off["state"] == "called_off"
    (ahead,) = await meetings(ours, weekly)
    assert ahead["planned_on"] == "2025-06-30"


async def test_two_missed_in_a_row_escalate_five_let_the_series_lapse_and_it_can_go_on(
    baton: Office, ours: Programme
) -> None:
    weekly = await series(ours)
    await ours.sanne.post(
        f"{ours.path}/meeting-series",
        {**WEEKLY, "code": "later", "at": "11:00", "starts_on": "2025-08-25"},
        baton_date=on("2025-08-12"),
    )
    missed = await heard(baton, MeetingMissed, 5)
    assert [event.planned_on.isoformat() for event in missed] == [
        "2025-06-23",
        "2025-06-30",
        "2025-07-07",
        "2025-07-14",
        "2025-07-21",
    ]
    (escalated,) = await heard(baton, MeetingsMissedInARow)
    assert escalated.planned_on.isoformat() == "2025-06-30"
    (lapsed,) = await heard(baton, MeetingSeriesLapsed)
    assert lapsed.missed == 5
    assert (await ours.sanne.get(weekly))["state"] == "lapsed"
    last = (await meetings(ours, weekly, "missed"))[-1]
    healed = await ours.sanne.post(
        f"{ROOT}/meetings/{last['id']}/hold",
        {"present": ["joris"], "on": "2025-07-21"},
        status=200,
        baton_date=on("2025-08-12"),
    )
    assert healed["state"] == "held"
    assert (await ours.sanne.get(weekly))["in_a_row"] == 0
    await ours.sanne.post(f"{weekly}/resume", status=200, baton_date=on("2025-08-12"))
    (ahead,) = await meetings(ours, weekly)
    assert ahead["planned_on"] == "2025-08-18"
    await ours.sanne.post(
        f"{weekly}/end", {"reason": "No need"}, status=200, baton_date=on("2025-08-13")
    )
    assert await meetings(ours, weekly) == []
    refused = await ours.sanne.send("POST", f"{weekly}/resume")
    assert refused.json()["type"].endswith("is-ended")


async def test_a_time_outside_hours_is_refused_where_another_suits_both_and_none_is_asked_for(
    ours: Programme,
) -> None:
    await agree(ours, CHENNAI)
    body = {**WEEKLY, "at": "15:00"}
    refused = await ours.sanne.send(
        "POST", f"{ours.path}/meeting-series", body, baton_date=on("2025-06-17")
    )
    assert refused.status_code == 422
    assert (
        "13:00 for the client and 16:30 for the vendor would suit both" in refused.json()["detail"]
    )
    found = await ours.sanne.post(
        f"{ours.path}/meeting-series", WEEKLY, baton_date=on("2025-06-17")
    )
    assert found["at"] == "09:00"
    slot = await ours.rita.get(f"{ours.path}/meeting-slot?on=2025-06-23&wished=12:00")
    assert (slot["slot"]["outside"], slot["explanation"]["rule"]) == ({}, "fair_slot")


async def test_a_series_keeps_its_time_at_home_and_the_others_are_told_when_theirs_moves(
    baton: Office, ours: Programme
) -> None:
    await agree(ours, CHENNAI)
    weekly = await series(ours, "2025-10-14", starts_on="2025-10-20")
    ahead = await ours.rita.get(f"{weekly}/occurrences?count=3", baton_date=on("2025-10-14"))
    assert [(o["on"], o["local"]["client"], o["local"]["vendor"], o["moved"]) for o in ahead] == [
        ("2025-10-21", "10:00", "13:30", []),
        ("2025-10-27", "10:00", "14:30", ["vendor"]),
        ("2025-11-03", "10:00", "14:30", []),
    ], "20 October is a holiday in India"
    await held(ours, weekly, ahead[0]["on"])
    (told,) = await heard(baton, MeetingLocalTimeMoved)
    assert (told.side, told.was, told.now, told.outside_hours) == (
        "vendor",
        "13:30",
        "14:30",
        False,
    )


async def test_where_no_time_suits_both_the_sides_bear_it_in_turn(ours: Programme) -> None:
    await agree(ours, SAN_FRANCISCO)
    refused = await ours.sanne.send(
        "POST", f"{ours.path}/meeting-series", WEEKLY, baton_date=on("2025-06-17")
    )
    assert (refused.status_code, refused.json()["type"][-15:]) == (409, "no-common-hours")
    body = {**WEEKLY, "by_turns": True}
    made = await ours.sanne.post(f"{ours.path}/meeting-series", body, baton_date=on("2025-06-17"))
    weekly = f"{ROOT}/meeting-series/{made['id']}"
    bore = []
    for day in ("2025-06-23", "2025-06-30", "2025-07-07", "2025-07-14"):
        (ahead,) = await meetings(ours, weekly)
        bore += ahead["outside"]
        assert ahead["planned_on"] == day
        await held(ours, weekly, day)
    assert bore in (["client", "vendor"] * 2, ["vendor", "client"] * 2)
    turns = (await ours.sanne.get(weekly))["turns"]
    assert (turns["client"], turns["vendor"]) == (2, 2)


async def test_without_an_agreement_a_time_is_stated_and_turns_are_refused(
    ours: Programme,
) -> None:
    day = on("2025-06-17")
    path = f"{ours.path}/meeting-series"
    for more, status in (
        ({}, 422),
        ({"by_turns": True}, 409),
        ({"at": "25:00"}, 422),
        ({"at": "10:00", "tz": "Europe/Utrecht"}, 422),
        ({"at": "10:00", "starts_on": "2025-06-16"}, 422),
        ({"at": "10:00", "ends_on": "2025-06-20"}, 422),
    ):
        answer = await ours.sanne.send("POST", path, {**WEEKLY, **more}, baton_date=day)
        assert answer.status_code == status, more
    assert await ours.items("meeting-series") == []
    await ours.sanne.get(f"{ours.path}/meeting-slot?on=2025-06-23", status=404)
