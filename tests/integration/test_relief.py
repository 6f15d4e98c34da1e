"""The relief ledger over HTTP: what is owed, what came late, whose days they are."""

import threading
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from libs.common.db import Scope
from libs.common.events.transition.party import Party
from libs.common.events.transition.relief import (
    ObligationFellLate,
    ObligationReminded,
    ReliefContested,
    ReliefCorrected,
    ReliefEnded,
    ReliefGranted,
    ReliefOpened,
)
from libs.common.ids import new_id
from services.transition.api import relief_ledger
from services.transition.api.relief_views import ledger_view
from services.transition.models import Plan, PlanState
from services.transition.relief import proposals
from services.transition.relief.ledger import Ledger
from tests.integration.test_systems_and_access import asked, nothing_else_until
from tests.integration.transition_cast import ROOT, Programme, at, heard, on, planned
from tests.office import Caller, Office, office

SHADOW = "wave-2-shadow"
RULING = {
    "code": "refunds-ruling",
    "kind": "decisions",
    "title": "Ruling on refunds",
    "side": "client",
    "owner": "Amira",
    "due_on": "2025-08-12",
    "blocks": [SHADOW],
    "source": "meeting",
    "clause": "Steering of 12 June",
}
SAVINGS = {
    "code": "savings-later",
    "title": "Savings that come later",
    "side": "vendor",
    "wave": "wave-2",
    "amount": {"amount": "1602500", "currency": "EUR"},
    "part": "730",
    "whole": "1150",
    "over_days": "365",
    "per": "calendar_day",
    "source": "Business case",
}
STANDBY = {
    "code": "standby",
    "title": "The team that waits",
    "side": "client",
    "wave": "wave-2",
    "amount": {"amount": "1900.50", "currency": "EUR"},
    "per": "working_day",
    "told": True,
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def owed(ours: Programme, by: Caller | None = None, **more: Any) -> str:
    path = f"{ours.path}/obligations"
    made = await (by or ours.sanne).post(path, RULING | more, baton_date=on("2025-06-16"))
    return f"{ROOT}/obligations/{made['id']}"


async def ledger(ours: Programme, day: str, by: Caller | None = None, more: str = "") -> Any:
    caller = by or ours.sanne
    return await caller.get(f"{ours.path}/relief{more}", baton_date=on(day))


async def only_relief(ours: Programme) -> tuple[str, dict[str, Any]]:
    (row,) = await ours.items("reliefs")
    return f"{ROOT}/reliefs/{row['id']}", row


def wave_2(found: Any) -> Any:
    return next(each for each in found["movements"] if each["wave"] == "wave-2")


async def test_a_late_decision_of_the_client_relieves_the_vendor_to_the_day(
    baton: Office, ours: Programme
) -> None:
    path = await owed(ours)
    task = await ours.task("obligation-refunds-ruling")
    assert task["deadline"] == "2025-08-13T00:00:00"
    await nothing_else_until(ours, "2025-08-12")
    assert await ours.items("reliefs") == []
    await nothing_else_until(ours, "2025-08-13")
    _, row = await only_relief(ours)
    assert (row["caused_by"], row["from_on"], row["until_on"]) == ("client", "2025-08-12", None)
    assert (row["tasks"], row["waves"], row["side"]) == ([SHADOW], ["wave-2"], "vendor")
    late = await ours.sanne.get(path)
    assert late["state"] == "late"
    met = await ours.amira.post(f"{path}/meet", {}, baton_date=on("2025-09-02"))
    assert met["state"] == "met_late"
    assert met["lapses"] == [
        {"from_on": "2025-08-12", "until_on": "2025-09-02", "caused_by": "client"}
    ]
    (reminded,) = await heard(baton, ObligationReminded)
    assert (reminded.owner, str(reminded.due_on)) == ("Amira", "2025-08-12")
    (fell,) = await heard(baton, ObligationFellLate)
    assert (str(fell.late_from), fell.side) == ("2025-08-13", Party.CLIENT)
    (ended,) = await heard(baton, ReliefEnded)
    assert (ended.days, str(ended.until_on)) == (15, "2025-09-02")

    await ours.sanne.post(f"{ours.path}/relief-rates", STANDBY, baton_date=on("2025-09-02"))
    found = await ledger(ours, "2025-09-02")
    (entry,) = found["entries"]
    assert (entry["days"], entry["end_days"], entry["float_used"]) == (15, "0.00", "15.00")
    moved = wave_2(found)
    assert (moved["agreed"], moved["stands"]) == ("2025-10-13", "2025-10-20")
    assert moved["days"] == {
        "movement": "5.00",
        "client": "5.00",
        "vendor": "0.00",
        "concurrent": "0.00",
        "rest": "0.00",
    }
    (cost,) = found["costs"]
    assert (cost["days"], cost["amount"]["amount"]) == ("5.00", "9502.50")
    assert found["owed"] == {"client": {"amount": "9502.50", "currency": "EUR"}}
    live = next(each for each in found["deadlines"] if each["task"] == "wave-2-go-live")
    assert (live["agreed"], live["relieved"], live["relieves"]) == (
        "2025-10-13",
        "2025-11-03",
        "vendor",
    )
    assert (await ours.task("wave-2-go-live"))["deadline"] == "2025-10-14T00:00:00"
    why = await ledger(ours, "2025-09-02", more="/explanation")
    assert why["cost: standby"]["rule"] == "delay_cost"
    assert why["wave-2: minutes"]["result"]["client"] == 5 * 480
    days = await ledger(ours, "2025-09-02", more="/explanation?relief=1")
    assert {name: each["result"] for name, each in days.items()} == {"relief 1: days": 15}
    its = await ledger(ours, "2025-09-02", more="/explanation?task=wave-2-go-live")
    assert {name: each["result"] for name, each in its.items()} == {
        "wave-2-go-live: deadline, vendor": "2025-11-03"
    }


async def test_the_ledger_is_weighed_beside_the_event_loop(
    ours: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def weighed(found: Ledger) -> Any:
        threads.append(threading.current_thread())
        return ledger_view(found)

    monkeypatch.setattr(relief_ledger, "ledger_view", weighed)
    await ledger(ours, "2025-08-18")
    assert threads
    assert threading.main_thread() not in threads


async def test_entries_and_deadlines_of_the_ledger_come_in_pages(ours: Programme) -> None:
    for code in ("first", "second", "third"):
        path = await owed(ours, code=code, due_on="2025-08-12")
        await ours.sanne.post(f"{path}/meet", {"on": "2025-08-15"}, baton_date=on("2025-08-18"))
    whole = await ledger(ours, "2025-08-18")
    for name in ("entries", "deadlines"):
        assert len(whole[name]) == whole[f"{name}_in_all"] > 2
        first = await ledger(ours, "2025-08-18", more=f"/{name}?limit=2")
        rest = await ledger(ours, "2025-08-18", more=f"/{name}?after={first['next']}")
        assert (len(first["items"]), rest["next"]) == (2, None)
        assert [*first["items"], *rest["items"]] == whole[name]


async def test_access_revoked_by_mistake_stands_in_the_ledger_without_being_entered_twice(
    baton: Office, ours: Programme
) -> None:
    path = await asked(ours)
    await ours.sanne.post(f"{path}/grant", {}, baton_date=on("2025-07-01"))
    lost = {"reason": "The wrong group was closed", "days": 3}
    await ours.sanne.post(f"{path}/revoke", lost, baton_date=on("2025-09-23"))
    _, row = await only_relief(ours)
    assert (row["source"], row["from_on"], row["until_on"]) == ("access", "2025-09-23", None)
    await ours.sanne.post(f"{path}/restore", {}, baton_date=on("2025-09-24"))
    _, row = await only_relief(ours)
    assert (row["until_on"], row["version"]) == ("2025-09-24", 2)
    found = await ledger(ours, "2025-09-24", ours.rita)
    assert [(each["days"], each["cause"]) for each in found["entries"]] == [
        (1, "Access to Ledger for Clerks of Lusora")
    ]
    parts = wave_2(found)["days"]
    assert (parts["client"], parts["vendor"]) == ("1.00", "0.00")
    (opened,) = await heard(baton, ReliefOpened)
    assert (opened.source_code, opened.caused_by, opened.tasks) == (
        "ledger",
        Party.CLIENT,
        [SHADOW],
    )


async def test_late_data_that_come_within_the_float_cost_nothing_and_are_in_the_ledger(
    ours: Programme,
) -> None:
    path = await owed(ours, code="masters", kind="data", due_on="2025-08-12")
    await ours.sanne.post(f"{path}/meet", {"on": "2025-08-15"}, baton_date=on("2025-08-18"))
    found = await ledger(ours, "2025-08-18")
    (entry,) = found["entries"]
    assert (entry["days"], entry["end_days"], entry["float_used"]) == (3, "0.00", "3.00")
    assert wave_2(found)["days"]["client"] == "0.00"


async def test_absent_people_are_proposed_contested_corrected_and_agreed_by_named_persons(
    baton: Office, ours: Programme
) -> None:
    away = {
        "caused_by": "client",
        "from_on": "2025-08-15",
        "until_on": "2025-08-22",
        "cause": "The experts of returns were away",
        "tasks": ["wave-2-teach"],
        "service_levels": ["email-answered"],
    }
    path = f"{ours.path}/reliefs"
    day = on("2025-08-25")
    made = await ours.rita.post(path, away, baton_date=day)
    relief = f"{ROOT}/reliefs/{made['id']}"
    assert (made["side"], made["source"], made["waves"]) == ("vendor", "proposal", ["wave-2"])
    own = await ours.rita.post(f"{relief}/agree", {}, status=403, baton_date=day)
    assert own["type"].endswith("other-side-decides")
    contest = {"reason": "They were back on the 20th"}
    await ours.amira.post(f"{relief}/contest", contest, baton_date=day)
    corrected = away | {"until_on": "2025-08-20", "reason": "Back on the 20th indeed"}
    await ours.rita.post(f"{relief}/correct", corrected, baton_date=day)
    agreed = await ours.sanne.post(f"{relief}/agree", {}, baton_date=on("2025-08-26"))
    assert (agreed["state"], agreed["decided_by"], agreed["version"]) == ("agreed", "sanne", 2)
    again = await ours.sanne.post(f"{relief}/reject", {"reason": "x"}, status=409, baton_date=day)
    assert again["type"].endswith("is-agreed")
    (granted,) = await heard(baton, ReliefGranted)
    assert (str(granted.from_on), str(granted.until_on), granted.days) == (
        "2025-08-15",
        "2025-08-20",
        3,
    )
    assert (granted.waves, granted.service_levels) == (["wave-2"], ["email-answered"])
    assert (granted.relieves, granted.agreed_by) == (Party.VENDOR, "sanne")
    (contested,) = await heard(baton, ReliefContested)
    assert contested.contested_by == "amira"
    (corrected_,) = await heard(baton, ReliefCorrected)
    assert corrected_.corrected_by == "rita"


async def test_while_the_client_is_late_the_vendors_clock_on_a_claim_stands_still(
    ours: Programme,
) -> None:
    await owed(ours)
    claim = await ours.claim("wave-2-kt-complete", "2025-08-11")
    await ours.amira.post(
        f"{claim}/dispute", {"reason": "Not all"}, baton_date=on("2025-08-12", 14)
    )
    running = (await ours.sanne.get(claim))["due_at"]
    await nothing_else_until(ours, "2025-08-13")
    relief, _ = await only_relief(ours)
    await ours.sanne.post(f"{relief}/reject", {"reason": "Agreed"}, baton_date=on("2025-08-20"))
    assert (await ours.sanne.get(claim))["due_at"] > running


async def test_the_late_side_does_not_date_its_lateness_away(ours: Programme) -> None:
    path = await owed(ours)
    await nothing_else_until(ours, "2025-08-13")
    back, day = {"on": "2025-08-12"}, on("2025-09-02")
    refused = await ours.amira.post(f"{path}/meet", back, status=403, baton_date=day)
    assert refused["type"].endswith("other-side-decides")
    assert (await only_relief(ours))[1]["until_on"] is None
    await ours.rita.post(f"{path}/meet", back, status=200, baton_date=day)
    assert (await ours.sanne.get(path))["state"] == "met"


async def test_a_clock_that_begins_while_the_client_is_late_stands_still_at_once(
    ours: Programme,
) -> None:
    await owed(ours)
    claim = await ours.claim("wave-2-kt-complete", "2025-08-11")
    await nothing_else_until(ours, "2025-08-13")
    await ours.amira.post(
        f"{claim}/dispute", {"reason": "Not all"}, baton_date=on("2025-08-13", 14)
    )
    clock = (await ours.sanne.get(claim, baton_date=on("2025-08-15")))["clock"]
    assert clock["is_stopped"] and clock["side"] == "vendor"


async def test_silence_on_a_claim_counts_as_owed_until_the_word_is_said(ours: Programme) -> None:
    claim = await ours.claim("wave-2-kt-complete", "2025-08-11")
    await nothing_else_until(ours, "2025-08-18")
    _, row = await only_relief(ours)
    assert (row["source"], row["caused_by"], row["from_on"]) == ("claim", "client", "2025-08-14")
    await ours.amira.post(f"{claim}/accept", {}, baton_date=on("2025-08-19"))
    await nothing_else_until(ours, "2025-08-20")
    _, row = await only_relief(ours)
    assert row["until_on"] == "2025-08-19"


async def test_silence_is_owed_no_longer_than_until_the_plan_is_closed(
    baton: Office, ours: Programme
) -> None:
    await ours.claim("wave-2-kt-complete", "2025-08-11")
    await nothing_else_until(ours, "2025-08-18")
    database = baton.service("transition").database
    async with database.write(Scope("veldkamp", at("2025-08-18"))) as db:
        plan = await db.find(Plan, UUID(ours.plan["id"]), lock=True)
        assert plan
        plan.state, plan.closed_on = PlanState.CLOSED, date(2025, 8, 18)
    await nothing_else_until(ours, "2025-08-25")
    _, row = await only_relief(ours)
    assert row["until_on"] == "2025-08-18"
    timer = database.table("timer")
    async with database.look() as connection:
        looks = select(timer.c.due).where(timer.c.kind == "relief_of_silence")
        assert (await connection.execute(looks)).all() == []


async def test_late_again_from_the_day_from_which_it_was_not_late_after_all_it_counts(
    ours: Programme,
) -> None:
    path, due = await owed(ours), "2025-08-12"
    await nothing_else_until(ours, "2025-08-13")
    await ours.rita.post(f"{path}/meet", {"on": due}, baton_date=on("2025-08-13"))
    taken = {"reason": "Taken back by the board", "on": due}
    await ours.rita.post(f"{path}/reopen", taken, baton_date=on("2025-08-13"))
    await nothing_else_until(ours, "2025-08-14")
    rows = await ours.items("reliefs")
    assert [(each["number"], each["from_on"], each["until_on"]) for each in rows] == [
        (1, due, due),
        (2, due, None),
    ]
    await ours.sanne.post(f"{path}/meet", {}, baton_date=on("2025-08-18"))
    found = await ledger(ours, "2025-08-18")
    assert [(each["number"], each["days"]) for each in found["entries"]] == [(1, 0), (2, 4)]


async def test_access_lost_again_on_the_day_on_which_it_came_back_is_missing_again(
    ours: Programme,
) -> None:
    path = await asked(ours)
    await ours.sanne.post(f"{path}/grant", {}, baton_date=on("2025-07-01"))
    lost = {"reason": "The wrong group was closed", "days": 3}
    for lost_at, back_at in ((on("2025-09-23"), 8), (on("2025-09-24", 9), 10)):
        await ours.sanne.post(f"{path}/revoke", lost, baton_date=lost_at)
        await ours.sanne.post(f"{path}/restore", {}, baton_date=on("2025-09-24", back_at))
    await ours.sanne.post(f"{path}/revoke", lost, baton_date=on("2025-09-24", 11))
    rows = await ours.items("reliefs")
    assert [(each["from_on"], each["until_on"]) for each in rows] == [
        ("2025-09-23", "2025-09-24"),
        ("2025-09-24", "2025-09-24"),
        ("2025-09-24", None),
    ]
    await ours.sanne.post(f"{path}/restore", {}, baton_date=on("2025-09-26"))
    found = await ledger(ours, "2025-09-26")
    assert [each["days"] for each in found["entries"]] == [1, 0, 2]


async def test_days_count_from_a_request_and_what_is_taken_away_is_owed_again(
    ours: Programme,
) -> None:
    after = {"what": "The vendor's question", "days": 3}
    path = await owed(ours, due_on=None, after=after)
    assert (await ours.rita.get(path))["state"] == "waiting"
    called = await ours.rita.post(f"{path}/call", {}, baton_date=on("2025-08-07"))
    assert (called["state"], called["due_on"]) == ("due", "2025-08-12")
    assert (await ours.rita.get(f"{path}/explanation"))["rule"] == "due_day"
    await ours.sanne.post(f"{path}/meet", {}, baton_date=on("2025-08-11"))
    assert (await ours.task("obligation-refunds-ruling"))["done_on"] == "2025-08-11"
    lost = {"reason": "Taken back by the board"}
    again = await ours.rita.post(f"{path}/reopen", lost, baton_date=on("2025-08-13"))
    assert (again["state"], again["due_on"]) == ("due", "2025-08-13")
    await nothing_else_until(ours, "2025-08-14")
    assert (await ours.sanne.get(path))["state"] == "late"
    waived = {"reason": "We do without"}
    refused = await ours.sanne.post(
        f"{path}/waive", waived, status=403, baton_date=on("2025-08-18")
    )
    assert refused["type"].endswith("other-side-decides")
    await ours.rita.post(f"{path}/waive", waived, baton_date=on("2025-08-18"))
    _, row = await only_relief(ours)
    assert (row["from_on"], row["until_on"]) == ("2025-08-13", "2025-08-18")


async def test_the_vendors_own_lateness_relieves_the_client_and_costs_savings_it_is_not_told(
    ours: Programme,
) -> None:
    path = await owed(ours, side="vendor", owner="Tiago", code="scripts")
    await ours.sanne.post(f"{ours.path}/relief-rates", SAVINGS, baton_date=on("2025-06-16"))
    await ours.rita.post(f"{path}/meet", {"on": "2025-09-02"}, baton_date=on("2025-09-02"))
    found = await ledger(ours, "2025-09-02")
    assert (found["entries"][0]["caused_by"], wave_2(found)["days"]["vendor"]) == ("vendor", "5.00")
    (cost,) = found["costs"]
    assert (cost["days"], cost["amount"]["amount"]) == ("7", "19508.70")
    theirs = await ledger(ours, "2025-09-02", ours.rita)
    assert (theirs["costs"], theirs["owed"]) == ([], {})
    assert await ours.items("relief-rates", ours.rita) == []
    only = await ledger(ours, "2025-09-02", more="?agreed=true")
    assert wave_2(only)["days"]["rest"] == "5.00"


async def test_a_rate_restated_without_being_told_is_no_rate_for_the_vendor_and_not_the_old_one(
    ours: Programme,
) -> None:
    path, day = f"{ours.path}/relief-rates", on("2025-08-25")
    obligation = await owed(ours)
    await ours.sanne.post(f"{obligation}/meet", {"on": "2025-09-02"}, baton_date=on("2025-09-02"))
    first = await ours.sanne.post(path, STANDBY, baton_date=day)
    assert (first["told"], first["counts"]) == (True, True)
    assert (await ledger(ours, "2025-09-02", ours.rita))["costs"][0]["amount"]["amount"] == (
        "9502.50"
    )
    dearer = STANDBY | {"amount": {"amount": "2000", "currency": "EUR"}, "told": False}
    await ours.sanne.post(path, dearer, baton_date=day)
    (cost,) = (await ledger(ours, "2025-09-02"))["costs"]
    assert cost["amount"]["amount"] == "10000.00"
    theirs = await ledger(ours, "2025-09-02", ours.rita)
    assert (theirs["costs"], theirs["owed"]) == ([], {})
    (seen,) = await ours.items("relief-rates", ours.rita)
    assert (seen["amount"], seen["counts"]) == ("1900.50", False)
    assert [rate["counts"] for rate in await ours.items("relief-rates")] == [False, True]
    await ours.sanne.post(path, dearer | {"told": True}, baton_date=day)
    for caller in (ours.sanne, ours.rita):
        (cost,) = (await ledger(ours, "2025-09-02", caller))["costs"]
        assert cost["amount"]["amount"] == "10000.00"


async def test_a_side_proposes_so_much_relief_and_no_more_until_the_other_decides(
    ours: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proposals, "MOST_OPEN", 1)
    away = {"caused_by": "client", "from_on": "2025-08-15", "cause": "Away", "waves": ["wave-2"]}
    path, day = f"{ours.path}/reliefs", on("2025-08-25")
    made = await ours.rita.post(path, away, baton_date=day)
    full = await ours.rita.post(path, away, status=409, baton_date=day)
    assert full["type"].endswith("proposals-full")
    await ours.sanne.post(path, away | {"caused_by": "vendor"}, status=201, baton_date=day)
    no = {"reason": "They were there"}
    await ours.sanne.post(f"{ROOT}/reliefs/{made['id']}/reject", no, baton_date=day)
    second = await ours.rita.post(path, away, baton_date=day)
    again = away | {"reason": "They were not"}
    for relief, status in ((made, 409), (second, 200)):
        corrected = f"{ROOT}/reliefs/{relief['id']}/correct"
        await ours.rita.post(corrected, again, status=status, baton_date=day)


async def test_no_delay_no_relief(ours: Programme) -> None:
    path = await owed(ours)
    await ours.sanne.post(f"{path}/meet", {}, baton_date=on("2025-08-12"))
    await nothing_else_until(ours, "2025-09-01")
    found = await ledger(ours, "2025-09-01")
    assert (found["entries"], found["deadlines"], found["costs"]) == ([], [], [])
    assert wave_2(found)["days"]["movement"] == "0.00"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"due_on": None}, "/due_on"),
        ({"after": {"what": "x", "days": 1}}, "/due_on"),
        ({"blocks": [SHADOW, "no-such"]}, "/blocks/1"),
        ({"blocks": ["wave-2"]}, "/blocks/0"),
        ({"wave": "wave-9"}, "/wave"),
        ({"remind_days": -1}, "/remind_days"),
        ({"due_on": "2024-01-01"}, "/due_on"),
    ],
)
async def test_what_cannot_be_owed_is_refused_with_its_field(
    ours: Programme, more: dict[str, Any], field: str
) -> None:
    path = f"{ours.path}/obligations"
    refused = await ours.sanne.post(path, RULING | more, status=422, baton_date=on("2025-06-16"))
    assert refused["errors"][0]["field"] == field
    assert await ours.items("obligations") == []
    assert "obligation-refunds-ruling" not in [task["code"] for task in await ours.items("tasks")]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"from_on": "2025-08-26"}, "/from_on"),
        ({"until_on": "2025-08-14"}, "/until_on"),
        ({"tasks": ["no-such"]}, "/tasks/0"),
        ({"tasks": ["wave-2"]}, "/tasks/0"),
        ({"milestones": ["no-such"]}, "/milestones/0"),
        ({"waves": ["wave-9"]}, "/waves/0"),
    ],
)
async def test_what_cannot_be_relief_is_refused_with_its_field(
    ours: Programme, more: dict[str, Any], field: str
) -> None:
    body = {"caused_by": "client", "from_on": "2025-08-15", "cause": "x", **more}
    path = f"{ours.path}/reliefs"
    refused = await ours.rita.post(path, body, status=422, baton_date=on("2025-08-25"))
    assert refused["errors"][0]["field"] == field
    assert await ours.items("reliefs") == []


async def test_another_vendor_sees_nothing(baton: Office, ours: Programme) -> None:
    stranger = baton.of_vendor("priya", str(new_id()))
    await stranger.get(await owed(ours), status=404)
    for path in ("obligations", "relief", "reliefs", "relief-rates"):
        await stranger.get(f"{ours.path}/{path}", status=404)
    await stranger.post(f"{ours.path}/obligations", RULING | {"code": "x"}, status=404)
    await ours.rita.post(f"{ours.path}/relief-rates", STANDBY, status=403)
