"""Pilots over HTTP: planned, measured by both sides, ended as computed, repeated."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.pilots import (
    PilotEnded,
    PilotLessonDone,
    PilotLessonOverdue,
    PilotOutcome,
    PilotPlanned,
    PilotResultsReported,
)
from libs.common.ids import new_id
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned
from tests.office import Office, office

SAMPLE: dict[str, Any] = {
    "cases": 200,
    "starts_on": "2025-09-22",
    "ends_on": "2025-10-03",
    "criteria": [
        {
            "code": "first-time-right",
            "title": "Solved at once",
            "measures": "share",
            "threshold": "0.80",
            "minimum_cases": 100,
        },
        {
            "code": "handling",
            "title": "Handling time",
            "measures": "mean",
            "unit": "minutes",
            "bound": "at_most",
            "threshold": "9",
            "minimum_cases": 100,
        },
    ],
}
PILOT = {
    "wave": "wave-2",
    "code": "mail-pilot",
    "title": "E-mail of the marketplaces",
    "processes": ["mail"],
    **SAMPLE,
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def begun(ours: Programme) -> str:
    path = f"{ours.path}/pilots"
    made = await ours.amira.post(path, PILOT, baton_date=on("2025-09-15"))
    return f"{ROOT}/pilots/{made['id']}"


def results(met: int, value: str, cases: int = 200, day: str = "2025-09-30") -> dict[str, Any]:
    share = {"criterion": "first-time-right", "day": day, "cases": cases, "met": met}
    mean = {"criterion": "handling", "day": day, "cases": cases, "value": value, "deviation": "2"}
    return {"results": [share, mean]}


async def shown(ours: Programme) -> Any:
    gate = await ours.sanne.get(await ours.gate("wave-2"))
    found = [each for each in gate["today"]["criteria"] if each["code"] == "pilot-passed"]
    return found[0] if found else None


async def test_a_pilot_fails_is_repeated_and_passes_and_its_gate_follows(
    baton: Office, ours: Programme
) -> None:
    assert await shown(ours) is None
    first = await begun(ours)
    assert (await shown(ours))["note"] == "mail-pilot, run 1: planned"
    told = await ours.rita.post(f"{first}/results", results(140, "8"), baton_date=on("2025-10-01"))
    assert told["stands"]["outcome"] == "failed"
    share, mean = told["stands"]["criteria"]
    assert (share["value"], share["attainment"]) == ("0.7000", "not met")
    assert (mean["attainment"], mean["surely"], mean["value"]) == ("met", True, "8.0000")
    own = await ours.amira.post(f"{first}/end", {}, status=403, baton_date=on("2025-10-03"))
    assert own["type"].endswith("four-eyes"), "she set what it must show"
    over = await ours.sanne.post(f"{first}/end", {}, baton_date=on("2025-10-03"))
    assert over["state"] == "failed"
    assert over["reasons"] == ["Solved at once: 70 %, asked for at least 80 %"]
    assert not (await shown(ours))["met"]
    late = await ours.rita.post(
        f"{first}/results", results(200, "8"), status=409, baton_date=on("2025-10-03")
    )
    assert late["type"].endswith("is-failed")
    more = {**SAMPLE, "starts_on": "2025-10-06", "ends_on": "2025-10-07", "reason": "Coached."}
    second = await ours.amira.post(f"{first}/repeat", more, baton_date=on("2025-10-05"))
    assert (second["run"], second["processes"]) == (2, ["mail"])
    again = await ours.amira.post(f"{first}/repeat", more, status=409, baton_date=on("2025-10-05"))
    assert again["type"].endswith("repeated-already")
    path = f"{ROOT}/pilots/{second['id']}"
    good = results(190, "8", day="2025-10-06")
    await ours.amira.post(f"{path}/results", good, baton_date=on("2025-10-07"))
    passed = await ours.sanne.post(f"{path}/end", {}, baton_date=on("2025-10-07"))
    assert (passed["state"], passed["attained"][0]["surely"]) == ("passed", True)
    criterion = await shown(ours)
    assert (criterion["met"], criterion["mandatory"]) == (True, True)
    explained = await ours.sanne.get(f"{path}/explanation")
    assert (explained["rule"], explained["result"]["outcome"]) == ("pilot_result", "passed")
    ended = await heard(baton, PilotEnded, 2)
    assert [one.outcome for one in ended] == [PilotOutcome.FAILED, PilotOutcome.PASSED]
    assert [one.run for one in await heard(baton, PilotPlanned, 2)] == [1, 2]
    by = [str(one.told_by) for one in await heard(baton, PilotResultsReported, 4)]
    assert by == ["vendor", "vendor", "client", "client"]


async def test_a_pilot_without_enough_cases_is_inconclusive(ours: Programme) -> None:
    pilot = await begun(ours)
    few = results(99, "8", cases=99)
    await ours.rita.post(f"{pilot}/results", few, baton_date=on("2025-10-01"))
    over = await ours.sanne.post(f"{pilot}/end", {}, baton_date=on("2025-10-03"))
    assert over["state"] == "inconclusive"
    assert [one["attainment"] for one in over["attained"]] == ["not enough data"] * 2


async def test_what_cannot_be_is_refused_and_changes_nothing(ours: Programme) -> None:
    path, day = f"{ours.path}/pilots", on("2025-09-15")
    twice = [SAMPLE["criteria"][0]] * 2
    for wrong in (
        {"wave": "wave-9"},
        {"processes": ["voice"]},
        {"ends_on": "2025-09-01"},
        {"cases": 50},
        {"criteria": twice},
        {"criteria": []},
        {"criteria": [{**SAMPLE["criteria"][0], "threshold": "80"}]},
    ):
        await ours.amira.post(path, {**PILOT, **wrong}, status=422, baton_date=day)
    await ours.rita.post(path, PILOT, status=403, baton_date=day)
    pilot = await begun(ours)
    taken = await ours.amira.post(path, PILOT, status=409, baton_date=day)
    assert taken["type"].endswith("code-taken")
    share, mean = results(10, "8")["results"]
    for one in (
        {**share, "criterion": "no-such"},
        {**share, "met": 201},
        {**share, "met": None},
        {**share, "value": "1"},
        {**mean, "met": 1},
        {**mean, "value": None},
        {**mean, "deviation": None},
        {**mean, "cases": 1},
        {**share, "day": "2025-09-19"},
        {**share, "day": "2025-10-02"},
    ):
        body = {"results": [share, one]}
        await ours.rita.post(f"{pilot}/results", body, status=422, baton_date=on("2025-10-01"))
    assert (await ours.sanne.get(f"{pilot}/results"))["items"] == []
    assert (await ours.sanne.get(pilot))["state"] == "planned"
    await ours.rita.post(f"{pilot}/end", {}, status=403, baton_date=on("2025-10-03"))


async def test_another_vendor_sees_no_pilot(baton: Office, ours: Programme) -> None:
    pilot = await begun(ours)
    other = baton.of_vendor("colin", str(new_id()))
    await other.get(pilot, status=404)
    await other.post(f"{pilot}/results", results(1, "8"), status=404)
    assert (await ours.rita.get(pilot))["code"] == "mail-pilot"


async def test_a_lesson_is_done_or_told_to_be_late(baton: Office, ours: Programme) -> None:
    pilot = await begun(ours)
    lesson = {"what": "Teach returns again", "owner": "Rita", "due_on": "2025-10-10"}
    made = [
        await ours.rita.post(f"{pilot}/lessons", lesson, baton_date=on("2025-10-03"))
        for _ in range(2)
    ]
    done = {"note": "Taught on 8 October"}
    path = f"{ROOT}/pilot-lessons/{made[0]['id']}/do"
    kept = await ours.rita.post(path, done, baton_date=on("2025-10-08"))
    assert (kept["state"], kept["done_on"]) == ("done", "2025-10-08")
    again = await ours.rita.post(path, done, status=409, baton_date=on("2025-10-08"))
    assert again["type"].endswith("is-done")
    freeze = {"title": "Far away", "starts_on": "2027-01-01", "ends_on": "2027-01-01"}
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on("2025-10-11"))
    (late,) = await heard(baton, PilotLessonOverdue)
    assert (str(late.lesson_id), late.due_on) == (made[1]["id"], date(2025, 10, 10))
    assert [str(one.lesson_id) for one in await heard(baton, PilotLessonDone)] == [made[0]["id"]]
