"""Blockers over HTTP and from vendors' systems: whose move it is, late, resolved, at the gate."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.blockers import BlockerOpened, BlockerOverdue, BlockerResolved
from libs.common.events.transition.reports import ReportRefused
from libs.common.events.vendor.milestones import BlockerRaised
from libs.common.ids import new_id
from services.transition.claims import open_at_once, reported_blockers
from tests.integration.transition_cast import OURS, ROOT, Programme, at, heard, on, planned
from tests.office import Office, eventually, office
from tests.telling import tell

DATA: dict[str, Any] = {
    "code": "no-test-data",
    "title": "No test data",
    "severity": 1,
    "wave": "wave-2",
    "must_act": "client",
    "needed_by": "2025-07-04",
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def raised(ours: Programme, **more: Any) -> str:
    """By the vendor, on 1 July: its path."""
    path = f"{ours.path}/blockers"
    blocker = await ours.rita.post(path, DATA | more, status=201, baton_date=on("2025-07-01"))
    return f"{ROOT}/blockers/{blocker['id']}"


async def reasons(ours: Programme) -> str:
    gate = await ours.sanne.get(await ours.gate("wave-2"))
    return " ".join(gate["today"]["reasons"])


async def test_a_blocker_is_told_late_once_taken_up_handed_over_resolved_and_reopened(
    baton: Office, ours: Programme
) -> None:
    path = await raised(ours)
    other = await ours.rita.post(f"{path}/take-up", {}, status=403, baton_date=on("2025-07-02"))
    assert other["type"].endswith("other-side")
    taken = await ours.amira.post(f"{path}/take-up", {}, baton_date=on("2025-07-02"))
    assert (taken["state"], taken["owner"]) == ("taken_up", "amira")
    again = await ours.amira.post(f"{path}/take-up", {}, status=409, baton_date=on("2025-07-02"))
    assert again["type"].endswith("is-taken-up")
    moved = {"must_act": "vendor", "owner": "tiago", "needed_by": "2025-07-11"}
    body = {**moved, "reason": "They have it"}
    await ours.amira.post(f"{path}/hand-over", body, baton_date=on("2025-07-05"))
    assert (await ours.rita.get(path))["overdue"] is False
    done = {"resolution": "Found in the archive"}
    resolved = await ours.rita.post(f"{path}/resolve", done, baton_date=on("2025-07-14"))
    assert (resolved["state"], resolved["overdue"]) == ("resolved", False)
    late = await heard(baton, BlockerOverdue, 2)
    assert [(str(e.needed_by), e.must_act) for e in late] == [
        ("2025-07-04", "client"),
        ("2025-07-11", "vendor"),
    ]
    back = {"reason": "It is last year's", "needed_by": "2025-07-18"}
    reopened = await ours.amira.post(f"{path}/reopen", back, baton_date=on("2025-07-15"))
    assert [step["step"] for step in reopened["history"]] == [
        "raise",
        "take_up",
        "hand_over",
        "resolve",
        "reopen",
    ]
    assert len(await heard(baton, BlockerResolved)) == 1


async def test_severity_one_and_two_stop_the_gate_of_the_wave_until_they_are_resolved(
    ours: Programme,
) -> None:
    one = await raised(ours, owner="joris")
    await raised(ours, code="manual", severity=3)
    two = await raised(ours, code="seats", severity=2, wave=None, milestone="wave-2-live")
    await raised(ours, code="voices", wave="wave-3")
    said = await reasons(ours)
    assert "Blocker no-test-data, severity 1: No test data (joris must act)." in said
    assert "Blocker seats" in said
    assert "manual" not in said
    assert "voices" not in said
    for path in (one, two):
        body = {"resolution": "Done"}
        await ours.amira.post(f"{path}/resolve", body, baton_date=on("2025-07-02"))
    assert "Blocker" not in await reasons(ours)
    assert len(await ours.items("blockers?wave=wave-2&state=open")) == 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"wave": "wave-9"}, "/wave"),
        ({"wave": None, "milestone": "wave-9-live"}, "/milestone"),
        ({"milestone": "wave-2-live"}, "/wave"),
        ({"wave": None}, "/wave"),
        ({"severity": 5}, "/severity"),
        ({"needed_by": "2025-06-30"}, "/needed_by"),
        ({"must_act": "nobody"}, "/must_act"),
        ({"evidence": ["a photograph"]}, "/evidence/0"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field_and_leaves_nothing(
    ours: Programme, more: dict[str, Any], field: str
) -> None:
    refused = await ours.rita.post(
        f"{ours.path}/blockers", DATA | more, status=422, baton_date=on("2025-07-01")
    )
    assert refused["errors"][0]["field"] == field
    assert await ours.items("blockers") == []


async def test_a_code_names_one_blocker_of_a_plan_and_strangers_see_none(
    baton: Office, ours: Programme
) -> None:
    path = await raised(ours)
    twice = await ours.amira.post(
        f"{ours.path}/blockers", DATA, status=409, baton_date=on("2025-07-01")
    )
    assert twice["type"].endswith("code-taken")
    stranger = baton.of_vendor("priya", str(new_id()))
    await stranger.get(path, status=404)
    await stranger.post(f"{path}/resolve", {"resolution": "x"}, status=404)
    await stranger.post(f"{ours.path}/blockers", DATA, status=404)
    await ours.anna.post(f"{path}/resolve", {"resolution": "x"}, status=403)


async def test_a_system_raises_one_and_what_cannot_be_is_refused_with_its_kind(
    baton: Office, ours: Programme
) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"wave": "wave-9"},
        {"wave": None, "milestone": "wave-9-live"},
        {"wave": None},
        {"needed_by": "2025-06-20"},
        {"needed_by": "2089-12-31"},
    )
    for n, more in enumerate(({}, {}, *wrong)):
        facts = DATA if n <= 1 else DATA | {"code": f"other-{n}"}
        event = BlockerRaised.model_validate({**OURS, **facts, "reported_by": "tiago", **more})
        await tell(baton, event, stated_at=at("2025-07-01"))
    kinds = [refused.kind for refused in await heard(baton, ReportRefused, 6)]
    assert kinds == [
        "code-taken",
        "unknown-wave",
        "unknown-milestone",
        "unclear",
        "invalid",
        "out-of-reach",
    ]
    (told,) = await heard(baton, BlockerOpened)
    assert (told.raised_by, told.raised_by_side, told.code) == ("tiago", "vendor", "no-test-data")

    async def listed() -> list[Any]:
        return await ours.items("blockers")

    (blocker,) = await eventually(listed)
    assert blocker["report_id"] == str(told.report_id)
    assert "Blocker no-test-data" in await reasons(ours)


async def test_a_side_has_so_many_open_at_once_and_one_more_is_refused_by_name(
    baton: Office, ours: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (open_at_once, reported_blockers):
        monkeypatch.setattr(module, "MOST_OPEN", 2)
    path, blockers, day = await raised(ours), f"{ours.path}/blockers", on("2025-07-01")
    second, third = DATA | {"code": "second"}, DATA | {"code": "third"}
    for body in (second, third):
        event = BlockerRaised.model_validate({**OURS, **body, "reported_by": "tiago"})
        await tell(baton, event, stated_at=at("2025-07-01"))
    (refused,) = await heard(baton, ReportRefused)
    assert refused.kind == "blockers-full"
    full = await ours.rita.post(blockers, third, status=409, baton_date=day)
    assert full["type"].endswith("blockers-full")
    await ours.amira.post(blockers, DATA | {"code": "theirs"}, status=201, baton_date=day)
    await ours.rita.post(f"{path}/resolve", {"resolution": "Found"}, baton_date=day)
    await ours.rita.post(blockers, third, status=201, baton_date=day)
    back = {"reason": "It is last year's", "needed_by": "2025-07-18"}
    again = await ours.rita.post(f"{path}/reopen", back, status=409, baton_date=day)
    assert again["type"].endswith("blockers-full")
    assert len(await ours.items("blockers")) == 4
