"""What vendors report over the bus, and what the client answers: claims, knowledge, slips."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.governance import ExitTriggered, ScalingRequested
from libs.common.events.transition.claims import (
    ClaimFellSilent,
    MilestoneAccepted,
    MilestoneDisputed,
)
from libs.common.events.transition.plans import ScheduleSlipped, TransitionPlanned, WaveAdded
from libs.common.events.transition.reports import ReportRefused
from libs.common.events.vendor.milestones import MilestoneProgressReported
from libs.common.ids import new_id
from tests.integration.transition_cast import (
    CONTRACT,
    OURS,
    PROGRAMME,
    ROOT,
    SIGNED_AT,
    VENDOR,
    Programme,
    at,
    heard,
    on,
    planned,
    signed,
)
from tests.office import Office, eventually, office
from tests.telling import tell


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def refusals(baton: Office, count: int = 1) -> list[ReportRefused]:
    return await heard(baton, ReportRefused, count)


async def test_a_date_far_from_the_plan_is_refused_and_moves_nothing(
    baton: Office, ours: Programme
) -> None:
    for n, wrong in enumerate(({"started_on": "0001-01-01"}, {"expected_on": "9999-12-31"})):
        report = MilestoneProgressReported.model_validate(
            {**OURS, "milestone": "wave-2-pilot-complete", **wrong}
        )
        await tell(baton, report, stated_at=at("2025-08-31"))
        assert (await refusals(baton, n + 1))[n].kind == "out-of-reach"
    assert (await ours.task("wave-2-pilot"))["started_at"] is None


async def test_a_slip_that_is_reported_is_told_once_with_its_reason(
    baton: Office, ours: Programme
) -> None:
    facts = ({"expected_on": "2025-10-20", "reason": "Sick leave"}, {"percent": 10})
    for fact in facts:
        report = MilestoneProgressReported.model_validate(
            {**OURS, "milestone": "wave-2-pilot-complete", **fact}
        )
        await tell(baton, report, stated_at=at("2025-08-31"))

    async def settled() -> bool:
        return bool((await ours.task("wave-2-pilot"))["percent"] == 10)

    await eventually(settled)
    (told,) = await heard(baton, ScheduleSlipped)
    assert (told.now, told.reason) == (date(2025, 10, 20), "Sick leave")


# Claims


async def test_a_reported_milestone_is_a_claim_until_it_is_accepted_and_moves_the_plan(
    baton: Office, ours: Programme
) -> None:
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    opened = await ours.rita.get(claim)
    assert (opened["state"], opened["due_at"]) == ("open", "2025-09-03T22:00:00Z")
    answered = await ours.amira.post(f"{claim}/accept", baton_date=on("2025-09-01"))
    assert (answered["state"], answered["answered_by"]) == ("accepted", "amira")
    (told,) = await heard(baton, MilestoneAccepted)
    assert (told.milestone, str(told.report_id)) == ("wave-2-kt-complete", opened["report_id"])
    done = await ours.task("wave-2-reverse-shadow")
    assert (done["done_on"], done["accepted"]) == ("2025-08-29", True)
    assert (await ours.task("wave-2-pilot"))["early_start"] == "2025-09-01"


async def test_a_claim_explains_its_deadline(ours: Programme) -> None:
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    explained = await ours.rita.get(f"{claim}/explanation")
    clock = explained["inputs"]["course"]["running"]
    assert (explained["rule"], explained["result"]) == ("course_of_a_claim", "open")
    assert (clock["explanation"]["rule"], clock["days"]) == ("acceptance_deadline", 3)
    assert "3 business days later" in [step["label"] for step in explained["steps"]]


async def test_after_a_dispute_the_milestone_can_be_claimed_anew(
    baton: Office, ours: Programme
) -> None:
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    body = {"reason": "Two topics are not taught"}
    await ours.amira.post(f"{claim}/dispute", body, baton_date=on("2025-09-01"))
    (told,) = await heard(baton, MilestoneDisputed)
    assert told.reason == "Two topics are not taught"
    assert (await ours.task("wave-2-reverse-shadow"))["done_on"] is None
    second = await ours.claim("wave-2-kt-complete", "2025-09-04")
    assert second != claim
    assert len(await ours.items("claims?state=open")) == 1


async def test_a_claim_is_answered_once(ours: Programme) -> None:
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    await ours.amira.post(f"{claim}/accept", {}, baton_date=on("2025-09-01"))
    for verb, body in (("accept", {}), ("dispute", {"reason": "no"})):
        refused = await ours.amira.post(
            f"{claim}/{verb}", body, status=409, baton_date=on("2025-09-01")
        )
        assert refused["type"].endswith("already-answered")


async def test_the_same_event_twice_is_one_claim(baton: Office, ours: Programme) -> None:
    id = new_id()
    await ours.report_milestone("wave-2-kt-complete", "2025-08-29", id=id)
    await ours.report_milestone("wave-2-kt-complete", "2025-08-29", id=id)
    await ours.report_milestone("nonsense", "2025-08-29")
    assert [refused.kind for refused in await refusals(baton)] == ["unknown-milestone"]
    assert len(await ours.claims()) == 1


async def test_of_two_reports_of_one_milestone_the_newer_is_the_claim(
    baton: Office, ours: Programme
) -> None:
    first = await ours.report_milestone("wave-2-kt-complete", "2025-08-29")
    second = await ours.report_milestone("wave-2-kt-complete", "2025-08-30")
    (refused,) = await refusals(baton)
    (claim,) = await ours.claims()
    assert (claim["report_id"], claim["reached_on"]) == (str(second), "2025-08-30")
    assert (refused.kind, refused.report_id) == ("superseded", first)
    assert str(refused.claim_id) == claim["id"]
    assert str(second) in refused.reason


async def test_an_older_report_that_comes_late_does_not_take_the_claims_place(
    baton: Office, ours: Programme
) -> None:
    as_of = datetime(2025, 8, 30, 9, tzinfo=UTC)
    newer = await ours.report_milestone("wave-2-kt-complete", "2025-08-30", as_of=as_of)
    older = await ours.report_milestone(
        "wave-2-kt-complete", "2025-08-31", as_of=as_of - timedelta(hours=1)
    )
    assert [refused.report_id for refused in await refusals(baton)] == [older]
    (claim,) = await ours.claims()
    assert (claim["report_id"], claim["reached_on"]) == (str(newer), "2025-08-30")


async def test_a_report_moves_the_plan_at_once_and_a_dispute_moves_it_back(
    baton: Office, ours: Programme
) -> None:
    shadow = "wave-2-kt-complete"
    before = (await ours.task("wave-2-pilot"))["early_start"]
    claim = await ours.claim(shadow, "2025-08-15")
    assert (await ours.task("wave-2-pilot"))["early_start"] == "2025-08-18"
    assert (await ours.task("wave-2-reverse-shadow"))["reported_on"] == "2025-08-15"
    await ours.amira.post(f"{claim}/dispute", {"reason": "No evidence"}, status=200)
    assert (await ours.task("wave-2-pilot"))["early_start"] == before


async def test_progress_moves_the_plan_by_the_newest_word_of_each_fact(
    baton: Office, ours: Programme
) -> None:
    def report(hour: int, **facts: Any) -> MilestoneProgressReported:
        return MilestoneProgressReported(
            programme_id=PROGRAMME,
            vendor_id=VENDOR,
            contract_id=CONTRACT,
            milestone="wave-2-pilot-complete",
            as_of=datetime(2025, 8, 30, hour, tzinfo=UTC),
            **facts,
        )

    told = [
        report(9, percent=40, expected_on=date(2025, 10, 10), reason="Sick leave"),
        report(8, percent=20, expected_on=date(2025, 10, 20), started_on=date(2025, 8, 26)),
        report(10, percent=50),
    ]
    for event in told:
        await tell(baton, event, stated_at=at("2025-08-31"))

    async def settled() -> dict[str, Any] | None:
        task = await ours.task("wave-2-pilot")
        return task if task["percent"] == 50 else None

    task = await eventually(settled)
    assert (task["slipped_to"], task["early_finish"]) == ("2025-10-10", "2025-10-10")
    assert task["started_at"] == "2025-08-26T00:00:00"


@pytest.mark.parametrize(
    ("milestone", "reached_on", "kind"),
    [
        ("wave-9-live", "2025-08-29", "unknown-milestone"),
        ("wave-2-kt-complete", "2025-09-15", "in-the-future"),
        ("wave-2-kt-complete", "2025-06-15", "before-start"),
    ],
)
async def test_a_report_that_cannot_be_right_is_refused_with_its_kind(
    baton: Office, ours: Programme, milestone: str, reached_on: str, kind: str
) -> None:
    await ours.report_milestone(milestone, "2025-08-29", reached_on=reached_on)
    assert [refused.kind for refused in await refusals(baton)] == [kind]
    assert await ours.claims() == []


async def test_a_milestone_that_was_accepted_is_not_claimed_again(
    baton: Office, ours: Programme
) -> None:
    await ours.accepted("wave-2-kt-complete", "2025-08-29")
    await ours.report_milestone("wave-2-kt-complete", "2025-09-05")
    assert [refused.kind for refused in await refusals(baton)] == ["already-accepted"]


async def test_a_claim_without_an_answer_falls_silent_once_and_can_still_be_answered(
    baton: Office, ours: Programme
) -> None:
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    freeze = {"title": "f", "starts_on": "2025-12-01", "ends_on": "2025-12-02"}
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on("2025-09-03", 21))
    assert not (await ours.sanne.get(claim))["silent"]
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on("2025-09-03", 22))
    assert (await ours.sanne.get(claim))["silent"]
    (told,) = await heard(baton, ClaimFellSilent)
    assert (told.milestone, told.days) == ("wave-2-kt-complete", 3)
    late = await ours.amira.post(f"{claim}/accept", {}, baton_date=on("2025-09-05"))
    assert (late["state"], late["silent"]) == ("accepted", True)


async def test_a_claim_that_was_answered_does_not_fall_silent(
    baton: Office, ours: Programme
) -> None:
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    await ours.amira.post(f"{claim}/accept", {}, baton_date=on("2025-09-01"))
    await ours.claim("wave-2-pilot-complete", "2025-09-20")
    assert not (await ours.sanne.get(claim))["silent"]


async def test_a_report_before_its_contract_waits_for_it(baton: Office) -> None:
    """From another topic it may overtake: an exit comes before the contract it ends."""
    leaving = ExitTriggered(**OURS, exit_id=new_id(), reason="Costs", leave_on=date(2026, 12, 31))
    await tell(baton, leaving, stated_at=at("2026-06-01"))
    await tell(baton, signed(), stated_at=SIGNED_AT)
    told = await heard(baton, TransitionPlanned, 2)
    assert [plan.is_exit for plan in told] == [False, True]


# Knowledge


async def test_progress_is_seen_by_person_topic_and_wave(ours: Programme) -> None:
    await ours.list_topics()
    for step in ("documented", "taught"):
        await ours.report_step("returns", "rita", step, "2025-08-01")
    await ours.report_step("returns", "tiago", "documented", "2025-08-01")

    async def arrived() -> bool:
        knowledge = await ours.rita.get(f"{ours.path}/knowledge")
        returns = knowledge["topics"][0]
        shares = {p["person"]: p["share"] for p in returns["people"]}
        return bool(
            shares == {"rita": "0.4000", "tiago": "0.2000"}
            and returns["share"] == "0.2000"
            and knowledge["waves"][0]["share"] == knowledge["share"] == "0.1667"
            and knowledge["waves"][1]["share"] is None
            and knowledge["reverse_shadowing"]["share"] is None
        )

    await eventually(arrived)
    explained = await ours.sanne.get(f"{ours.path}/knowledge/explanation?wave=wave-2")
    assert explained["rule"] == "knowledge_transfer"


@pytest.mark.parametrize(
    ("report", "kind"),
    [
        ({"topic_code": "astrology"}, "unknown-topic"),
        ({"person": "colin"}, "unknown-person"),
        ({"cases": 3, "unaided": 4}, "more-unaided-than-cases"),
        ({"done_on": "2025-08-04"}, "in-the-future"),
        ({}, "nothing-shows-it"),
    ],
)
async def test_progress_that_cannot_be_right_is_refused_with_its_kind(
    baton: Office, ours: Programme, report: dict[str, object], kind: str
) -> None:
    await ours.list_topics()
    right = {"topic_code": "returns", "person": "rita", "step": "tested", "done_on": "2025-08-01"}
    await ours.report_progress("2025-08-01", **{**right, **report})
    assert [refused.kind for refused in await refusals(baton)] == [kind]


async def test_topics_are_listed_all_or_none(ours: Programme) -> None:
    await ours.list_topics()
    topic = {"code": "new", "title": "t", "wave": "wave-2", "criticality": 3, "people": ["rita"]}
    wrong: tuple[tuple[list[Any], int], ...] = (
        ([topic, {**topic, "code": "returns"}], 409),
        ([topic, topic], 422),
        ([topic, {**topic, "code": "b", "wave": "wave-9"}], 422),
        ([{**topic, "criticality": 6}], 422),
        ([{**topic, "people": []}], 422),
        ([], 422),
    )
    for body, status in wrong:
        await ours.sanne.post(f"{ours.path}/topics", body, status=status)
    assert [topic["code"] for topic in await ours.items("topics")] == ["returns", "tagging"]


# Slips


async def test_a_slip_by_the_vendor_moves_what_depends_on_it(
    baton: Office, ours: Programme
) -> None:
    body = {"milestone": "wave-2-pilot-complete", "new_date": "2025-10-17", "reason": "Sick leave"}
    task = await ours.rita.post(f"{ours.path}/slips", body, status=200, baton_date=on("2025-09-15"))
    assert (task["early_finish"], task["slipped_to"]) == ("2025-10-17", "2025-10-17")
    (told,) = await heard(baton, ScheduleSlipped)
    assert (told.was, told.now, told.days) == (date(2025, 9, 23), date(2025, 10, 17), 24)
    wave = await ours.wave("wave-2")
    assert (wave["planned_on"], wave["expected_on"]) == ("2025-10-13", "2025-10-23")
    assert (await ours.task("wave-2-gate"))["total_float"] == "-8.00"


@pytest.mark.parametrize(
    ("milestone", "new_date", "field"),
    [
        ("wave-9-live", "2025-10-17", "/milestone"),
        ("wave-2-pilot-complete", "2025-09-23", "/new_date"),
        ("wave-2-pilot-complete", "2025-09-01", "/new_date"),
        ("wave-2-pilot-complete", "9999-12-31", "/new_date"),
    ],
)
async def test_a_slip_names_a_milestone_and_a_later_date(
    ours: Programme, milestone: str, new_date: str, field: str
) -> None:
    body = {"milestone": milestone, "new_date": new_date, "reason": "r"}
    refused = await ours.rita.post(
        f"{ours.path}/slips", body, status=422, baton_date=on("2025-09-15")
    )
    assert refused["errors"][0]["field"] == field


async def test_what_was_reached_does_not_slip(ours: Programme) -> None:
    await ours.accepted("wave-2-kt-complete", "2025-08-29")
    body = {"milestone": "wave-2-kt-complete", "new_date": "2025-10-17", "reason": "r"}
    refused = await ours.rita.post(
        f"{ours.path}/slips", body, status=409, baton_date=on("2025-09-15")
    )
    assert refused["type"].endswith("already-reached")


# Scaling and exit


async def test_scaling_adds_a_wave_with_gate_and_tasks_behind_the_last_one(
    baton: Office, ours: Programme
) -> None:
    request = ScalingRequested(
        **OURS,
        scaling_id=new_id(),
        title="Belgian shops",
        processes=["mail"],
        planned_on=date(2026, 9, 7),
    )
    await tell(baton, request, stated_at=at("2026-04-01"))
    (told,) = await heard(baton, WaveAdded)
    assert (told.wave.code, told.wave.expected_on) == ("scaling-1", date(2026, 9, 7))
    assert await ours.gate("scaling-1")
    assert "wave-3-teach" in [
        p["task"] for p in (await ours.task("scaling-1-teach"))["predecessors"]
    ]
    assert (await ours.sanne.get(ours.path))["finishes_on"] == "2026-10-05"


async def test_an_exit_makes_a_plan_of_its_own_that_brings_the_work_back(
    baton: Office, ours: Programme
) -> None:
    leaving = ExitTriggered(**OURS, exit_id=new_id(), reason="Costs", leave_on=date(2026, 12, 31))
    await tell(baton, leaving, stated_at=at("2026-06-01"))
    told = (await heard(baton, TransitionPlanned, 2))[1]
    assert (told.is_exit, told.starts_on, told.waves[0].code) == (True, date(2026, 6, 1), "exit-1")
    assert told.waves[0].processes == ["mail", "chat", "voice"]
    plans = (await ours.sanne.get(f"{ROOT}/plans?contract={CONTRACT}"))["items"]
    assert [plan["is_exit"] for plan in plans] == [False, True]


# Who may see and do what


async def test_a_vendor_sees_its_own_plan_and_nothing_of_anothers(
    baton: Office, ours: Programme
) -> None:
    colin = baton.of_vendor("colin", str(new_id()))
    assert (await colin.get(f"{ROOT}/plans"))["items"] == []
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    paths = [ours.path, f"{ours.path}/tasks", f"{ours.path}/knowledge", f"{ours.path}/claims"]
    for path in [*paths, f"{ours.path}/gates", claim, wave, await ours.gate("wave-2")]:
        await ours.rita.get(path)
        await colin.get(path, status=404)


async def test_another_tenant_sees_nothing_and_changes_nothing(
    baton: Office, ours: Programme
) -> None:
    stranger = baton.as_("eve", tenant="elsewhere")
    assert (await stranger.get(f"{ROOT}/plans"))["items"] == []
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    await stranger.get(ours.path, status=404)
    await stranger.post(f"{claim}/accept", {}, status=404)
    await stranger.post(f"{await ours.gate('wave-2')}/decide", {}, status=404)


async def test_a_vendor_does_not_answer_decide_or_move(ours: Programme) -> None:
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    gate = await ours.gate("wave-2")
    for path in (f"{claim}/accept", f"{gate}/decide", f"{wave}/go-live", f"{ours.path}/close"):
        assert (await ours.rita.post(path, {}, status=403))["type"].endswith("client-only")


async def test_each_deed_asks_for_its_role(baton: Office, ours: Programme) -> None:
    auditor = baton.as_("bram", "auditor")
    claim = await ours.claim("wave-2-kt-complete", "2025-08-29")
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    gate = await ours.gate("wave-2")
    for path in (f"{claim}/accept", f"{gate}/decide", f"{wave}/go-live", f"{ours.path}/close"):
        assert (await auditor.post(path, {}, status=403))["type"].endswith("role-missing")
    assert str(VENDOR) == (await auditor.get(ours.path))["vendor_id"]
