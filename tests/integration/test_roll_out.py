"""Roll-out over HTTP: cutover, hypercare, handover, and the way back."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.cutovers import CutoverCompleted
from libs.common.events.transition.hypercare import HypercareExtended, HypercareOverran
from libs.common.events.transition.party import Party
from libs.common.events.transition.plans import TransitionReopened
from libs.common.events.transition.roll_backs import (
    RollBackClocksResumed,
    RollBackClocksStopped,
)
from libs.common.events.transition.waves import (
    WaveHandedOver,
    WaveRolledBack,
    WaveStabilised,
)
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned, signed
from tests.office import Caller, Office, office

LIVE = "2025-10-13"
SEV_1 = {
    "code": "sev-1",
    "title": "Incidents of severity 1",
    "how": "total",
    "bound": "at_most",
    "threshold": "0",
    "days": 3,
}
IN_TIME = {
    "code": "in-time",
    "title": "Mails answered in time",
    "how": "share",
    "bound": "at_least",
    "threshold": "0.90",
    "days": 3,
}
ITEMS = [
    {"code": "stop", "title": "Stop changes", "side": "client", "person": "Yusuf", "minutes": 30},
    {
        "code": "route",
        "title": "Route work",
        "side": "vendor",
        "person": "Tiago",
        "minutes": 60,
        "after": ["stop"],
        "past_no_return": True,
        "rollback": "Route work back",
    },
    {
        "code": "cake",
        "title": "Cake for all",
        "side": "client",
        "person": "Sanne",
        "minutes": 10,
        "mandatory": False,
    },
]
PROPOSAL = {"reason": "Refunds went out twice", "caused_by": "vendor"}
RUN = {
    "code": "refunds",
    "title": "Refunds, old and new",
    "process": "mail",
    "unit": "EUR",
    "tolerance": "0.005",
    "tolerance_is_share": True,
    "in_a_row": 2,
    "begins_on": "2025-10-06",
    "until": "2025-10-17",
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton, waves=[signed().waves[0]])


async def decided(ours: Programme) -> str:
    """The gate of wave 2 is GO: the wave's path."""
    gate = await ours.ready()
    await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-08"))
    return f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"


async def live(ours: Programme) -> str:
    wave = await decided(ours)
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on(LIVE))
    return wave


def operations(baton: Office) -> Caller:
    return baton.as_("yusuf", "operations")


async def refused(who: Caller, path: str, day: str, body: Any = None, status: int = 409) -> str:
    """The type of the problem."""
    answer = await who.post(path, body or {}, status=status, baton_date=on(day))
    return str(answer["type"]).rpartition(":")[2]


async def nothing_else_until(ours: Programme, day: str) -> None:
    """Any deed on that day: what was due until then is done first, as by the clock."""
    freeze = {"title": "Far away", "starts_on": "2027-01-01", "ends_on": "2027-01-01"}
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on(day))


# Cutover


async def test_where_a_checklist_is_listed_go_live_waits_for_it(
    baton: Office, ours: Programme
) -> None:
    wave = await decided(ours)
    listed = await ours.sanne.post(f"{wave}/cutover", {"items": ITEMS}, baton_date=on("2025-10-09"))
    assert [listed["time"][name] for name in ("planned", "running", "late")] == [90, 0, 0]
    path = f"{ROOT}/cutovers/{listed['id']}"
    stop, route, cake = [f"{ROOT}/cutover-items/{item['id']}" for item in listed["items"]]
    yusuf = operations(baton)
    assert await refused(ours.sanne, f"{wave}/cutover", LIVE) == "cutover-listed"
    assert await refused(ours.sanne, f"{wave}/go-live", LIVE) == "cutover-open"
    assert await refused(yusuf, f"{stop}/do", LIVE) == "is-listed"
    await ours.sanne.post(f"{path}/begin", baton_date=on(LIVE, 6))
    assert await refused(ours.sanne, f"{path}/begin", LIVE) == "is-running"
    assert await refused(ours.rita, f"{stop}/do", LIVE, status=403) == "other-side"
    await yusuf.post(f"{stop}/fail", {"reason": "A job still runs"}, baton_date=on(LIVE, 7))
    assert await refused(ours.rita, f"{route}/do", LIVE) == "point-of-no-return"
    reason = {"reason": "All counts agree"}
    assert await refused(ours.sanne, f"{path}/pass-point-of-no-return", LIVE, reason, 403)
    await ours.anna.post(f"{path}/pass-point-of-no-return", reason, baton_date=on(LIVE, 7))
    assert await refused(ours.rita, f"{route}/do", LIVE) == "waits-for"
    await yusuf.post(f"{stop}/do", baton_date=on(LIVE, 8))
    assert await refused(yusuf, f"{stop}/do", LIVE) == "is-done"
    assert await refused(ours.sanne, f"{wave}/go-live", LIVE) == "cutover-open"
    seen = await ours.rita.get(path, baton_date=on(LIVE, 8))
    assert [seen["time"][name] for name in ("running", "remaining", "late")] == [120, 60, 90]
    assert (await ours.rita.get(f"{path}/explanation"))["rule"] == "cutover_running_time"
    await ours.rita.post(f"{route}/do", {"note": "done"}, baton_date=on(LIVE, 9))
    went = await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on(LIVE, 9))
    assert went["state"] == "live"
    late = {"reason": "No cake"}
    assert await refused(ours.sanne, f"{cake}/skip", LIVE, late) == "is-completed"
    assert (await ours.sanne.get(cake))["state"] == "open"
    (told,) = await heard(baton, CutoverCompleted)
    assert (told.minutes, told.planned_minutes) == (180, 90)


async def test_items_that_cannot_be_worked_off_are_not_listed(ours: Programme) -> None:
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}/cutover"
    first, second, _ = ITEMS
    for items in (
        [first, first],
        [second],
        [{**first, "after": ["route"]}, second],
    ):
        await ours.sanne.post(wave, {"items": items}, status=422)
    usual = await ours.sanne.post(wave)
    assert (len(usual["items"]), usual["time"]["planned"]) == (8, 570)
    other = {"items": [first]}
    path = f"{ROOT}/cutovers/{usual['id']}/items"
    answer = await ours.sanne.send("PUT", path, other)
    assert [item["code"] for item in answer.json()["items"]] == ["stop"]


async def test_a_rehearsed_rollback_is_measured_at_the_gate_where_a_checklist_is_listed(
    ours: Programme,
) -> None:
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    listed = await ours.sanne.post(f"{wave}/cutover", {"rehearsal_days": 30})
    path, gate = f"{ROOT}/cutovers/{listed['id']}/rehearsals", await ours.gate("wave-2")

    async def shown(day: str) -> tuple[bool, str]:
        criteria = (await ours.sanne.get(gate, baton_date=on(day)))["today"]["criteria"]
        found = next(each for each in criteria if each["code"] == "rollback-rehearsed")
        return found["met"], found["note"]

    assert await shown("2025-10-02") == (False, "the rollback was not rehearsed")
    signed = {"criterion": "rollback-rehearsed", "met": True, "note": "done"}
    await ours.amira.post(f"{gate}/answers", signed, status=422, baton_date=on("2025-10-02"))
    passed = {"kind": "rollback", "minutes": 210, "passed": True}
    silent = {**passed, "passed": False}
    await ours.rita.post(path, silent, status=422, baton_date=on("2025-10-02"))
    ahead = {**passed, "on": "2025-10-03"}
    await ours.rita.post(path, ahead, status=422, baton_date=on("2025-10-02"))
    await ours.rita.post(path, passed, baton_date=on("2025-10-02"))
    assert await shown("2025-11-01") == (True, "passed on 2025-10-02 in 210 minutes")
    assert (await shown("2025-11-02"))[0] is False
    failed = {**silent, "failed": "The mail queue was lost"}
    await ours.rita.post(path, failed, baton_date=on("2025-10-03"))
    assert await shown("2025-10-03") == (False, "failed on 2025-10-03: The mail queue was lost")
    assert [each["passed"] for each in (await ours.rita.get(path))["items"]] == [True, False]


# Hypercare


async def recorded(who: Caller, wave: str, day: str, *told: tuple[str, str, int, int]) -> Any:
    """Of each day: incidents, mails in time, mails."""
    body: list[dict[str, Any]] = []
    for its_day, incidents, met, total in told:
        body += [
            {"criterion": "sev-1", "day": its_day, "value": incidents},
            {"criterion": "in-time", "day": its_day, "value": met, "total": total},
        ]
    return await who.post(f"{wave}/hypercare/records", body, status=200, baton_date=on(day))


async def test_a_wave_is_stabilised_once_its_exit_criteria_are_met(
    baton: Office, ours: Programme
) -> None:
    wave = await live(ours)
    assert await refused(ours.sanne, f"{wave}/stabilise", "2025-10-14") == "no-exit-criteria"
    plan = {"working_days": 10, "criteria": [SEV_1, IN_TIME]}
    begun = await ours.amira.post(f"{wave}/hypercare", plan, baton_date=on(LIVE))
    assert (begun["ends_on"], begun["exit"]["stable"]) == ("2025-10-27", False)
    assert await refused(ours.sanne, f"{wave}/hypercare", LIVE, plan) == "hypercare-planned"
    first = ("2025-10-14", "0", 95, 100)
    await recorded(ours.rita, wave, "2025-10-14", first)
    early = {"criterion": "sev-1", "day": "2025-10-10", "value": "0"}
    ahead = {"criterion": "sev-1", "day": "2025-10-15", "value": "0"}
    other = {"criterion": "laughter", "day": "2025-10-14", "value": "0"}
    total = {"criterion": "sev-1", "day": "2025-10-14", "value": "0", "total": 3}
    for wrong in (early, ahead, other, total):
        path = f"{wave}/hypercare/records"
        await ours.rita.post(path, [wrong], status=422, baton_date=on("2025-10-14"))
    two = (("2025-10-15", "0", 90, 100), ("2025-10-16", "1", 70, 100))
    seen = await recorded(ours.rita, wave, "2025-10-17", *two)
    results = {each["criterion"]: each for each in seen["exit"]["results"]}
    assert (results["sev-1"]["met"], results["sev-1"]["value"]) == (False, "1")
    assert results["in-time"]["note"] == "0.85, at least 0.90"
    stabilise = f"{wave}/stabilise"
    assert await refused(ours.sanne, stabilise, "2025-10-17") == "exit-criteria-not-met"
    reason = {"criterion": "in-time", "reason": "A public holiday in Porto"}
    await refused(ours.sanne, f"{wave}/hypercare/accept", "2025-10-17", reason, 403)
    await ours.anna.post(
        f"{wave}/hypercare/accept", reason, status=200, baton_date=on("2025-10-17")
    )
    assert await refused(ours.sanne, stabilise, "2025-10-17") == "exit-criteria-not-met"
    corrected = ("2025-10-16", "0", 70, 100)
    better = await recorded(ours.amira, wave, "2025-10-17", corrected)
    assert (better["exit"]["stable"], better["exit"]["accepted"]) == (True, ["in-time"])
    outage = {"code": "outage", "title": "Mail is down", "severity": 1, "side": "vendor"}
    raised = await ours.rita.post(f"{wave}/incidents", outage, baton_date=on("2025-10-17"))
    assert await refused(ours.sanne, stabilise, "2025-10-17") == "blocked"
    settled = {"reason": "The server is back"}
    incident = f"{ROOT}/hypercare-incidents/{raised['id']}"
    await ours.rita.post(f"{incident}/resolve", settled, baton_date=on("2025-10-17", 11))
    assert await refused(ours.rita, f"{incident}/resolve", "2025-10-17", settled) == "is-resolved"
    met = {"criterion": "sev-1", "reason": "It is fine"}
    assert await refused(ours.anna, f"{wave}/hypercare/accept", "2025-10-17", met) == (
        "criterion-met"
    )
    done = await ours.sanne.post(stabilise, baton_date=on("2025-10-17", 12))
    assert (done["state"], done["stabilised_on"]) == ("stabilised", "2025-10-17")
    (told,) = await heard(baton, WaveStabilised)
    assert told.accepted == ["in-time"]
    assert [(each.criterion, each.met) for each in told.shown] == [
        ("sev-1", True),
        ("in-time", False),
    ]
    later = await ours.sanne.get(f"{wave}/hypercare", baton_date=on("2025-12-01"))
    assert later["exit"]["results"][0]["met"] is True, "as it was when it was stabilised"
    assert await refused(ours.sanne, stabilise, "2025-10-20") == "is-stabilised"
    assert (
        await refused(
            ours.rita, f"{wave}/hypercare/records", "2025-10-20", [{**early, "day": "2025-10-17"}]
        )
        == "is-stabilised"
    )
    rules = [each["rule"] for each in await ours.rita.get(f"{wave}/hypercare/explanation")]
    assert rules == ["exit_criterion", "exit_criterion"]


async def test_who_set_the_exit_criteria_or_took_one_as_it_is_calls_no_wave_stable(
    baton: Office, ours: Programme
) -> None:
    wave, day = await live(ours), "2025-10-15"
    plan = {"working_days": 5, "criteria": [{**SEV_1, "days": 1}]}
    await ours.amira.post(f"{wave}/hypercare", plan, baton_date=on(LIVE))
    took = {"criterion": "sev-1", "reason": "A public holiday in Porto"}
    accept, stabilise = f"{wave}/hypercare/accept", f"{wave}/stabilise"
    own = baton.as_("amira", "sponsor")
    assert await refused(own, accept, day, took, status=403) == "four-eyes"
    await ours.anna.post(accept, took, status=200, baton_date=on(day))
    assert await refused(ours.amira, stabilise, day, status=403) == "four-eyes"
    accepted = baton.as_("anna", "programme_office")
    assert await refused(accepted, stabilise, day, status=403) == "four-eyes"
    done = await ours.sanne.post(stabilise, baton_date=on(day))
    assert done["state"] == "stabilised"


async def test_an_end_that_passes_is_told_once_and_again_after_it_was_extended(
    baton: Office, ours: Programme
) -> None:
    wave = await decided(ours)
    plan = {"working_days": 3, "criteria": [SEV_1]}
    before = await ours.amira.post(f"{wave}/hypercare", plan, baton_date=on("2025-10-09"))
    assert before["ends_on"] is None
    longer = {"to": "2025-10-20", "reason": "Too few cases"}
    assert await refused(ours.sanne, f"{wave}/hypercare/extend", "2025-10-09", longer) == "not-live"
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on(LIVE))
    await nothing_else_until(ours, "2025-10-16")
    assert (await ours.sanne.get(f"{wave}/hypercare"))["overran"] is False
    await nothing_else_until(ours, "2025-10-17")
    (told,) = await heard(baton, HypercareOverran)
    assert (told.ends_on, told.not_met) == (date(2025, 10, 16), ["sev-1"])
    for to in ("2025-10-16", "2025-10-13"):
        body = {"to": to, "reason": "why"}
        await refused(ours.sanne, f"{wave}/hypercare/extend", "2025-10-17", body, 422)
    path = f"{wave}/hypercare/extend"
    await ours.sanne.post(path, longer, status=200, baton_date=on("2025-10-17"))
    (extended,) = await heard(baton, HypercareExtended)
    assert (extended.was, extended.now) == (date(2025, 10, 16), date(2025, 10, 20))
    await nothing_else_until(ours, "2025-10-25")
    assert [each.ends_on.day for each in await heard(baton, HypercareOverran, 2)] == [16, 20]


# Parallel run


async def test_a_parallel_run_counts_among_the_exit_criteria(ours: Programme) -> None:
    wave = await live(ours)
    plan = {"working_days": 10, "criteria": [SEV_1]}
    await ours.amira.post(f"{wave}/hypercare", plan, baton_date=on(LIVE))
    other = {**RUN, "process": "voice"}
    await ours.amira.post(f"{wave}/parallel-runs", other, status=422)
    endless = {**RUN, "until": "2026-11-10"}
    assert await refused(ours.amira, f"{wave}/parallel-runs", LIVE, endless) == "run-too-long"
    run = await ours.amira.post(f"{wave}/parallel-runs", RUN, baton_date=on(LIVE))
    assert await refused(ours.amira, f"{wave}/parallel-runs", LIVE, RUN) == "code-taken"
    path = f"{ROOT}/parallel-runs/{run['id']}"
    days = [
        {"day": "2025-10-13", "old": "38200.00", "new": "38200.00"},
        {"day": "2025-10-14", "old": "1000.00", "new": "1200.00", "note": "One refund twice"},
    ]
    early = [{**days[0], "day": "2025-10-03"}]
    await ours.rita.post(f"{path}/days", early, status=422, baton_date=on("2025-10-14"))
    await ours.rita.post(f"{path}/days", days, status=200, baton_date=on("2025-10-14"))
    seen = await ours.rita.get(path)
    assert (seen["result"]["in_a_row"], seen["result"]["open"]) == (0, ["2025-10-14"])
    results = (await ours.sanne.get(f"{wave}/hypercare"))["exit"]["results"]
    assert [each["met"] for each in results if each["criterion"] == "parallel-run-refunds"] == [
        False
    ]
    cause = {"day": "2025-10-14", "cause": "The old team booked one refund a day later"}
    await refused(ours.rita, f"{path}/explain", "2025-10-15", cause, 403)
    same = {**cause, "day": "2025-10-13"}
    assert await refused(ours.amira, f"{path}/explain", "2025-10-15", same) == "nothing-differs"
    explained = await ours.amira.post(
        f"{path}/explain", cause, status=200, baton_date=on("2025-10-15")
    )
    assert (explained["result"]["in_a_row"], explained["result"]["met"]) == (2, True)
    assert await refused(ours.amira, f"{path}/end", "2025-10-15", status=403) == "four-eyes"
    ended = await ours.sanne.post(f"{path}/end", status=200, baton_date=on("2025-10-15"))
    assert ended["state"] == "passed"
    assert await refused(ours.rita, f"{path}/days", "2025-10-15", days) == "is-passed"
    assert (await ours.rita.get(f"{path}/explanation"))["result"]["in_a_row"] == 2


# Handover


async def test_a_stable_wave_is_handed_over_to_operations_before_the_plan_closes(
    baton: Office, ours: Programme
) -> None:
    wave = await live(ours)
    begun = await ours.sanne.post(f"{wave}/handovers", baton_date=on("2025-10-14"))
    path, yusuf = f"{ROOT}/handovers/{begun['id']}", operations(baton)
    assert await refused(ours.sanne, f"{wave}/handovers", "2025-10-14") == "handover-begun"
    assert await refused(ours.sanne, f"{ours.path}/close", "2025-10-14") == (
        "handover-not-accepted"
    )
    assert await refused(ours.sanne, f"{path}/offer", "2025-10-14") == "handover-incomplete"
    for code, kind in (("manual", "document"), ("lead", "contact"), ("mails", "service_level")):
        item = {"code": code, "kind": kind, "title": code, "owner": "Rita"}
        await ours.sanne.post(f"{path}/items", item, status=200)
    assert await refused(ours.sanne, f"{path}/offer", "2025-10-14") == "not-stabilised"
    plan = {"working_days": 5, "criteria": [{**SEV_1, "days": 1}]}
    await ours.amira.post(f"{wave}/hypercare", plan, baton_date=on("2025-10-14"))
    calm = [{"criterion": "sev-1", "day": "2025-10-14", "value": "0"}]
    await ours.rita.post(f"{wave}/hypercare/records", calm, status=200, baton_date=on("2025-10-14"))
    await ours.sanne.post(f"{wave}/stabilise", baton_date=on("2025-10-15"))
    await ours.sanne.post(f"{path}/offer", baton_date=on("2025-10-15"))
    back = {"reason": "The manual is of June"}
    await yusuf.post(f"{path}/return", back, baton_date=on("2025-10-15"))
    await ours.sanne.post(f"{path}/offer", baton_date=on("2025-10-16"))
    taken = {"run_by": "Service operations"}
    await refused(ours.sanne, f"{path}/accept", "2025-10-16", taken, 403)
    both = baton.as_("sanne", "programme_office", "operations")
    assert await refused(both, f"{path}/accept", "2025-10-16", taken, 403) == "four-eyes"
    accepted = await yusuf.post(f"{path}/accept", taken, baton_date=on("2025-10-16"))
    assert (accepted["state"], accepted["run_by"]) == ("accepted", "Service operations")
    (told,) = await heard(baton, WaveHandedOver)
    assert (told.accepted_by, told.service_levels) == ("yusuf", ["mails"])
    assert (await ours.wave("wave-2"))["handed_over_on"] == "2025-10-16"
    assert await refused(ours.sanne, f"{wave}/roll-backs", "2025-10-17", PROPOSAL) == (
        "is-handed-over"
    )
    closed = await ours.sanne.post(f"{ours.path}/close", baton_date=on("2025-10-17"))
    assert closed["state"] == "closed"


# The way back


async def test_a_wave_is_rolled_back_as_proposed_decided_and_done_and_then_planned_anew(
    baton: Office, ours: Programme
) -> None:
    wave = await decided(ours)
    listed = await ours.sanne.post(f"{wave}/cutover", {"items": ITEMS}, baton_date=on("2025-10-09"))
    stop, route, _ = [f"{ROOT}/cutover-items/{item['id']}" for item in listed["items"]]
    path = f"{ROOT}/cutovers/{listed['id']}"
    await ours.sanne.post(f"{path}/begin", baton_date=on(LIVE))
    reason = {"reason": "As planned"}
    await ours.anna.post(f"{path}/pass-point-of-no-return", reason, baton_date=on(LIVE))
    for item in (stop, route):
        await ours.sanne.post(f"{item}/do", baton_date=on(LIVE))
    assert await refused(ours.sanne, f"{wave}/roll-backs", LIVE, PROPOSAL) == "not-live"
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on(LIVE))
    for wrong in ({"on": "2025-10-10"}, {"on": "2025-10-16"}, {"criterion": "staff-consulted"}):
        body = {**PROPOSAL, **wrong}
        await ours.sanne.post(f"{wave}/roll-backs", body, status=422, baton_date=on("2025-10-15"))
    ours_to_pay = {**PROPOSAL, "caused_by": "client"}
    proposed = await ours.sanne.post(f"{wave}/roll-backs", ours_to_pay, baton_date=on("2025-10-15"))
    assert await refused(ours.sanne, f"{wave}/roll-backs", "2025-10-15", PROPOSAL) == (
        "roll-back-open"
    )
    back = f"{ROOT}/roll-backs/{proposed['id']}"
    assert await refused(ours.sanne, f"{back}/complete", "2025-10-15") == "is-proposed"
    yes = {"reason": "Customers lose trust"}
    both = baton.as_("sanne", "programme_office", "sponsor")
    assert await refused(both, f"{back}/approve", "2025-10-15", yes, 403) == "four-eyes"
    approved = await ours.piet.post(f"{back}/approve", yes, baton_date=on("2025-10-15"))
    assert [step["title"] for step in approved["steps"]] == ["Route work back"]
    (stopped,) = await heard(baton, RollBackClocksStopped)
    assert (stopped.stopped_on, stopped.caused_by) == (date(2025, 10, 15), Party.CLIENT)
    assert await refused(ours.sanne, f"{back}/complete", "2025-10-16") == "steps-open"
    step = {"step": "route", "outcome": "done"}
    skipped = {**step, "outcome": "skipped", "note": "Let us not"}
    assert await refused(ours.rita, f"{back}/steps", "2025-10-16", skipped, 403) == "other-side"
    await ours.rita.post(f"{back}/steps", step, baton_date=on("2025-10-16"))
    await ours.sanne.post(f"{back}/complete", baton_date=on("2025-10-16"))
    (told,) = await heard(baton, WaveRolledBack)
    assert (told.emergency, told.caused_by, told.reason) == (
        False,
        Party.CLIENT,
        "Refunds went out twice",
    )
    again = await ours.sanne.get(path)
    assert (again["state"], {item["state"] for item in again["items"]}) == ("listed", {"open"})
    assert (await ours.task("wave-2-go-live"))["done_on"] is None
    assert (await ours.sanne.get(await ours.gate("wave-2")))["state"] == "open"
    move = {"to": "2025-11-03", "reason": "Refunds are mended"}
    assert await refused(ours.sanne, f"{wave}/reschedule", "2025-10-20", move) == "no-lessons"
    lesson = {"lesson": "Try refunds of two days", "owner": "Tiago"}
    await ours.sanne.post(f"{back}/lessons", lesson, baton_date=on("2025-10-20"))
    moved = await ours.sanne.post(f"{wave}/reschedule", move, baton_date=on("2025-10-20"))
    assert moved["state"] == "planned"
    (resumed,) = await heard(baton, RollBackClocksResumed)
    assert (resumed.stopped_on, resumed.resumed_on) == (date(2025, 10, 15), date(2025, 10, 20))
    final = await ours.rita.get(back)
    assert (final["state"], final["clocks_from"], final["clocks_until"]) == (
        "planned_anew",
        "2025-10-15",
        "2025-10-20",
    )


async def test_an_emergency_needs_no_decision_takes_over_a_proposal_and_is_told_as_such(
    baton: Office, ours: Programme
) -> None:
    wave = await live(ours)
    proposed = await ours.sanne.post(f"{wave}/roll-backs", PROPOSAL, baton_date=on("2025-10-14"))
    handover = await ours.sanne.post(f"{wave}/handovers", baton_date=on("2025-10-14"))
    at_once = {"reason": "Mails go to the wrong customers"}
    await ours.sanne.post(f"{wave}/roll-back", at_once, baton_date=on("2025-10-15"))
    (told,) = await heard(baton, WaveRolledBack)
    assert told.told() == (
        "Wave wave-2 rolled back as an emergency: Mails go to the wrong customers"
    )
    assert str(told.roll_back_id) == proposed["id"]
    withdrawn = await ours.sanne.get(f"{ROOT}/handovers/{handover['id']}")
    assert withdrawn["state"] == "withdrawn"
    back = f"{ROOT}/roll-backs/{proposed['id']}"
    yes = {"reason": "Too late"}
    assert await refused(ours.anna, f"{back}/approve", "2025-10-15", yes) == "is-rolled-back"
    other = {"caused_by": "client", "reason": "The address list was the client's"}
    attributed = await ours.anna.post(f"{back}/attribute", other, baton_date=on("2025-10-16"))
    assert (attributed["caused_by"], attributed["clocks_from"]) == ("client", "2025-10-16")
    move = {"to": "2025-11-03", "reason": "Mended"}
    await ours.sanne.post(f"{wave}/reschedule", move, baton_date=on("2025-10-16"))
    assert (await ours.sanne.get(back))["clocks_until"] == "2025-10-16"


async def test_a_roll_back_that_is_declined_leaves_the_wave_live(ours: Programme) -> None:
    wave = await live(ours)
    proposed = await ours.sanne.post(f"{wave}/roll-backs", PROPOSAL, baton_date=on("2025-10-14"))
    back = f"{ROOT}/roll-backs/{proposed['id']}"
    no = {"reason": "The refunds are back"}
    declined = await ours.anna.post(f"{back}/decline", no, baton_date=on("2025-10-15"))
    assert (declined["state"], declined["clocks_from"]) == ("declined", None)
    assert (await ours.wave("wave-2"))["state"] == "live"
    assert await refused(ours.anna, f"{back}/approve", "2025-10-15", no) == "is-declined"
    await ours.sanne.post(f"{wave}/roll-backs", PROPOSAL, baton_date=on("2025-10-16"))


async def test_while_a_roll_back_is_open_the_wave_is_not_stable_and_the_plan_not_closed(
    ours: Programme,
) -> None:
    wave = await live(ours)
    plan = {"working_days": 5, "criteria": [{**SEV_1, "days": 1}]}
    await ours.amira.post(f"{wave}/hypercare", plan, baton_date=on("2025-10-14"))
    calm = [{"criterion": "sev-1", "day": "2025-10-14", "value": "0"}]
    await ours.rita.post(f"{wave}/hypercare/records", calm, status=200, baton_date=on("2025-10-14"))
    proposed = await ours.sanne.post(f"{wave}/roll-backs", PROPOSAL, baton_date=on("2025-10-14"))
    for path in (f"{wave}/stabilise", f"{ours.path}/close"):
        assert await refused(ours.sanne, path, "2025-10-15") == "roll-back-open"
    no = {"reason": "The refunds are back"}
    back = f"{ROOT}/roll-backs/{proposed['id']}"
    await ours.anna.post(f"{back}/decline", no, baton_date=on("2025-10-15"))
    await ours.sanne.post(f"{wave}/stabilise", baton_date=on("2025-10-15"))


async def test_a_plan_that_was_closed_is_open_again_once_a_wave_goes_back(
    baton: Office, ours: Programme
) -> None:
    wave = await live(ours)
    await ours.sanne.post(f"{ours.path}/close", baton_date=on("2025-10-15"))
    at_once = {"reason": "Mails go to the wrong customers"}
    await ours.sanne.post(f"{wave}/roll-back", at_once, baton_date=on("2025-10-16"))
    plan = await ours.sanne.get(ours.path)
    assert (plan["state"], plan["closed_on"]) == ("active", None)
    (told,) = await heard(baton, TransitionReopened)
    assert told.was_closed_on == date(2025, 10, 15)


async def test_while_the_client_has_a_wave_go_back_the_vendors_clocks_on_its_claims_stand_still(
    ours: Programme,
) -> None:
    wave = await live(ours)
    claim = await ours.claim("wave-2-stable", "2025-10-14")
    not_yet = {"reason": "Refunds went out twice"}
    await ours.amira.post(f"{claim}/dispute", not_yet, baton_date=on("2025-10-14", 12))

    async def clock(day: str) -> tuple[bool, str, list[str]]:
        seen = (await ours.rita.get(claim, baton_date=on(day)))["clock"]
        going_on = [stop["key"] for stop in seen["stops"] if stop["until"] is None]
        return seen["is_stopped"], seen["business_hours_left"], going_on

    proposal = PROPOSAL | {"caused_by": "client"}
    made = await ours.sanne.post(f"{wave}/roll-backs", proposal, baton_date=on("2025-10-15"))
    assert (await clock("2025-10-15"))[0] is False
    back = f"{ROOT}/roll-backs/{made['id']}"
    yes = {"reason": "Customers lose trust"}
    await ours.piet.post(f"{back}/approve", yes, baton_date=on("2025-10-15"))
    stopped = (True, "21.00", [f"roll-back-{made['id']}"])
    assert await clock("2025-10-20") == stopped
    vendors = {"caused_by": "vendor", "reason": "The list was the vendor's"}
    await ours.piet.post(f"{back}/attribute", vendors, baton_date=on("2025-10-20"))
    assert await clock("2025-10-20") == (False, "21.00", [])
    clients = {"caused_by": "client", "reason": "It was the client's after all"}
    await ours.piet.post(f"{back}/attribute", clients, baton_date=on("2025-10-20"))
    assert await clock("2025-10-22") == stopped
    await ours.sanne.post(f"{back}/withdraw", yes, baton_date=on("2025-10-22"))
    assert await clock("2025-10-22") == (False, "21.00", [])
    at_once = {"reason": "It happens again", "caused_by": "client"}
    await ours.sanne.post(f"{wave}/roll-back", at_once, baton_date=on("2025-10-22"))
    assert (await clock("2025-10-27"))[:2] == (True, "21.00")
    assert not (await ours.rita.get(claim))["silent"]
    move = {"to": "2025-11-05", "reason": "Refunds are mended"}
    await ours.sanne.post(f"{wave}/reschedule", move, baton_date=on("2025-10-27"))
    assert await clock("2025-10-27") == (False, "21.00", [])


async def test_a_clock_that_begins_while_the_wave_goes_back_stands_still_at_once(
    ours: Programme,
) -> None:
    wave = await live(ours)
    claim = await ours.claim("wave-2-stable", "2025-10-14")
    at_once = {"reason": "Mails go to the wrong customers", "caused_by": "client"}
    await ours.sanne.post(f"{wave}/roll-back", at_once, baton_date=on("2025-10-15"))
    not_yet = {"reason": "It went back"}
    await ours.amira.post(f"{claim}/dispute", not_yet, baton_date=on("2025-10-16"))
    assert (await ours.rita.get(claim, baton_date=on("2025-10-20")))["clock"]["is_stopped"]
