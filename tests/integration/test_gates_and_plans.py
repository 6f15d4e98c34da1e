"""Gates follow the plan over HTTP: its links, its dates, and what both sides have agreed."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.gates import GateOutcome, GateOutlookChanged
from libs.common.events.vendor.milestones import MilestoneProgressReported
from tests.integration.transition_cast import OURS, Programme, at, heard, on, planned
from tests.office import Office, office
from tests.telling import tell
from tests.unit.transition.working_agreement.agreements import said

DAY = on("2025-10-08")
TASKS = "/transition/v1/tasks"
MANDATORY = {"mandatory": True, "reason": "The board asks for it."}
TRAINING = {
    "code": "culture",
    "title": "Working together",
    "required": [{"name": "rita", "side": "vendor"}, {"name": "amira", "side": "client"}],
    "due_on": "2025-10-20",
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


def milestones(gate: Any) -> str:
    shown = gate["today"]["criteria"]
    return str(next(each["note"] for each in shown if each["code"] == "milestones-accepted"))


async def add(ours: Programme, code: str, *after: str, **more: Any) -> None:
    links = [{"task": each} for each in after]
    body = {"code": code, "title": code, "minutes": 0, "predecessors": links, **more}
    await ours.sanne.post(f"{ours.path}/tasks", body, baton_date=DAY)


async def wait_for(ours: Programme, code: str) -> None:
    """Go-live of wave 2 waits for it too."""
    live = await ours.task("wave-2-go-live")
    links = [*live["predecessors"], {"task": code}]
    change = {"predecessors": links, "reason": "Not before that"}
    await ours.sanne.post(f"{TASKS}/{live['id']}/change", change, baton_date=DAY)


async def test_a_milestone_under_a_linked_summary_behind_another_wave_s_task_closes_the_gate(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    await add(ours, "proofs", wave="wave-2")
    await add(ours, "load", parent="proofs", wave="wave-2", milestone="wave-2-load-proven")
    await add(ours, "bridge", "proofs", wave="wave-3")
    assert milestones(await ours.sanne.get(gate)) == "2 accepted"
    await wait_for(ours, "bridge")
    assert milestones(await ours.sanne.get(gate)) == "waiting for wave-2-load-proven"
    better, worse = await heard(baton, GateOutlookChanged, 2)
    assert (better.now, worse.now) == (GateOutcome.GO, GateOutcome.NO_GO)
    assert worse.why == ["Milestones before go-live accepted: waiting for wave-2-load-proven"]


async def test_a_vendor_s_report_that_moves_go_live_is_looked_at_with_the_plan_as_it_is_then(
    baton: Office, ours: Programme
) -> None:
    await ours.sanne.post(f"{ours.path}/culture-courses", TRAINING, baton_date=on("2025-07-01"))
    gate = await ours.gate("wave-2")
    await ours.sanne.post(
        f"{gate}/criteria/both-sides-trained/change", MANDATORY, baton_date=on("2025-07-01")
    )
    await ours.ready()
    await add(ours, "audit", wave="wave-3", milestone="audited")
    await wait_for(ours, "audit")
    report = {"milestone": "audited", "expected_on": date(2025, 11, 3), "reported_by": "tiago"}
    event = MilestoneProgressReported.model_validate({**OURS, **report})
    await tell(baton, event, stated_at=at("2025-10-08"))
    better, worse = await heard(baton, GateOutlookChanged, 2)
    assert (better.now, worse.now) == (GateOutcome.GO, GateOutcome.NO_GO)
    assert [why.partition(":")[0] for why in worse.why] == [
        "Both sides trained in working together"
    ]


async def test_a_draft_of_the_working_agreement_is_looked_at_when_it_comes_and_when_it_goes(
    baton: Office, ours: Programme
) -> None:
    drafts = f"{ours.path}/working-agreements"
    made = await ours.sanne.post(drafts, {"terms": said()}, baton_date=on("2025-06-20"))
    gate = await ours.gate("wave-2")
    asked = f"{gate}/criteria/working-agreement/change"
    await ours.sanne.post(asked, MANDATORY, status=200, baton_date=on("2025-06-20"))
    withdraw = f"/transition/v1/working-agreements/{made['id']}/withdraw"
    gone = {"reason": "Not needed"}
    await ours.sanne.post(withdraw, gone, status=200, baton_date=on("2025-06-23"))
    await ours.ready()
    await ours.sanne.post(drafts, {"terms": said()}, baton_date=DAY)
    better, worse = await heard(baton, GateOutlookChanged, 2)
    assert (better.now, worse.now) == (GateOutcome.GO, GateOutcome.NO_GO)
    assert [why.partition(":")[0] for why in worse.why] == ["Working agreement in place"]
