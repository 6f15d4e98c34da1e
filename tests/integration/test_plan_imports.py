"""Files from elsewhere change what is planned: never what happened, was claimed or goes live."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from tests.integration.transition_cast import ROOT, Programme, on, planned
from tests.office import office

PILOT = "wave-2-pilot"


@pytest.fixture
async def ours(tmp_path: Path) -> AsyncIterator[Programme]:
    async with office(tmp_path, "transition") as running:
        yield await planned(running)


async def sent(
    ours: Programme, text: str, media_type: str = "text/csv", day: str = "2025-07-01", **query: Any
) -> Any:
    path = f"{ours.path}/imports" + "".join(f"?{k}={v}" for k, v in query.items())
    headers = {"content-type": media_type, "baton-date": on(day)}
    return await ours.sanne.http.request(
        "POST", path, content=text.encode(), headers=ours.sanne.headers | headers
    )


async def table(ours: Programme, **changed: dict[str, str]) -> str:
    """All tasks of the plan with code, title and the columns that change, by code."""
    columns = sorted({"parent", *(name for cells in changed.values() for name in cells)})
    lines = [",".join(["code", "title", *columns])]
    for task in await ours.items("tasks"):
        code = task["code"]
        own = changed.get(code.replace("-", "_"), {})
        shown = [own.get(n, "" if task.get(n) is None else str(task[n])) for n in columns]
        lines.append(",".join([code, f'"{task["title"]}"', *shown]))
    return "\n".join(lines)


async def test_a_table_of_few_columns_leaves_the_rest_of_each_task_as_it_was(
    ours: Programme,
) -> None:
    before = await ours.items("tasks")
    answer = await sent(ours, await table(ours))
    assert answer.status_code == 200 and answer.json()["changed"] == []
    assert await ours.items("tasks") == before


async def test_a_claimed_milestone_stays_with_its_task(ours: Programme) -> None:
    await ours.claim("wave-2-pilot-complete", "2025-10-07")
    text = await table(ours, wave_2_pilot={"milestone": "another"})
    report = (await sent(ours, text, day="2025-10-08")).json()
    assert any("milestone and wave stay" in note for note in report["notes"])
    assert (await ours.task(PILOT))["milestone"] == "wave-2-pilot-complete"


async def test_a_file_does_not_reach_what_the_vendor_has_to_claim(ours: Programme) -> None:
    text = await table(ours, wave_2_pilot={"finished_at": "2025-06-30 17:00"})
    report = (await sent(ours, text)).json()
    assert any(PILOT in note and "claims it" in note for note in report["notes"])
    assert (await ours.task(PILOT))["finished_at"] is None


async def test_work_that_lies_ahead_is_not_taken_as_done(ours: Programme) -> None:
    text = await table(ours, wave_2_gate={"started_at": "2026-06-30 09:00"})
    report = (await sent(ours, text)).json()
    assert any("lie ahead" in note for note in report["notes"])
    assert (await ours.task("wave-2-gate"))["started_at"] is None


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"wave_2_gate": {"milestone": "wave-2-pilot-complete"}}, "both reach"),
        ({"wave_2_gate": {"wave": "wave-9"}}, "wave-9"),
        ({"wave_2_gate": {"uid": "4294967296"}}, "uid"),
        ({"wave_2_gate": {"budget": "1.005"}}, "budget"),
        ({"wave_2_gate": {"note": "a\x07b"}}, "control"),
        ({"wave_2_gate": {"optimistic_days": "900"}}, "optimistic"),
        ({"wave_2_gate": {"parent": PILOT}}, "no parts"),
    ],
)
async def test_what_a_plan_cannot_hold_is_refused_by_name_and_changes_nothing(
    ours: Programme, cells: dict[str, dict[str, str]], said: str
) -> None:
    before = await ours.items("tasks")
    answer = await sent(ours, await table(ours, **cells))
    assert answer.status_code == 422 and said in answer.text
    assert await ours.items("tasks") == before


async def test_a_foreign_microsoft_project_file_sent_again_keeps_milestones_and_waves(
    ours: Programme,
) -> None:
    foreign = FOREIGN.format(
        tasks="".join(
            f"<Task><UID>{n}</UID><ID>{n}</ID><Name>Work {n}</Name><OutlineLevel>1</OutlineLevel>"
            f"<Duration>PT8H0M0S</Duration></Task>"
            for n in (1, 2)
        )
    )
    assert (await sent(ours, foreign, "application/xml")).status_code == 200
    await sent(ours, await table(ours, t1={"milestone": "handed-over", "wave": "wave-2"}))
    assert (await sent(ours, foreign, "application/xml")).status_code == 200
    first = await ours.task("t1")
    assert (first["milestone"], first["wave"]) == ("handed-over", "wave-2")


async def test_a_vendor_takes_the_plan_with_it_without_the_clients_money(ours: Programme) -> None:
    task = await ours.task("wave-2-gate")
    change = {"budget": "54321", "reason": "agreed"}
    await ours.sanne.post(f"{ROOT}/tasks/{task['id']}/change", change, status=200)
    for kind in ("csv", "mspdi"):
        path = f"{ours.path}/{kind}"
        assert b"54321" in (await ours.sanne.send("GET", path)).content
        assert b"54321" not in (await ours.rita.send("GET", path)).content


# By hand, the same holds


async def test_a_milestone_is_reached_by_one_task(ours: Programme) -> None:
    body = {"code": "x", "title": "X", "milestone": "wave-2-pilot-complete"}
    answer = await ours.sanne.send("POST", f"{ours.path}/tasks", body)
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:baton:problem:milestone-taken")


async def test_a_claim_whose_task_is_gone_is_answered_with_a_sentence(ours: Programme) -> None:
    claim = await ours.claim("wave-2-pilot-complete", "2025-10-07")
    then = on("2025-10-08")
    body = {"shapes": {"wave-2": {"pilot": False}}}
    tried = await ours.sanne.post(
        f"{ours.path}/tailor", body | {"dry_run": True}, status=200, baton_date=then
    )
    assert PILOT in tried["in_the_way"]
    refused = await ours.sanne.send("POST", f"{ours.path}/tailor", body, baton_date=then)
    assert refused.json()["type"] == "urn:baton:problem:already-begun"
    await ours.amira.post(f"{claim}/accept", {}, status=200, baton_date=then)


async def test_the_client_finishes_its_own_milestone_and_takes_it_back(ours: Programme) -> None:
    body: dict[str, Any] = {
        "code": "council",
        "title": "Consult",
        "days": "3",
        "milestone": "heard",
    }
    body["responsibilities"] = [{"role": "R", "side": "client", "who": "Human resources"}]
    task = await ours.sanne.post(f"{ours.path}/tasks", body, status=201)
    path = f"{ROOT}/tasks/{task['id']}/progress"
    done = {"started_at": "2025-06-30T09:00", "finished_at": "2025-06-30T17:00"}
    told = await ours.sanne.post(path, done, status=200, baton_date=on("2025-07-01"))
    assert (told["percent"], told["finished_at"]) == (100, "2025-06-30T17:00:00")
    back = {"clear": ["finished_at"]}
    told = await ours.sanne.post(path, back, status=200, baton_date=on("2025-07-02"))
    assert (told["percent"], told["finished_at"]) == (0, None)


FOREIGN = """<?xml version="1.0" encoding="UTF-8"?>
<Project xmlns="http://schemas.microsoft.com/project"><Title>Theirs</Title>
<StartDate>2025-06-16T09:00:00</StartDate><CalendarUID>1</CalendarUID>
<Calendars><Calendar><UID>1</UID><Name>Standard</Name><IsBaseCalendar>1</IsBaseCalendar>
<WeekDays><WeekDay><DayType>2</DayType><DayWorking>1</DayWorking><WorkingTimes><WorkingTime>
<FromTime>09:00:00</FromTime><ToTime>17:00:00</ToTime></WorkingTime></WorkingTimes></WeekDay>
</WeekDays></Calendar></Calendars><Tasks>{tasks}</Tasks></Project>"""
