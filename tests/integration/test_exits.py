"""The way out, reckoned while the work is away, and taken."""

from collections.abc import AsyncIterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.governance import ExitTriggered
from libs.common.events.transition.exits import ExitTimeEstimated
from libs.common.ids import new_id
from tests.integration.transition_cast import OURS, ROOT, Programme, heard, on, planned
from tests.office import Office, eventually, office
from tests.telling import tell

LATER = on("2025-10-20")


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton, notice_days=60)


async def live(ours: Programme) -> None:
    gate = await ours.ready()
    await ours.anna.post(f"{gate}/decide", baton_date=on("2025-10-08"))
    wave = (await ours.wave("wave-2"))["id"]
    await ours.sanne.post(f"{ROOT}/waves/{wave}/go-live", {}, baton_date=on("2025-10-13"))


async def estimate(ours: Programme, day: str = LATER) -> dict[str, Any]:
    return dict(await ours.sanne.post(f"{ours.path}/exit-estimates", baton_date=day))


async def test_while_nothing_is_live_there_is_nothing_to_bring_back(ours: Programme) -> None:
    refusal = await ours.sanne.post(f"{ours.path}/exit-estimates", status=409, baton_date=LATER)
    assert refusal["type"] == "urn:baton:problem:nothing-live" and refusal["do"]


async def test_the_way_out_is_reckoned_from_what_the_client_still_knows(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    made = await estimate(ours)
    assert (made["topics"], made["only_the_vendor_knows"]) == (2, ["returns", "tagging"])
    found = made["found"]
    assert found["likely"] < found["late"] and found["notice_days"] == 60
    late_on = date.fromisoformat(found["late_on"])
    assert found["late_days"] == (late_on - date(2025, 10, 20)).days
    assert found["shortfall"] == max(0, found["late_days"] - 60)
    why = await ours.sanne.get(f"{ROOT}/exit-estimates/{made['id']}/explanation")
    assert [why["shape"]["rule"], why["time"]["rule"]] == ["exit_shape", "exit_time"]
    (told,) = await heard(baton, ExitTimeEstimated)
    assert (told.late_on, told.vendor_id) == (late_on, None)


async def test_its_vendor_sees_none_of_it(ours: Programme) -> None:
    await live(ours)
    made = await estimate(ours)
    for path in (f"{ours.path}/exit-estimates", f"{ROOT}/exit-estimates/{made['id']}"):
        await ours.rita.get(path, status=403)
    await ours.rita.post(f"{ours.path}/exit-estimates", status=403, baton_date=LATER)


async def test_it_is_reckoned_anew_on_the_first_of_each_month(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    await ours.sanne.get(f"{ours.path}/status", baton_date=on("2025-12-02"))
    await ours.sanne.post(f"{ours.path}/exit-estimates", baton_date=on("2025-12-02"))

    async def by_itself() -> list[str]:
        kept = await ours.items("exit-estimates")
        days = [each["estimated_on"] for each in kept if each["asked_by"] == "baton"]
        return days if len(days) >= 2 else []

    assert await eventually(by_itself) == ["2025-11-01", "2025-12-01"]


async def test_the_plan_of_an_exit_is_as_long_as_what_has_to_come_back(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    plans = await _left(baton, ours, to_vendor_id=new_id())
    (out,) = [plan for plan in plans if plan["is_exit"]]
    assert out["title"] == "Hand-over: Customer service"
    why = await ours.sanne.get(f"{ROOT}/plans/{out['id']}/template/explanation")
    assert next(iter(why["inputs"]["shapes"].values()))["topics"] == 2


async def _left(baton: Office, ours: Programme, **more: Any) -> list[dict[str, Any]]:
    leaving = ExitTriggered(
        **OURS, exit_id=new_id(), reason="Another way", leave_on=date(2026, 6, 1), **more
    )
    await tell(baton, leaving, stated_at=datetime.fromisoformat(LATER))

    async def both() -> list[dict[str, Any]]:
        found = (await ours.sanne.get(f"{ROOT}/plans"))["items"]
        return list(found) if len(found) > 1 else []

    return list(await eventually(both))
