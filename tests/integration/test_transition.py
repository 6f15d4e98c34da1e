"""The sample's second wave over HTTP: planned, taught, refused at its gate, moved, taken live."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.gate_waivers import WaiverExpired
from libs.common.events.transition.gates import GateDecided, GateOutcome
from libs.common.events.transition.plans import TransitionClosed, TransitionPlanned
from libs.common.events.transition.waves import WaveRescheduled, WaveRolledBack, WaveWentLive
from libs.common.ids import new_id
from tests.integration.hearing import hearing
from tests.integration.transition_cast import (
    CONTRACT,
    MANUAL,
    ROOT,
    SIGNED_AT,
    VENDOR,
    Programme,
    heard,
    on,
    planned,
    signed,
)
from tests.office import Office, eventually, office
from tests.telling import tell

PEAK = {"title": "Peak", "starts_on": "2025-11-15", "ends_on": "2026-01-10"}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


# Planning


async def test_a_contract_signed_makes_a_plan_that_everybody_is_told_of(
    baton: Office, ours: Programme
) -> None:
    assert ours.plan["finishes_on"] == "2026-03-30"
    (told,) = await heard(baton, TransitionPlanned)
    assert [(wave.code, wave.planned_on, wave.expected_on) for wave in told.waves] == [
        ("wave-2", date(2025, 10, 13), date(2025, 10, 13)),
        ("wave-3", date(2026, 3, 2), date(2026, 3, 2)),
    ]
    assert told.critical_path == ["wave-2-go-live", "wave-3-go-live", "wave-3-hypercare"]


async def test_the_same_contract_told_twice_makes_one_plan(baton: Office) -> None:
    id = new_id()
    await tell(baton, signed(), stated_at=SIGNED_AT, id=id)
    await tell(baton, signed(), stated_at=SIGNED_AT, id=id)
    ours = await planned(baton, contract_id=new_id(), title="Another")
    assert len((await ours.sanne.get(f"{ROOT}/plans?contract={CONTRACT}"))["items"]) == 1


async def test_the_gate_of_wave_2_must_be_passed_by_8_october(ours: Programme) -> None:
    gate = await ours.task("wave-2-gate")
    assert (gate["late_finish"], gate["critical"]) == ("2025-10-08", False)
    assert gate["total_float"] == "10.00"


async def test_tasks_come_in_pages(ours: Programme) -> None:
    first = await ours.sanne.get(f"{ours.path}/tasks?limit=10")
    second = await ours.sanne.get(f"{ours.path}/tasks?limit=10&after={first['next']}")
    assert len(first["items"]) + len(second["items"]) == 20
    assert "next" not in second or second["next"] is None


async def test_the_plan_explains_its_dates_and_its_template(ours: Programme) -> None:
    explained = await ours.sanne.get(f"{ours.path}/explanation")
    assert explained["rule"] == "critical_path"
    assert explained["result"]["critical_path"] == ours.plan["critical_path"]
    template = await ours.sanne.get(f"{ours.path}/template/explanation")
    assert {"label": "wave-2: working days to go-live", "value": 60} in template["steps"]


async def test_a_rushed_contract_is_planned_as_it_can_be_and_says_so(baton: Office) -> None:
    ours = await planned(baton, starts_on=date(2025, 9, 1))
    wave = await ours.wave("wave-2")
    assert (wave["planned_on"], wave["expected_on"]) == ("2025-10-13", "2025-11-24")
    assert ours.plan["warnings"] == [
        "wave-2 is rushed: planned on 2025-10-13, possible from 2025-11-24, 30 working days later."
        " Move the date, begin earlier or take less over."
    ]
    assert (await ours.task("wave-2-pilot"))["total_float"] == "-30.00"


# Freezes, gates, waves: the story


async def test_wave_2_is_no_go_on_8_october_and_moves_behind_the_freeze_98_days_later(
    baton: Office, ours: Programme
) -> None:
    await ours.sanne.post(f"{ours.path}/freezes", PEAK, baton_date=on("2025-07-01"))
    gate = await ours.ready(unaided=71)
    decided = await ours.anna.post(f"{gate}/decide", baton_date=on("2025-10-08"))
    assert (decided["outcome"], decided["state"]) == ("NO-GO", "open")
    (told,) = await heard(baton, GateDecided)
    assert told.outcome is GateOutcome.NO_GO
    assert told.reasons == ["Cases handled unaided in reverse shadowing: 71 % of 85 %"]
    assert told.decided_on == date(2025, 10, 8)

    wave = await ours.wave("wave-2")
    body = {"reason": "Reverse shadowing at 71 % of 85 %"}
    path = f"{ROOT}/waves/{wave['id']}"
    moved = await ours.sanne.post(f"{path}/reschedule", body, baton_date=on("2025-10-08"))
    assert (moved["planned_on"], moved["first_planned_on"]) == ("2026-01-19", "2025-10-13")
    (moving,) = await heard(baton, WaveRescheduled)
    assert (moving.was, moving.now, moving.days) == (date(2025, 10, 13), date(2026, 1, 19), 98)
    steps = (await ours.sanne.get(f"{path}/explanation"))["steps"]
    assert steps[0]["label"] == "2025-10-13 + 13 business days of rework"
    assert (await ours.task("wave-2-go-live"))["early_start"] == "2026-01-19"
    assert (await ours.task("wave-3-go-live"))["early_start"] == "2026-03-02"

    await ours.report_step(
        "returns", "rita", "reverse_shadowed", "2026-01-12", cases=40, unaided=37
    )

    async def better() -> Any:
        return (await ours.sanne.get(gate))["today"]["outcome"] == "GO"

    await eventually(better)
    decided = await ours.anna.post(f"{gate}/decide", baton_date=on("2026-01-14"))
    assert (decided["outcome"], decided["state"]) == ("GO", "passed")
    live = await ours.sanne.post(f"{path}/go-live", baton_date=on("2026-01-19"))
    assert (live["state"], live["live_on"]) == ("live", "2026-01-19")
    (went,) = await heard(baton, WaveWentLive)
    assert (went.wave, went.live_on, went.processes) == (
        "wave-2",
        date(2026, 1, 19),
        ["mail", "chat"],
    )
    outcomes = [one["outcome"] for one in (await ours.sanne.get(f"{gate}/decisions"))["items"]]
    assert outcomes == ["NO-GO", "GO"]


async def test_a_decision_stays_as_it_was_with_all_it_rests_on(ours: Programme) -> None:
    gate = await ours.ready(unaided=71)
    await ours.anna.post(f"{gate}/decide", baton_date=on("2025-10-08"))
    await ours.report_step(
        "returns", "rita", "reverse_shadowed", "2025-10-20", cases=40, unaided=40
    )

    async def better() -> Any:
        return (await ours.sanne.get(gate))["today"]["outcome"] == "GO"

    await eventually(better)
    (summary,) = (await ours.sanne.get(f"{gate}/decisions"))["items"]
    decision = await ours.sanne.get(f"{ROOT}/gate-decisions/{summary['id']}")
    assert summary.items() <= decision.items()
    shadowing = next(c for c in decision["criteria"] if c["code"] == "reverse-shadowing")
    assert (shadowing["value"], shadowing["threshold"], shadowing["met"]) == (
        "0.7100",
        "0.85",
        False,
    )
    assert [one["rule"] for one in decision["measured"]] == [
        "knowledge_transfer",
        "reverse_shadow_pass",
        "milestones_accepted",
    ]
    assert len(decision["answers"]) == len(MANUAL)
    explained = await ours.sanne.get(f"{gate}/explanation")
    assert explained == decision["explanation"]
    assert explained["result"]["outcome"] == "NO-GO"


async def test_a_gate_before_any_decision_explains_how_it_would_come_out(ours: Programme) -> None:
    gate = await ours.gate("wave-2")
    assert (await ours.sanne.get(f"{gate}/explanation"))["result"]["outcome"] == "NO-GO"


COACH = {"criterion": "reverse-shadowing", "owner": "rita", "reason": "A coach stays"}


async def conditional(ours: Programme, expires_on: str = "2025-10-14") -> str:
    """Decided on 8 October in spite of the cases, on a waiver: the gate."""
    gate = await ours.ready(unaided=71)
    waiver = {**COACH, "expires_on": expires_on}
    await ours.anna.post(f"{gate}/waivers", waiver, baton_date=on("2025-10-08"))
    decided = await ours.piet.post(f"{gate}/decide", {}, baton_date=on("2025-10-08"))
    assert (decided["outcome"], decided["holds_until"]) == ("CONDITIONAL", expires_on)
    return gate


async def wave_2(ours: Programme) -> str:
    return f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"


async def something_happens(ours: Programme, day: str) -> None:
    """Any deed on that day: what was due until then is done first, as by the clock."""
    freeze = {"title": "Far away", "starts_on": "2027-01-01", "ends_on": "2027-01-01"}
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on(day))


async def test_a_waiver_lets_the_wave_through_until_it_expires(ours: Programme) -> None:
    await conditional(ours)
    wave = await wave_2(ours)
    late = await ours.sanne.post(f"{wave}/go-live", {}, status=409, baton_date=on("2025-10-15"))
    assert late["type"].endswith("waiver-expired")
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on("2025-10-14"))
    assert (await ours.wave("wave-2"))["state"] == "live"


async def test_the_gate_closes_by_itself_when_its_waiver_expires(
    baton: Office, ours: Programme
) -> None:
    gate = await conditional(ours)
    await ours.piet.post(f"{gate}/decide", {}, status=409, baton_date=on("2025-10-14"))
    await something_happens(ours, "2025-10-15")
    assert (await ours.sanne.get(gate))["state"] == "open"
    (told,) = await heard(baton, WaiverExpired)
    assert (told.wave, told.criterion, told.owner) == ("wave-2", "reverse-shadowing", "rita")
    assert (told.expired_on, told.after_go_live) == (date(2025, 10, 14), False)
    await ours.piet.post(f"{gate}/decide", {}, baton_date=on("2025-10-15"))
    again = await ours.sanne.get(gate)
    assert (again["outcome"], again["state"], again["holds_until"]) == ("NO-GO", "open", None)


async def test_the_last_day_of_a_waiver_ends_where_the_contract_lives(ours: Programme) -> None:
    gate = await conditional(ours)
    freeze = {"title": "Far away", "starts_on": "2027-01-01", "ends_on": "2027-01-01"}
    for moment, state in (("2025-10-14T21:59:59", "passed"), ("2025-10-14T22:00:00", "open")):
        await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=f"{moment}+00:00")
        assert (await ours.sanne.get(gate))["state"] == state


async def test_each_waiver_that_expires_after_go_live_is_told_of_and_the_wave_stays_live(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready(unaided=71)
    untrue = {"criterion": "rollback-rehearsed", "met": False, "note": "in November"}
    await ours.amira.post(f"{gate}/answers", untrue, baton_date=on("2025-10-07"))
    later = {"criterion": "rollback-rehearsed", "owner": "yusuf", "reason": "The carrier"}
    for waiver, until in ((COACH, "2025-10-20"), (later, "2025-11-03")):
        body = {**waiver, "expires_on": until}
        await ours.anna.post(f"{gate}/waivers", body, baton_date=on("2025-10-08"))
    await ours.piet.post(f"{gate}/decide", {}, baton_date=on("2025-10-08"))
    await ours.sanne.post(f"{await wave_2(ours)}/go-live", {}, baton_date=on("2025-10-13"))
    await something_happens(ours, "2025-12-01")
    told = await heard(baton, WaiverExpired, 2)
    assert [(one.criterion, one.expired_on, one.after_go_live) for one in told] == [
        ("reverse-shadowing", date(2025, 10, 20), True),
        ("rollback-rehearsed", date(2025, 11, 3), True),
    ]
    assert (await ours.sanne.get(gate))["state"] == "passed"
    assert (await ours.wave("wave-2"))["state"] == "live"


async def test_the_waiver_of_a_decision_that_no_longer_stands_expires_in_silence(
    baton: Office, ours: Programme
) -> None:
    gate = await conditional(ours)
    body = {"to": "2025-10-27", "reason": "Network works"}
    await ours.sanne.post(f"{await wave_2(ours)}/reschedule", body, baton_date=on("2025-10-09"))
    await ours.report_step(
        "returns", "rita", "reverse_shadowed", "2025-10-13", cases=40, unaided=40
    )

    async def better() -> Any:
        return (await ours.sanne.get(gate))["today"]["outcome"] == "GO"

    await eventually(better)
    await ours.piet.post(f"{gate}/decide", {}, baton_date=on("2025-10-14"))
    await something_happens(ours, "2025-10-16")
    assert (await ours.sanne.get(gate))["state"] == "passed"
    await ours.sanne.post(f"{await wave_2(ours)}/go-live", {}, baton_date=on("2025-10-27"))
    async with hearing(baton, WaiverExpired.topic) as told:
        assert await told.none_of(WaiverExpired, before=WaveWentLive)


async def test_whoever_waived_a_criterion_does_not_decide_on_it(ours: Programme) -> None:
    gate = await ours.ready(unaided=71)
    waiver = {**COACH, "expires_on": "2025-10-14"}
    await ours.anna.post(f"{gate}/waivers", waiver, baton_date=on("2025-10-08"))
    refused = await ours.anna.post(f"{gate}/decide", {}, status=403, baton_date=on("2025-10-08"))
    assert refused["type"].endswith("four-eyes")
    assert "waived reverse-shadowing" in refused["detail"]


async def test_a_waiver_that_nothing_rests_on_keeps_nobody_from_deciding(ours: Programme) -> None:
    gate = await ours.ready()
    waiver = {**COACH, "expires_on": "2025-10-14"}
    await ours.anna.post(f"{gate}/waivers", waiver, baton_date=on("2025-10-08"))
    await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-08"))
    decided = await ours.sanne.get(gate)
    assert (decided["outcome"], decided["holds_until"]) == ("GO", None)


# The day of a decision


async def decided_on(ours: Programme, gate: str, day: str, *, today: str) -> Any:
    await ours.piet.post(f"{gate}/decide", {"decided_on": day}, baton_date=on(today))
    decided = await ours.sanne.get(gate)
    assert decided["decided_on"] == day
    return decided


async def must_not_be_dated(ours: Programme, gate: str, day: str, *, today: str) -> None:
    body = {"decided_on": day}
    refused = await ours.piet.post(f"{gate}/decide", body, status=422, baton_date=on(today))
    assert refused["errors"][0]["field"] == "/decided_on"


async def test_a_decision_may_be_put_on_record_later_but_not_ahead(ours: Programme) -> None:
    gate = await ours.ready()
    await must_not_be_dated(ours, gate, "2025-10-11", today="2025-10-10")
    decided = await decided_on(ours, gate, "2025-10-08", today="2025-10-10")
    assert decided["outcome"] == "GO"


async def test_no_decision_is_dated_before_an_answer_a_waiver_or_the_one_before_it(
    ours: Programme,
) -> None:
    gate = await ours.ready(unaided=71)
    await must_not_be_dated(ours, gate, "2025-10-06", today="2025-10-20")
    await decided_on(ours, gate, "2025-10-08", today="2025-10-08")
    await must_not_be_dated(ours, gate, "2025-10-07", today="2025-10-20")
    waiver = {**COACH, "expires_on": "2025-12-01"}
    await ours.anna.post(f"{gate}/waivers", waiver, baton_date=on("2025-10-09"))
    await must_not_be_dated(ours, gate, "2025-10-08", today="2025-10-20")
    answer = {"criterion": "staff-consulted", "met": True, "note": "once more"}
    await ours.amira.post(f"{gate}/answers", answer, baton_date=on("2025-10-10"))
    await must_not_be_dated(ours, gate, "2025-10-09", today="2025-10-20")
    await decided_on(ours, gate, "2025-10-10", today="2025-10-20")


async def test_no_decision_is_dated_before_the_progress_it_rests_on(ours: Programme) -> None:
    gate = await ours.ready(unaided=71)
    await ours.report_step(
        "returns", "rita", "reverse_shadowed", "2025-10-20", cases=40, unaided=40
    )

    async def better() -> Any:
        return (await ours.sanne.get(gate))["today"]["outcome"] == "GO"

    await eventually(better)
    await must_not_be_dated(ours, gate, "2025-10-19", today="2025-10-21")
    await decided_on(ours, gate, "2025-10-20", today="2025-10-21")


async def test_no_decision_is_dated_before_a_milestone_it_rests_on_was_accepted(
    ours: Programme,
) -> None:
    await ours.list_topics()
    await ours.teach_everything(90)
    await ours.accepted("wave-2-kt-complete", "2025-10-07")
    claim = await ours.claim("wave-2-pilot-complete", "2025-10-07")
    await ours.amira.post(f"{claim}/accept", {}, baton_date=on("2025-10-09"))
    gate = await ours.gate("wave-2")
    await ours.answer_all(gate)
    await must_not_be_dated(ours, gate, "2025-10-08", today="2025-10-13")
    await decided_on(ours, gate, "2025-10-09", today="2025-10-13")


async def test_a_decision_dated_back_does_not_revive_a_waiver_that_has_expired(
    ours: Programme,
) -> None:
    gate = await ours.ready(unaided=71)
    waiver = {**COACH, "expires_on": "2025-10-14"}
    await ours.anna.post(f"{gate}/waivers", waiver, baton_date=on("2025-10-08"))
    decided = await decided_on(ours, gate, "2025-10-14", today="2025-10-15")
    assert decided["outcome"] == "NO-GO"


async def test_a_report_from_where_it_is_tomorrow_does_not_hold_up_a_decision_today(
    ours: Programme,
) -> None:
    gate = await ours.ready(unaided=71)
    ahead = {"topic_code": "returns", "person": "rita", "step": "reverse_shadowed"}
    await ours.report_progress("2025-10-08", **ahead, done_on="2025-10-09", cases=40, unaided=40)

    async def better() -> Any:
        return (await ours.sanne.get(gate))["today"]["outcome"] == "GO"

    await eventually(better)
    assert (await decided_on(ours, gate, "2025-10-08", today="2025-10-08"))["outcome"] == "GO"


async def test_whoever_answered_for_a_criterion_does_not_decide(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    both = baton.as_("amira", "sponsor")
    refused = await both.post(f"{gate}/decide", {}, status=403, baton_date=on("2025-10-08"))
    assert refused["type"].endswith("four-eyes")


async def test_measured_and_unknown_criteria_are_not_answered_by_hand(ours: Programme) -> None:
    gate = await ours.gate("wave-2")
    for criterion in ("reverse-shadowing", "good-mood"):
        body = {"criterion": criterion, "met": True, "note": "trust me"}
        refused = await ours.amira.post(f"{gate}/answers", body, status=422)
        assert refused["errors"][0]["field"] == "/criterion"


async def test_a_gate_that_is_passed_takes_no_more_answers_waivers_or_decisions(
    ours: Programme,
) -> None:
    gate = await ours.ready()
    await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-08"))
    answer = {"criterion": "staff-consulted", "met": False, "note": "after all"}
    waiver = {
        "criterion": "staff-consulted",
        "owner": "a",
        "reason": "b",
        "expires_on": "2026-01-01",
    }
    for caller, verb, body in (
        (ours.amira, "answers", answer),
        (ours.anna, "waivers", waiver),
        (ours.anna, "decide", {}),
    ):
        refused = await caller.post(f"{gate}/{verb}", body, status=409, baton_date=on("2025-10-09"))
        assert refused["type"].endswith("gate-passed")


async def test_a_waiver_that_has_expired_or_names_nothing_is_refused(ours: Programme) -> None:
    gate = await ours.gate("wave-2")
    expired = {
        "criterion": "staff-consulted",
        "owner": "a",
        "reason": "b",
        "expires_on": "2025-10-07",
    }
    unknown = {**expired, "criterion": "good-mood", "expires_on": "2025-12-01"}
    for body, field in ((expired, "/expires_on"), (unknown, "/criterion")):
        refused = await ours.anna.post(
            f"{gate}/waivers", body, status=422, baton_date=on("2025-10-08")
        )
        assert refused["errors"][0]["field"] == field


async def test_a_planned_date_within_a_freeze_blocks_the_gate(ours: Programme) -> None:
    gate = await ours.ready()
    freeze = {"title": "Audit", "starts_on": "2025-10-10", "ends_on": "2025-10-20"}
    declared = await ours.sanne.post(f"{ours.path}/freezes", freeze, status=201)
    assert declared["waves_within"] == ["wave-2"]
    assert (await ours.sanne.get(gate))["today"]["reasons"] == [
        "wave-2 is planned on 2025-10-13, within the freeze Audit."
    ]


# Going live, with wrong steps


async def passed(ours: Programme) -> str:
    gate = await ours.ready()
    await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-08"))
    return f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"


async def test_no_wave_goes_live_without_its_gate(ours: Programme) -> None:
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    refused = await ours.sanne.post(f"{wave}/go-live", {}, status=409, baton_date=on("2025-10-13"))
    assert refused["type"].endswith("gate-not-passed")


async def test_no_wave_goes_live_before_its_gate_in_a_freeze_or_in_the_future(
    ours: Programme,
) -> None:
    wave = await passed(ours)
    await ours.sanne.post(f"{ours.path}/freezes", PEAK)
    steps = (("2025-10-07", 409, "before-gate"), ("2025-11-20", 409, "in-freeze"))
    for day, status, kind in steps:
        body = {"live_on": day}
        refused = await ours.sanne.post(
            f"{wave}/go-live", body, status=status, baton_date=on("2025-11-21")
        )
        assert refused["type"].endswith(kind)
    future = {"live_on": "2025-10-14"}
    await ours.sanne.post(f"{wave}/go-live", future, status=422, baton_date=on("2025-10-13"))


async def test_a_wave_that_is_moved_needs_its_gate_again(ours: Programme) -> None:
    wave = await passed(ours)
    body = {"to": "2025-10-27", "reason": "Network works"}
    await ours.sanne.post(f"{wave}/reschedule", body, baton_date=on("2025-10-09"))
    refused = await ours.sanne.post(f"{wave}/go-live", {}, status=409, baton_date=on("2025-10-27"))
    assert refused["type"].endswith("gate-not-passed")


async def test_a_stated_date_is_checked(ours: Programme) -> None:
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    await ours.sanne.post(f"{ours.path}/freezes", PEAK)
    for to, status in (("2025-10-07", 422), ("2025-12-01", 409), ("2025-10-13", 409)):
        body = {"to": to, "reason": "why not"}
        await ours.sanne.post(
            f"{wave}/reschedule", body, status=status, baton_date=on("2025-10-08")
        )
    both = {"to": "2026-02-02", "rework_days": 5, "reason": "both"}
    await ours.sanne.post(f"{wave}/reschedule", both, status=422)
    assert (await ours.sanne.get(f"{wave}/explanation", status=409))["type"].endswith(
        "not-computed"
    )


async def test_a_wave_that_is_live_is_not_moved_nor_taken_live_again(ours: Programme) -> None:
    wave = await passed(ours)
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on("2025-10-13"))
    for verb, body in (("reschedule", {"reason": "late"}), ("go-live", {})):
        refused = await ours.sanne.post(
            f"{wave}/{verb}", body, status=409, baton_date=on("2025-10-14")
        )
        assert refused["type"].endswith("already-live")


async def test_a_wave_rolled_back_goes_live_again_after_a_new_decision(
    baton: Office, ours: Programme
) -> None:
    wave = await passed(ours)
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on("2025-10-13"))
    body = {"reason": "Refunds went out twice", "on": "2025-10-15"}
    back = await ours.sanne.post(f"{wave}/roll-back", body, baton_date=on("2025-10-15"))
    assert (back["state"], back["live_on"], back["rolled_back_on"]) == (
        "rolled_back",
        None,
        "2025-10-15",
    )
    (told,) = await heard(baton, WaveRolledBack)
    assert told.reason == "Refunds went out twice"
    assert (await ours.task("wave-2-go-live"))["done_on"] is None
    again = await ours.sanne.post(
        f"{wave}/roll-back", body, status=409, baton_date=on("2025-10-15")
    )
    assert again["type"].endswith("not-live")
    gate = await ours.gate("wave-2")
    await ours.sanne.post(f"{wave}/go-live", {}, status=409, baton_date=on("2025-10-20"))
    old = await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-20"))
    assert old["outcome"] == "NO-GO", "what was answered before the roll-back counts no longer"
    await ours.answer_all(gate, "2025-10-21")
    await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-21"))
    early = {"live_on": "2025-10-14"}
    await ours.sanne.post(f"{wave}/go-live", early, status=422, baton_date=on("2025-10-22"))
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on("2025-10-22"))


async def test_a_wave_rolled_back_is_planned_again_once_it_has_a_new_date(ours: Programme) -> None:
    wave = await passed(ours)
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on("2025-10-13"))
    back = {"reason": "Refunds went out twice", "on": "2025-10-15"}
    await ours.sanne.post(f"{wave}/roll-back", back, baton_date=on("2025-10-15"))
    body = {"to": "2025-11-03", "reason": "Refunds are mended"}
    moved = await ours.sanne.post(f"{wave}/reschedule", body, baton_date=on("2025-10-16"))
    assert (moved["state"], moved["rolled_back_on"]) == ("planned", "2025-10-15")


async def test_the_transition_closes_once_every_wave_is_live(baton: Office) -> None:
    only = [signed().waves[0]]
    ours = await planned(baton, waves=only)
    early = await ours.sanne.post(f"{ours.path}/close", {}, status=409)
    assert early["type"].endswith("not-all-live")
    wave = await passed(ours)
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on("2025-10-13"))
    before = {"closed_on": "2025-10-12"}
    await ours.sanne.post(f"{ours.path}/close", before, status=422, baton_date=on("2025-11-14"))
    closed = await ours.sanne.post(f"{ours.path}/close", baton_date=on("2025-11-14"))
    assert (closed["state"], closed["closed_on"]) == ("closed", "2025-11-14")
    assert [told.closed_on for told in await heard(baton, TransitionClosed)] == [date(2025, 11, 14)]
    again = await ours.sanne.post(f"{ours.path}/close", {}, status=409)
    assert again["type"].endswith("already-closed")
    assert str(VENDOR) == ours.plan["vendor_id"]
