"""The way out, reckoned while the work is away, and taken."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import select

from libs.common.db import Scope
from libs.common.events.governance import ExitTriggered, ScalingRequested
from libs.common.events.terms import WaveTerms
from libs.common.events.transition.exits import ExitTimeEstimated, HandOverTied
from libs.common.events.transition.reports import ReportRefused
from libs.common.ids import new_id
from libs.common.timers import Due, stop_timer
from services.transition.exits.estimating import (
    KIND,
    estimate_again,
    shape_today,
    watch_exit_again,
)
from services.transition.models import Plan, PlanState
from tests.integration.transition_cast import (
    OURS,
    ROOT,
    Programme,
    at,
    heard,
    on,
    planned,
    signed,
)
from tests.office import Caller, Office, eventually, office
from tests.telling import tell

LATER = on("2025-10-20")
LEARNT = on("2025-10-29")
OF_A_PLAN = ("claims", "relief", "tasks", "waves", "topics", "members", "blockers", "knowledge")
OTHER = new_id()
"The vendor that takes over."


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


async def test_after_months_of_standstill_it_is_reckoned_once_as_it_is_now(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    database = baton.service("transition").database
    missed = Due(KIND, ours.plan["id"], at("2025-11-01"), {})
    async with database.write(Scope("veldkamp", at("2026-03-10"))) as db:
        await estimate_again(missed, db)
    made = await ours.items("exit-estimates")
    assert [each["estimated_on"] for each in made] == ["2026-03-10"]
    timer = database.table("timer")
    async with database.look() as connection:
        its = (timer.c.kind == KIND, timer.c.key == ours.plan["id"])
        due = (await connection.execute(select(timer.c.due).where(*its))).scalar_one()
    assert due == datetime.fromisoformat("2026-04-01T00:00:00+02:00")


async def test_once_the_work_is_back_it_is_reckoned_no_more_and_again_where_it_goes_away(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    plans = await _left(baton, ours)
    back = UUID(next(plan["id"] for plan in plans if plan["is_exit"]))
    database = baton.service("transition").database
    timer = database.table("timer")

    async def waits() -> bool:
        async with database.look() as connection:
            its = (timer.c.kind == KIND, timer.c.key == ours.plan["id"])
            return bool((await connection.execute(select(timer.c.due).where(*its))).all())

    assert await waits()
    async with database.write(Scope("veldkamp", at("2026-06-02"))) as db:
        plan = await db.find(Plan, back, lock=True)
        assert plan
        plan.state, plan.closed_on = PlanState.CLOSED, date(2026, 6, 1)
        await stop_timer(db, KIND, UUID(ours.plan["id"]))
    async with database.write(Scope("veldkamp", at("2026-07-01"))) as db:
        await estimate_again(Due(KIND, ours.plan["id"], at("2026-07-01"), {}), db)
    assert (await ours.items("exit-estimates"), await waits()) == ([], False)
    path = f"{ours.path}/exit-estimates"
    refusal = await ours.sanne.post(path, status=409, baton_date=on("2026-07-02"))
    assert refusal["type"] == "urn:baton:problem:nothing-live"
    async with database.write(Scope("veldkamp", at("2026-07-02"))) as db:
        plan = await db.find(Plan, back, lock=True)
        assert plan
        list(plan.reopen("It goes away again"))
        await watch_exit_again(db, plan)
    assert await waits()


async def test_what_is_only_planned_or_was_disconnected_need_not_be_connected_anew(
    ours: Programme,
) -> None:
    link = {
        "title": "Mail to the ticket system",
        "from_system": "Mail",
        "to_system": "Tickets",
        "kind": "queue",
        "wave": "wave-2",
        "needed_by": "2025-08-12",
        "days": 10,
    }
    codes = ("planned", "connected", "disconnected")
    paths = []
    for code in codes:
        body = {**link, "code": code}
        made = await ours.sanne.post(f"{ours.path}/integrations", body, baton_date=on("2025-06-16"))
        paths.append(f"{ROOT}/integrations/{made['id']}")
    for path in paths[1:]:
        await ours.rita.post(f"{path}/report-built", {}, baton_date=on("2025-06-20"))
        await ours.amira.post(f"{path}/connect", {}, baton_date=on("2025-06-23"))
    off = {"reason": "A fault", "caused_by": "vendor"}
    await ours.sanne.post(f"{paths[2]}/disconnect", off, baton_date=on("2025-06-24"))
    database = ours.baton.service("transition").database
    async with database.read(Scope("veldkamp", at("2025-06-24"))) as db:
        plan = await db.find(Plan, UUID(ours.plan["id"]))
        shape = await shape_today(db, plan, date(2025, 6, 24))
    assert shape.value.systems == 1


async def test_the_plan_of_an_exit_is_as_long_as_what_has_to_come_back(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    plans = await _left(baton, ours, to_vendor_id=new_id())
    (out,) = [plan for plan in plans if plan["is_exit"]]
    assert out["title"] == "Hand-over: Customer service"
    why = await ours.sanne.get(f"{ROOT}/plans/{out['id']}/template/explanation")
    assert next(iter(why["inputs"]["shapes"].values()))["topics"] == 2


async def test_an_exit_lists_what_must_come_back_and_the_way_begins_at_nought(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    plans = await _left(baton, ours)
    back = Programme(baton, next(plan for plan in plans if plan["is_exit"]))
    topics = {topic["code"]: topic for topic in await back.items("topics")}
    assert [topics[code]["people"] for code in ("returns", "tagging")] == [[], []]
    assert topics["returns"]["holders"] == ["rita", "tiago"]
    assert (await back.sanne.get(f"{back.path}/knowledge"))["waves"][0]["share"] == "0.0000"
    for what in ("knowledge/forecast", "knowledge/risks", "ramp", "knowledge/explanation"):
        await back.sanne.get(f"{back.path}/{what}")
    named = {"people": ["amira"], "reason": "She takes it over"}
    for topic in topics.values():
        path = f"{ROOT}/topics/{topic['id']}/change"
        await back.sanne.post(path, named, status=200, baton_date=LATER)
    for step in ("documented", "taught"):
        await back.report_step("returns", "amira", step, "2025-10-21")
    await back.report_step("returns", "rita", "documented", "2025-10-21")

    async def begun() -> bool:
        wave = (await back.sanne.get(f"{back.path}/knowledge"))["waves"][0]
        return bool(wave["share"] == "0.3333")

    await eventually(begun)
    await back.report_step("returns", "amira", "reverse_shadowed", "2025-10-21", cases=1, unaided=2)
    told = {refused.of: refused.plan_id for refused in await heard(baton, ReportRefused)}
    assert told == {"returns": UUID(back.plan["id"])}, "she is to know it on the exit's plan"
    await ours.report_milestone("wave-9-live", "2025-10-21")
    told = {refused.of: refused.plan_id for refused in await heard(baton, ReportRefused, 2)}
    assert told["wave-9-live"] == UUID(ours.plan["id"]), "no plan has it"
    queue = "/transition/v1/queue?plan="
    for plan, of in ((ours, "wave-9-live"), (back, "returns")):
        waits = await ours.rita.get(f"{queue}{plan.plan['id']}", baton_date=on("2025-10-21"))
        refused = [each["title"] for each in waits["items"] if each["kind"] == "refused_report"]
        assert [title.split()[2] for title in refused] == [of]
    wave = (await ours.sanne.get(f"{ours.path}/knowledge"))["waves"][0]
    assert wave["share"] == "1.0000"


async def test_another_vendor_takes_over_on_a_plan_of_its_own_and_sees_nothing_else(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    plans = await _left(baton, ours, to_vendor_id=OTHER)
    back = Programme(baton, next(plan for plan in plans if plan["is_exit"]))
    (tie,) = await back.items("exit-ties")
    assert (tie["to_vendor_id"], tie["hands_over_to"]) == (str(OTHER), None)
    assert tie["gap"] is None
    nora = baton.of_vendor("nora", str(OTHER))
    assert (await nora.get(f"{ROOT}/plans"))["items"] == []

    taking = await _signed_by_the_other(baton, nora)
    (tie,) = await taking.items("exit-ties")
    assert tie["plan_id"] == back.plan["id"] and tie["hands_over_to"] == taking.plan["id"]
    assert tie["gap"]["not_taken_over"] == ["chat", "voice"] and tie["gap"]["days"] == 14
    why = await ours.sanne.get(f"{ROOT}/exit-ties/{tie['id']}/explanation")
    assert [why["shape"]["rule"], why["gap"]["rule"]] == ["exit_shape", "hand_over_gap"]
    (told,) = await heard(baton, HandOverTied)
    assert (told.vendor_id, told.topics) == (None, ["returns", "tagging"])
    await _they_learn_it(taking, nora)
    await _it_counts_for_the_exit(back)
    await _neither_reads_the_other(ours, back, taking, nora, tie["id"])


async def test_a_contract_signed_before_takes_over_at_once_and_again_where_it_gets_a_wave(
    baton: Office, ours: Programme
) -> None:
    await live(ours)
    nora = baton.of_vendor("nora", str(OTHER))
    taking = await _signed_by_the_other(baton, nora, processes=["payroll"])
    plans = await _left(baton, ours, count=3, to_vendor_id=OTHER)
    back = Programme(baton, next(plan for plan in plans if plan["is_exit"]))
    assert (await back.items("exit-ties"))[0]["hands_over_to"] is None
    assert await taking.items("topics", nora) == []
    more = ScalingRequested(
        programme_id=back.plan["programme_id"],
        vendor_id=OTHER,
        contract_id=taking.plan["contract_id"],
        scaling_id=new_id(),
        title="Chat too",
        processes=["chat"],
        planned_on=date(2026, 5, 18),
    )
    await tell(baton, more, stated_at=datetime.fromisoformat(LATER))

    async def tied() -> bool:
        (tie,) = await back.items("exit-ties")
        return bool(tie["hands_over_to"] == taking.plan["id"])

    await eventually(tied)
    (tie,) = await taking.items("exit-ties")
    assert tie["gap"]["not_taken_over"] == ["mail", "voice"]
    assert {topic["wave"] for topic in await taking.items("topics", nora)} == {"scaling-1"}


async def _signed_by_the_other(
    baton: Office, nora: Caller, processes: Sequence[str] = ("mail",)
) -> Programme:
    """Its contract: one wave, two weeks after the other has left."""
    day = date(2026, 6, 15)
    wave = WaveTerms(code="mail-1", title="E-mail", processes=list(processes), planned_on=day)
    more = {"vendor_id": OTHER, "contract_id": new_id(), "waves": [wave]}
    dates = {"signed_on": date(2025, 10, 20), "starts_on": date(2025, 10, 27)}
    await tell(baton, signed(**more, **dates), stated_at=datetime.fromisoformat(LATER))

    async def planned() -> list[dict[str, Any]]:
        return list((await nora.get(f"{ROOT}/plans"))["items"])

    return Programme(baton, (await eventually(planned))[0])


async def _they_learn_it(taking: Programme, nora: Caller) -> None:
    """The other vendor works on its plan: people, a session, a blocker."""
    topics = await taking.items("topics", nora)
    assert [(t["wave"], t["people"], t["holders"]) for t in topics] == [
        ("mail-1", [], ["rita", "tiago"])
    ] * 2
    named = {"people": ["nora"], "reason": "She takes it over"}
    for topic in topics:
        path = f"{ROOT}/topics/{topic['id']}/change"
        await nora.post(path, named, status=403, baton_date=LATER)
        await taking.sanne.post(path, named, status=200, baton_date=LATER)
    member = {"code": "nora", "name": "Nora", "role": "Agent"}
    await nora.post(f"{taking.path}/members", member, baton_date=LATER)
    blocker = {"code": "late", "title": "No access", "wave": "mail-1", "severity": 2}
    blocker |= {"must_act": "client", "owner": "sanne", "needed_by": "2025-11-03"}
    await nora.post(f"{taking.path}/blockers", blocker, baton_date=LATER)
    session = {"code": "first", "title": "Returns", "topics": ["returns"], "trainer": "rita"}
    session |= {"invited": ["nora"], "starts_at": "2025-10-28T10:00:00+01:00"}
    session |= {"zone": "Europe/Amsterdam"}
    planned = await nora.post(f"{taking.path}/knowledge-sessions", session, baton_date=LATER)
    hold = f"{ROOT}/knowledge-sessions/{planned['id']}/hold"
    came = {
        "attendance": [{"person": "nora", "present": True}, {"person": "rita", "present": True}]
    }
    await nora.post(hold, came, status=200, baton_date=LEARNT)
    case = {"topic": "returns", "person": "nora", "step": "shadowed", "reference": "R-1"}
    case |= {"handled_on": "2025-10-28", "seen_by": "rita"}
    for counted in (1, 0):
        body = {"cases": [case, case]}
        found = await nora.post(f"{taking.path}/shadowed-cases", body, baton_date=LEARNT)
        assert (found["counted"], found["known"]) == (counted, 2 - counted)


async def _it_counts_for_the_exit(back: Programme) -> None:
    """The vendor that leaves sees how far its hand-over has come, once, and nothing behind it."""
    for caller in (back.sanne, back.rita):
        known = await caller.get(f"{back.path}/knowledge", baton_date=LEARNT)
        assert known["waves"][0]["share"] == "0.3333"
    evidence = await back.items("knowledge/evidence", back.rita)
    assert {(each["person"], each["step"]) for each in evidence} == {
        ("nora", "taught"),
        ("nora", "shadowed"),
    }
    assert {each["reported_by"] for each in evidence} == {"baton"} and len(evidence) == 2
    assert (await back.items("topics", back.rita))[0]["people"] == ["nora"]


async def _neither_reads_the_other(
    ours: Programme, back: Programme, taking: Programme, nora: Caller, tie: str
) -> None:
    for mine, path in ((nora, ours.path), (nora, back.path), (ours.rita, taking.path)):
        for what in OF_A_PLAN:
            await mine.get(f"{path}/{what}", status=404)
        await mine.get(path, status=404)
        await mine.post(f"{path}/members", {"code": "x", "name": "X", "role": "X"}, status=404)
    (claim, *_) = await ours.claims()
    await nora.get(f"{ROOT}/claims/{claim['id']}", status=404)
    for caller in (nora, ours.rita):
        await caller.get(f"{ROOT}/exit-ties/{tie}", status=403)
        for path in (back.path, taking.path):
            await caller.get(f"{path}/exit-ties", status=403)


async def _left(
    baton: Office, ours: Programme, count: int = 2, **more: Any
) -> list[dict[str, Any]]:
    leaving = ExitTriggered(
        **OURS, exit_id=new_id(), reason="Another way", leave_on=date(2026, 6, 1), **more
    )
    await tell(baton, leaving, stated_at=datetime.fromisoformat(LATER))

    async def both() -> list[dict[str, Any]]:
        found = (await ours.sanne.get(f"{ROOT}/plans"))["items"]
        return list(found) if len(found) == count else []

    return list(await eventually(both))
