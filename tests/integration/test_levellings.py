"""Levelling over HTTP: searched, told with reasons, adopted, refused."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.forecasts import ForecastMoved
from libs.common.events.transition.proposals import LevellingAdopted, PlanLevelled
from tests.integration.test_wave_proposals import ended
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned
from tests.office import Office, office

JULY = on("2025-07-01")
SHAPE = {"people": 12}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    """One team of trainers, and two courses on the same days."""
    found = await planned(baton)
    shapes = {"shapes": {"wave-2": SHAPE, "wave-3": SHAPE}}
    await found.sanne.post(f"{found.path}/tailor", shapes, status=200, baton_date=JULY)
    for code in ("course-1", "course-2"):
        body = {
            "code": code,
            "title": code,
            "days": "5",
            "constraint": {"kind": "SNET", "at": "2026-05-04T00:00"},
            "demands": [{"resource": "trainers", "units": 1}],
        }
        await found.sanne.post(f"{found.path}/tasks", body, status=201, baton_date=JULY)
    return found


async def levelled(ours: Programme, **body: Any) -> dict[str, Any]:
    path = f"{ours.path}/levellings"
    answer = await ours.sanne.send("POST", path, {"seconds": 5, **body}, baton_date=JULY)
    assert answer.status_code == 202, answer.text
    job = await ended(ours.sanne, answer.headers["Location"])
    assert job["state"] == "done", job["problem"]
    return dict(await ours.sanne.get(f"{ROOT}/levellings/{job['result']['levelling_id']}"))


async def test_a_plan_is_levelled_adopted_and_then_needs_no_levelling(
    baton: Office, ours: Programme
) -> None:
    found = await levelled(ours)
    (move,) = [move for move in found["moves"] if move["task"].startswith("course")]
    other = {"course-1": "course-2", "course-2": "course-1"}[move["task"]]
    assert (move["resource"], move["held_by"]) == ("trainers", [other])
    assert (move["was"], move["now"]) == ("2026-05-04T09:00:00", "2026-05-11T09:00:00")
    assert found["finish_after"] == "2026-05-18"
    assert (await heard(baton, PlanLevelled))[0].moved == len(found["moves"])
    assert [each["id"] for each in await ours.items("levellings")] == [found["id"]]
    assert (await ours.task(move["task"]))["early_start"] == "2026-05-04"

    path = f"{ROOT}/levellings/{found['id']}/adopt"
    adopted = await ours.sanne.post(path, baton_date=JULY)
    assert (adopted["adopted_by"], adopted["is_current"]) == ("sanne", False)
    assert (await ours.task(move["task"]))["early_start"] == "2026-05-11"
    plan = await ours.sanne.get(ours.path)
    assert plan["finishes_on"] == found["finish_after"]
    (told,) = await heard(baton, LevellingAdopted)
    assert told.dated == len(found["dates"])
    assert (await heard(baton, ForecastMoved))[-1].cause
    again = await levelled(ours)
    assert (again["moves"], again["optimal"]) == ([], True)


async def test_what_has_begun_is_never_moved(ours: Programme) -> None:
    for code in ("course-1", "course-2"):
        task = await ours.task(code)
        body = {"started_at": "2025-07-01T09:00"}
        path = f"{ROOT}/tasks/{task['id']}/progress"
        await ours.sanne.post(path, body, status=200, baton_date=JULY)
    found = await levelled(ours)
    assert not {"course-1", "course-2"} & {move["task"] for move in found["moves"]}
    await ours.sanne.post(f"{ROOT}/levellings/{found['id']}/adopt", baton_date=JULY)
    assert (await ours.task("course-1"))["early_start"] == "2025-07-01"


async def test_more_trainers_are_a_what_if_that_cannot_be_adopted(ours: Programme) -> None:
    found = await levelled(ours, capacities={"trainers": 9})
    assert not [move for move in found["moves"] if move["task"].startswith("course")]
    path = f"{ROOT}/levellings/{found['id']}/adopt"
    refused = await ours.sanne.post(path, status=409, baton_date=JULY)
    assert refused["type"].endswith("what-if")


async def test_a_plan_that_changed_since_is_levelled_again(ours: Programme) -> None:
    found = await levelled(ours)
    task = await ours.task("course-1")
    body = {"days": "6", "reason": "One more module"}
    await ours.sanne.post(f"{ROOT}/tasks/{task['id']}/change", body, status=200, baton_date=JULY)
    path = f"{ROOT}/levellings/{found['id']}/adopt"
    refused = await ours.sanne.post(path, status=409, baton_date=JULY)
    assert refused["type"].endswith("plan-changed")


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"capacities": {"trainers": 0}}, "/capacities/trainers"),
        ({"capacities": {"cranes": 1}}, "/capacities/cranes"),
        ({"seconds": 0}, "/seconds"),
    ],
)
async def test_what_can_never_be_levelled_is_refused_with_the_field_at_fault(
    ours: Programme, body: dict[str, Any], field: str
) -> None:
    path = f"{ours.path}/levellings"
    refused = await ours.sanne.post(path, body, status=422, baton_date=JULY)
    assert [error["field"] for error in refused["errors"]] == [field]
