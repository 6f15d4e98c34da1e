"""How plans stand against what was agreed, where that is no longer in the plan, and who sees it."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, update
from sqlmodel import col

from libs.common.db import Scope
from services.transition.models import Baseline, Task
from tests.integration.transition_cast import ROOT, Programme, on, planned
from tests.office import Office, eventually, office


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def add(ours: Programme, code: str = "x", **more: Any) -> dict[str, Any]:
    body = {"code": code, "title": code, **more}
    return dict(await ours.sanne.post(f"{ours.path}/tasks", body, status=201))


async def change(ours: Programme, code: str, **more: Any) -> None:
    path = f"{ROOT}/tasks/{(await ours.task(code))['id']}/change"
    await ours.sanne.post(path, {"reason": "r", **more}, status=200)


async def agree(ours: Programme) -> dict[str, Any]:
    body = {"title": "t", "reason": "r"}
    return dict(await ours.sanne.post(f"{ours.path}/baselines", body, status=201))


async def run(baton: Office, statement: Any) -> None:
    at = datetime.fromisoformat(on("2025-07-01"))
    async with baton.service("transition").database.write(Scope("veldkamp", at)) as db:
        await db.run(statement)


async def changes(ours: Programme) -> dict[str, Any]:
    return dict(await ours.sanne.get(f"{ours.path}/changes"))


# What was agreed, and is no longer in the plan


async def test_a_task_is_held_against_the_calendar_that_it_had_when_agreed(ours: Programme) -> None:
    await ours.sanne.post(f"{ours.path}/settings", {"countries": ["PT"]}, status=200)
    await add(ours, days="500", calendar="PT")
    await agree(ours)
    await change(ours, "x", clear=["calendar"], days="600")
    await ours.sanne.post(f"{ours.path}/settings", {"drop_calendars": ["PT"]}, status=200)
    assert (await ours.sanne.get(f"{ours.path}/status"))["baseline"] == 2
    (share,) = (await changes(ours))["movement"]["shares"]
    assert share["code"] == "x"


async def test_a_task_that_cannot_be_as_agreed_beside_the_others_has_no_share(
    ours: Programme,
) -> None:
    await add(ours, "a", days="5")
    await add(ours, "b", days="500", predecessors=[{"task": "a"}])
    await agree(ours)
    await change(ours, "b", predecessors=[])
    await change(ours, "a", days="600", predecessors=[{"task": "b"}])
    movement = (await changes(ours))["movement"]
    assert [share["code"] for share in movement["shares"]] == ["a"]
    shared = sum(share["minutes"] for share in movement["shares"])
    assert shared + movement["interaction"] == movement["minutes"]


async def test_work_that_goes_on_by_night_moves_the_end_by_itself(ours: Programme) -> None:
    start = {"kind": "SNET", "at": "2025-07-01T00:00:00"}
    await add(ours, days="300", constraint=start)
    await agree(ours)
    await change(ours, "x", elapsed=True, days="1500")
    assert (await changes(ours))["movement"]["interaction"] == 0


async def test_another_calendar_is_undone_with_the_task(ours: Programme) -> None:
    await ours.sanne.post(f"{ours.path}/settings", {"countries": ["PT"]}, status=200)
    await add(ours, days="500")
    await agree(ours)
    await change(ours, "x", calendar="PT", days="501")
    assert (await changes(ours))["movement"]["interaction"] == 0


async def test_a_task_that_lost_its_summary_can_be_undone(ours: Programme) -> None:
    await add(ours, "sum")
    await add(ours, "x", parent="sum", days="500")
    await agree(ours)
    await change(ours, "x", clear=["parent"], days="600")
    await ours.sanne.post(f"{ROOT}/tasks/{(await ours.task('sum'))['id']}/remove", {}, status=204)
    assert (await changes(ours))["movement"]["interaction"] == 0


async def test_without_a_baseline_it_is_said_to_take_one(baton: Office, ours: Programme) -> None:
    await run(baton, delete(Baseline))
    for method, what in (("GET", "status"), ("GET", "changes"), ("POST", "simulations")):
        body = {} if method == "POST" else None
        answer = await ours.sanne.send(method, f"{ours.path}/{what}", body)
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:baton:problem:no-baseline")
        assert "baseline" in answer.json()["do"]


# The client's money


async def budgeted(ours: Programme) -> str:
    """The task that costs something already."""
    parts = [task for task in await ours.items("tasks") if not task["is_summary"]]
    for task in parts:
        await change(ours, task["code"], budget="1000")
    first = parts[0]["id"]
    await ours.sanne.post(f"{ROOT}/tasks/{first}/progress", {"actual_cost": "1700"}, status=200)
    await agree(ours)
    return str(first)


async def test_a_vendor_reads_the_plan_without_the_clients_money(ours: Programme) -> None:
    first = f"{ROOT}/tasks/{await budgeted(ours)}"
    told, seen = await ours.sanne.get(first), await ours.rita.get(first)
    assert (told["budget"], told["actual_cost"]) == ("1000", "1700")
    assert (seen["budget"], seen["actual_cost"]) == (None, None)
    listed = await ours.items("tasks", ours.rita)
    assert {(task["budget"], task["actual_cost"]) for task in listed} == {(None, None)}
    latest = (await ours.items("baselines"))[-1]
    agreed = (await ours.rita.get(f"{ROOT}/baselines/{latest['id']}"))["tasks"]
    assert {(each["task"]["budget"], each["task"]["actual_cost"]) for each in agreed} == {
        (None, None)
    }
    whole = (await ours.sanne.get(f"{ROOT}/baselines/{latest['id']}"))["tasks"]
    assert {each["task"]["budget"] for each in whole} != {None}


async def test_a_vendor_reads_the_status_without_amounts(ours: Programme) -> None:
    await budgeted(ours)
    path, then = f"{ours.path}/status", on("2025-09-15")
    whole = await ours.sanne.get(path, baton_date=then)
    assert whole["earned_value"]["measure"] == "money" and whole["earned_value"]["bac"] != "0.00"
    seen = await ours.rita.get(path, baton_date=then)
    kept = {name for name, value in seen["earned_value"].items() if value is not None}
    assert kept <= {"measure", "spi", "unbudgeted", "uncosted"}
    assert seen["earned_value"]["spi"] == whole["earned_value"]["spi"]
    assert "cpi" in seen["health"]["missing"]
    why = await ours.rita.get(f"{path}/explanation", baton_date=then)
    assert set(why) == {"path_length_index", "baseline_execution_index", "health"}


# Simulations


async def test_a_simulation_names_the_task_whose_estimates_are_not_in_order(
    baton: Office, ours: Programme
) -> None:
    await add(ours, days="5")
    await run(baton, update(Task).where(col(Task.code) == "x").values(pessimistic=200))
    asked = await ours.sanne.send("POST", f"{ours.path}/simulations", {"draws": 100})

    async def failed() -> dict[str, Any] | None:
        job: dict[str, Any] = await ours.sanne.get(asked.headers["location"])
        return job if job["state"] == "failed" else None

    problem = (await eventually(failed, within=60))["problem"]
    assert problem["type"] == "urn:baton:problem:bad-estimate"
    assert "x" in problem["detail"] and problem["do"]


# Lists


async def test_a_list_of_baselines_leaves_their_tasks_where_they_are(
    baton: Office, ours: Programme
) -> None:
    said: list[str] = []
    engine = baton.service("transition").database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", lambda *given: said.append(given[2]))
    assert await ours.items("baselines")
    (query,) = [text for text in said if "FROM baseline" in text]
    assert "baseline.tasks" not in query and "baseline.calendars" not in query
