"""Access and integrations over HTTP: asked for, decided, lost and given back, and what it costs."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.access import (
    AccessGranted,
    AccessOverdue,
    AccessRestored,
    AccessRevoked,
)
from libs.common.events.transition.forecasts import ForecastMoved
from libs.common.events.transition.integrations import (
    IntegrationDisconnected,
    IntegrationOverdue,
    IntegrationTested,
    IntegrationTestFailed,
)
from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned
from tests.office import Caller, Office, office

DIGEST = "0" * 64
BLOCKED = "wave-2-shadow"
LEDGER = {
    "code": "ledger",
    "system": "Ledger",
    "who": "Clerks of Lusora",
    "seats": 12,
    "level": "read",
    "wave": "wave-2",
    "needed_by": "2025-08-12",
    "days": 5,
    "blocks": [BLOCKED],
}
MAIL = {
    "code": "mail",
    "title": "Mail to the ticket system",
    "from_system": "Mail",
    "to_system": "Tickets",
    "kind": "queue",
    "wave": "wave-2",
    "needed_by": "2025-08-12",
    "days": 10,
    "blocks": [BLOCKED],
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def asked(ours: Programme, by: Caller | None = None, **more: Any) -> str:
    """Access that was asked for on 16 June: its path."""
    path = f"{ours.path}/access-requests"
    request = await (by or ours.rita).post(path, LEDGER | more, baton_date=on("2025-06-16"))
    return f"{ROOT}/access-requests/{request['id']}"


async def begun(ours: Programme, **more: Any) -> str:
    """An integration that was planned on 16 June: its path."""
    path = f"{ours.path}/integrations"
    made = await ours.sanne.post(path, MAIL | more, baton_date=on("2025-06-16"))
    return f"{ROOT}/integrations/{made['id']}"


async def live_on(ours: Programme) -> str:
    """When wave 2 is expected to go live."""
    return str((await ours.wave("wave-2"))["expected_on"])


async def nothing_else_until(ours: Programme, day: str) -> None:
    """Any deed on that day: what was due until then is done first, as by the clock."""
    freeze = {"title": "Far away", "starts_on": "2027-01-01", "ends_on": "2027-01-01"}
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on(day))


# In the plan


async def test_access_asked_for_by_the_vendor_stands_in_the_plan_before_what_waits_for_it(
    ours: Programme,
) -> None:
    request = await ours.rita.get(await asked(ours))
    assert (request["state"], request["asked_by"], request["obliged"]) == (
        "requested",
        "vendor",
        "client",
    )
    task = await ours.task(request["task"])
    assert (task["early_start"], task["early_finish"]) == ("2025-06-16", "2025-06-20")
    assert task["deadline"] == "2025-08-13T00:00:00"
    assert task["parent"] == "wave-2"
    waiting = await ours.task(BLOCKED)
    assert "access-ledger" in [link["task"] for link in waiting["predecessors"]]


async def test_granted_in_time_moves_nothing(ours: Programme) -> None:
    path = await asked(ours)
    proof = {"note": "Ticket 4711", "evidence": [DIGEST]}
    granted = await ours.sanne.post(f"{path}/grant", proof, baton_date=on("2025-07-01"))
    assert granted["state"] == "granted"
    assert [change["on"] for change in granted["history"]] == ["2025-06-16", "2025-07-01"]
    assert granted["history"][1]["evidence"] == [DIGEST]
    assert (await ours.task("access-ledger"))["done_on"] == "2025-07-01"
    assert await live_on(ours) == "2025-10-13"


async def test_granted_five_days_after_all_the_float_is_used_wave_2_is_five_days_late(
    baton: Office, ours: Programme
) -> None:
    path = await asked(ours)
    await ours.sanne.post(f"{path}/grant", {"on": "2025-09-02"}, baton_date=on("2025-09-04"))
    assert await live_on(ours) == "2025-10-20"
    (told,) = await heard(baton, AccessGranted)
    assert (told.requested_on, told.needed_by, told.granted_on) == (
        date(2025, 6, 16),
        date(2025, 8, 12),
        date(2025, 9, 2),
    )
    moves = await heard(baton, ForecastMoved)
    assert moves[-1].cause == "access-ledger was done"


async def test_what_is_refused_leaves_the_plan_and_nothing_waits_for_it(ours: Programme) -> None:
    path, before = await asked(ours), await live_on(ours)
    body = {"reason": "Not in the contract"}
    refused = await ours.sanne.post(f"{path}/refuse", body, baton_date=on("2025-06-17"))
    assert (refused["state"], refused["history"][-1]["note"]) == ("refused", "Not in the contract")
    assert "access-ledger" not in [task["code"] for task in await ours.items("tasks")]
    links = (await ours.task(BLOCKED))["predecessors"]
    assert "access-ledger" not in [link["task"] for link in links]
    assert await live_on(ours) == before
    again = await ours.sanne.post(f"{path}/grant", status=409, baton_date=on("2025-06-18"))
    assert again["type"].endswith("is-refused")


# Lost, and given back


async def test_revoked_by_mistake_while_work_waits_the_plan_moves_until_it_is_given_back(
    baton: Office, ours: Programme
) -> None:
    path = await asked(ours)
    await ours.sanne.post(f"{path}/grant", {}, baton_date=on("2025-07-01"))
    lost = {"reason": "The wrong group was closed", "days": 3}
    await ours.sanne.post(f"{path}/revoke", lost, baton_date=on("2025-09-23"))
    task = await ours.task("access-ledger")
    assert (task["done_on"], task["early_finish"]) == (None, "2025-09-25")
    assert await live_on(ours) == "2025-11-12"
    back = await ours.sanne.post(f"{path}/restore", {}, baton_date=on("2025-09-24"))
    assert [change["step"] for change in back["history"]] == [
        "request",
        "grant",
        "revoke",
        "restore",
    ]
    assert await live_on(ours) == "2025-11-11"
    (revoked,) = await heard(baton, AccessRevoked)
    assert (revoked.work_waits, revoked.back_after, revoked.caused_by) == (True, 3, Party.CLIENT)
    (restored,) = await heard(baton, AccessRestored)
    assert (restored.revoked_on, restored.restored_on) == (date(2025, 9, 23), date(2025, 9, 24))
    assert restored.reason == "The wrong group was closed"


async def test_revoked_once_the_work_is_done_it_is_only_told(
    baton: Office, ours: Programme
) -> None:
    path = await asked(ours)
    await ours.sanne.post(f"{path}/grant", {}, baton_date=on("2025-07-01"))
    shadow = await ours.task(BLOCKED)
    done = {"finished_at": "2025-08-26T17:00:00"}
    progress = f"{ROOT}/tasks/{shadow['id']}/progress"
    await ours.sanne.post(progress, done, baton_date=on("2025-09-01"))
    await ours.sanne.post(f"{path}/revoke", {"reason": "By mistake"}, baton_date=on("2025-09-23"))
    assert (await ours.task("access-ledger"))["done_on"] == "2025-07-01"
    await nothing_else_until(ours, "2025-10-23")
    assert not (await ours.sanne.get(path))["overdue"]
    (revoked,) = await heard(baton, AccessRevoked)
    assert not revoked.work_waits


# Late


async def test_what_is_not_granted_when_it_is_needed_is_told_and_the_plan_shows_it_week_by_week(
    baton: Office, ours: Programme
) -> None:
    path = await asked(ours)
    await nothing_else_until(ours, "2025-08-12")
    assert not (await ours.sanne.get(path))["overdue"]
    await nothing_else_until(ours, "2025-08-13")
    assert (await ours.sanne.get(path))["overdue"]
    assert (await ours.task(BLOCKED))["early_start"] == "2025-08-14"
    await nothing_else_until(ours, "2025-09-11")
    assert (await ours.task(BLOCKED))["early_start"] == "2025-09-11"
    assert await live_on(ours) == "2025-10-28"
    (told,) = await heard(baton, AccessOverdue)
    assert (told.overdue_from, told.obliged) == (date(2025, 8, 13), Party.CLIENT)
    await ours.sanne.post(f"{path}/grant", {}, baton_date=on("2025-09-12"))
    await nothing_else_until(ours, "2025-12-01")
    assert not (await ours.sanne.get(path))["overdue"]
    assert (await ours.task(BLOCKED))["early_start"] == "2025-09-15"


async def test_what_is_granted_in_time_is_never_overdue(ours: Programme) -> None:
    path = await asked(ours)
    await ours.sanne.post(f"{path}/grant", {}, baton_date=on("2025-07-01"))
    await nothing_else_until(ours, "2025-12-01")
    assert not (await ours.sanne.get(path))["overdue"]


async def test_an_integration_that_nobody_built_in_time_is_the_vendors_move(
    baton: Office, ours: Programme
) -> None:
    path = await begun(ours)
    await nothing_else_until(ours, "2025-08-13")
    assert (await ours.rita.get(path))["overdue"]
    (told,) = await heard(baton, IntegrationOverdue)
    assert (told.obliged, told.state) == (Party.VENDOR, "planned")


# Integrations


async def test_an_integration_is_built_by_the_vendor_connected_and_tested_by_the_client(
    baton: Office, ours: Programme
) -> None:
    path = await begun(ours)
    await ours.rita.post(f"{path}/report-built", {"note": "v1"}, baton_date=on("2025-06-27"))
    await ours.amira.post(f"{path}/connect", {}, baton_date=on("2025-06-30"))
    unproven = {"passed": True}
    test = f"{path}/record-test"
    refused = await ours.amira.post(test, unproven, status=422, baton_date=on("2025-07-02"))
    assert refused["errors"][0]["field"] == "/evidence"
    passed = {"passed": True, "evidence": [DIGEST]}
    tested = await ours.amira.post(test, passed, baton_date=on("2025-07-02"))
    assert tested["state"] == "tested"
    assert (await ours.task("integration-mail"))["done_on"] == "2025-07-02"
    (told,) = await heard(baton, IntegrationTested)
    assert (told.tested_by, told.evidence) == ("amira", [DIGEST])


async def tested(ours: Programme) -> str:
    path = await begun(ours)
    passed = {"passed": True, "evidence": [DIGEST]}
    for step, body in (("report-built", {}), ("connect", {}), ("record-test", passed)):
        await ours.amira.post(f"{path}/{step}", body, baton_date=on("2025-07-02"))
    return path


async def test_a_test_that_fails_later_takes_it_back_to_built_and_moves_the_plan(
    baton: Office, ours: Programme
) -> None:
    path = await tested(ours)
    failed = {"passed": False, "note": "Replies are lost", "days": 4}
    made = await ours.amira.post(f"{path}/record-test", failed, baton_date=on("2025-09-01"))
    assert (made["state"], made["obliged"]) == ("built", "vendor")
    task = await ours.task("integration-mail")
    assert (task["done_on"], task["early_finish"]) == (None, "2025-09-04")
    assert await live_on(ours) == "2025-10-22"
    (told,) = await heard(baton, IntegrationTestFailed)
    assert (told.reason, told.back_after) == ("Replies are lost", 4)


async def test_what_is_disconnected_is_told_and_is_tested_again_before_it_counts(
    baton: Office, ours: Programme
) -> None:
    path = await tested(ours)
    off = {"reason": "The certificate expired", "caused_by": "vendor", "days": 1}
    made = await ours.sanne.post(f"{path}/disconnect", off, baton_date=on("2025-07-10"))
    assert (made["state"], made["obliged"]) == ("disconnected", "vendor")
    await ours.sanne.post(f"{path}/connect", {}, baton_date=on("2025-07-11"))
    assert (await ours.task("integration-mail"))["done_on"] is None
    passed = {"passed": True, "evidence": [DIGEST]}
    await ours.sanne.post(f"{path}/record-test", passed, baton_date=on("2025-07-11"))
    assert (await ours.task("integration-mail"))["done_on"] == "2025-07-11"
    (told,) = await heard(baton, IntegrationDisconnected)
    assert (told.connected_on, told.disconnected_on) == (date(2025, 7, 2), date(2025, 7, 10))


# Who, and what is refused


async def test_only_the_clients_office_and_process_owners_decide(ours: Programme) -> None:
    access, integration = await asked(ours), await begun(ours)
    for step in ("grant", "refuse", "revoke", "restore"):
        body = {"reason": "so"} if step in {"refuse", "revoke"} else {}
        for caller in (ours.rita, ours.anna):
            await caller.post(f"{access}/{step}", body, status=403)
    for step, body in (("connect", {}), ("record-test", {"passed": True}), ("disconnect", {})):
        await ours.rita.post(f"{integration}/{step}", body, status=403)
    await ours.rita.post(f"{ours.path}/integrations", MAIL, status=403)


async def test_another_vendor_sees_nothing(baton: Office, ours: Programme) -> None:
    stranger = baton.of_vendor("priya", str(new_id()))
    for path in (await asked(ours), await begun(ours)):
        await stranger.get(path, status=404)
    await stranger.get(f"{ours.path}/access-requests", status=404)
    await stranger.get(f"{ours.path}/integrations", status=404)
    await stranger.post(f"{ours.path}/access-requests", LEDGER, status=404)


async def test_lists_come_in_pages_by_wave_and_state(ours: Programme) -> None:
    await asked(ours)
    granted = await asked(ours, by=ours.amira, code="crm", system="CRM")
    await ours.sanne.post(f"{granted}/grant", {}, baton_date=on("2025-07-01"))
    await begun(ours)
    open = await ours.items("access-requests?state=requested", ours.rita)
    assert [request["code"] for request in open] == ["ledger"]
    assert len(await ours.items("access-requests?wave=wave-2")) == 2
    assert await ours.items("access-requests?wave=wave-3") == []
    assert [one["code"] for one in await ours.items("integrations?state=planned")] == ["mail"]
    first = await ours.sanne.get(f"{ours.path}/access-requests?limit=1")
    assert (len(first["items"]), first["next"] is not None) == (1, True)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"wave": "wave-9"}, "/wave"),
        ({"needed_by": "2025-06-13"}, "/needed_by"),
        ({"blocks": [BLOCKED, "no-such"]}, "/blocks/1"),
        ({"blocks": ["wave-2"]}, "/blocks/0"),
        ({"requested_on": "2025-06-17"}, "/requested_on"),
        ({"days": 0}, "/days"),
        ({"evidence": ["a photograph"]}, "/evidence/0"),
    ],
)
async def test_what_cannot_be_is_refused_with_its_field(
    ours: Programme, more: dict[str, Any], field: str
) -> None:
    path = f"{ours.path}/access-requests"
    refused = await ours.rita.post(path, LEDGER | more, status=422, baton_date=on("2025-06-16"))
    assert refused["errors"][0]["field"] == field
    assert await ours.items("access-requests") == []
    assert "access-ledger" not in [task["code"] for task in await ours.items("tasks")]


async def test_a_code_names_one_request_of_a_plan(ours: Programme) -> None:
    await asked(ours)
    path = f"{ours.path}/access-requests"
    refused = await ours.sanne.post(path, LEDGER, status=409, baton_date=on("2025-06-16"))
    assert refused["type"].endswith("code-taken")


async def test_a_step_is_dated_neither_ahead_nor_before_the_one_before_it(
    ours: Programme,
) -> None:
    path = await asked(ours)
    for day in ("2025-06-13", "2025-07-02"):
        body = {"on": day}
        refused = await ours.sanne.post(
            f"{path}/grant", body, status=422, baton_date=on("2025-07-01")
        )
        assert refused["errors"][0]["field"] == "/on"


async def test_its_task_taken_out_of_the_plan_by_hand_it_can_still_be_granted_and_revoked(
    ours: Programme,
) -> None:
    path = await asked(ours)
    task = await ours.task("access-ledger")
    await ours.sanne.post(f"{ROOT}/tasks/{task['id']}/remove", status=204)
    await ours.sanne.post(f"{path}/grant", {}, baton_date=on("2025-07-01"))
    await ours.sanne.post(f"{path}/revoke", {"reason": "so"}, baton_date=on("2025-07-02"))
    await nothing_else_until(ours, "2025-09-01")
    restored = await ours.sanne.post(f"{path}/restore", {}, baton_date=on("2025-09-01"))
    assert restored["state"] == "granted"
