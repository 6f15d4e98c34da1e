"""Claims between the two sides: disputed, answered, decided, withdrawn, on conditions, by clock."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from libs.common.db import Scope
from libs.common.events.transition.claim_conditions import (
    ClaimConditionDelivered,
    ClaimConditionOverdue,
    ClaimConditionSentBack,
)
from libs.common.events.transition.claims import (
    ClaimClockResumed,
    ClaimDecided,
    ClaimDeemedAccepted,
    ClaimFellSilent,
    ClaimReminded,
    ClaimReplaced,
    ClaimWithdrawn,
    DisputeAnswered,
    MilestoneAccepted,
)
from libs.common.events.transition.reports import ReportRefused
from libs.common.events.vendor.milestones import (
    ClaimAnswered,
    MilestoneProgressReported,
    MilestoneReported,
    MilestoneWithdrawn,
)
from libs.common.ids import new_id
from libs.common.timers import Due
from services.transition.claims.clock import ClockTimer
from services.transition.claims.silence import note_the_silence
from tests.integration.transition_cast import (
    OURS,
    ROOT,
    Programme,
    at,
    heard,
    on,
    planned,
)
from tests.office import Caller, Office, eventually, office
from tests.telling import tell

KT = "wave-2-kt-complete"
TASK = "wave-2-reverse-shadow"
DIGEST = "0" * 64
MANUAL = {"code": "manual", "what": "The manual of returns", "owner": "rita"}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def disputed(ours: Programme) -> str:
    """Claimed on Friday, disputed on Monday the first of September."""
    claim = await ours.claim(KT, "2025-08-29")
    body = {"reason": "Two topics are missing", "evidence": [DIGEST]}
    await ours.amira.post(f"{claim}/dispute", body, baton_date=on("2025-09-01"))
    return claim


async def nothing_else_until(ours: Programme, day: str, hour: int = 10) -> None:
    freeze = {"title": "Far away", "starts_on": "2027-01-01", "ends_on": "2027-01-01"}
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on(day, hour))


async def refusals(baton: Office, count: int = 1) -> list[str]:
    return [refused.kind for refused in await heard(baton, ReportRefused, count)]


async def test_a_dispute_is_answered_by_the_vendor_and_decided_by_somebody_else(
    baton: Office, ours: Programme
) -> None:
    claim = await disputed(ours)
    seen = await ours.rita.get(claim)
    clock = seen["clock"]
    assert (clock["awaited"], clock["side"], clock["days"]) == ("answer", "vendor", 3)
    assert clock["due_at"] == "2025-09-04T22:00:00Z"
    early = {"reason": "It was"}
    refused = await ours.sanne.post(
        f"{claim}/uphold", early, status=409, baton_date=on("2025-09-02")
    )
    assert refused["type"].endswith("answer-awaited")
    words = {"answer": "Both were taught on 28 August", "evidence": [DIGEST]}
    await ours.sanne.post(f"{claim}/answer", words, status=403)
    answered = await ours.rita.post(f"{claim}/answer", words, baton_date=on("2025-09-03"))
    assert (answered["state"], answered["clock"]["awaited"]) == ("answered", "decision")
    assert answered["clock"]["due_at"] == "2025-09-08T22:00:00Z"
    own = await ours.amira.post(f"{claim}/uphold", early, status=403, baton_date=on("2025-09-04"))
    assert own["type"].endswith("four-eyes")
    upheld = await ours.sanne.post(f"{claim}/uphold", early, baton_date=on("2025-09-04"))
    assert (upheld["state"], upheld["clock"]) == ("accepted", None)
    assert [step["step"] for step in upheld["history"]] == ["dispute", "answer", "uphold"]
    course = (await ours.rita.get(f"{claim}/explanation"))["steps"]
    assert [step["label"] for step in course if " by " in step["label"]] == [
        "claimed by nobody named",
        "reported by tiago, reached on",
        "due at, by acceptance_deadline version 1",
        "dispute by amira",
        "due at, by response_deadline version 1",
        "answer by rita",
        "due at, by response_deadline version 1",
        "uphold by sanne",
    ]
    assert (await ours.task(TASK))["done_on"] == "2025-08-29"
    (told,) = await heard(baton, DisputeAnswered)
    assert (told.answered_by, told.evidence) == ("rita", [DIGEST])
    (decided,) = await heard(baton, ClaimDecided)
    assert (decided.outcome, decided.decided_by) == ("upheld", "sanne")


async def test_after_a_rejection_a_new_claim_may_follow(ours: Programme) -> None:
    claim = await disputed(ours)
    await ours.rita.post(f"{claim}/answer", {"answer": "No"}, baton_date=on("2025-09-02"))
    body = {"reason": "The tests show it"}
    rejected = await ours.anna.post(f"{claim}/reject", body, baton_date=on("2025-09-03"))
    assert rejected["state"] == "rejected"
    assert (await ours.task(TASK))["reported_on"] is None
    again = await ours.rita.post(
        f"{claim}/answer", {"answer": "x"}, status=409, baton_date=on("2025-09-04")
    )
    assert again["type"].endswith("already-answered")
    second = await ours.claim(KT, "2025-09-05")
    assert (await ours.rita.get(second))["state"] == "open"


async def test_claimed_anew_instead_of_an_answer_the_disputed_claim_is_replaced_and_its_clock_ends(
    baton: Office, ours: Programme
) -> None:
    first = await disputed(ours)
    await ours.accepted(KT, "2025-09-03")
    old = await ours.rita.get(first)
    assert (old["state"], old["clock"]) == ("replaced", None)
    await nothing_else_until(ours, "2025-10-01")
    assert not (await ours.rita.get(first))["silent"]
    assert len(await heard(baton, ClaimReplaced)) == 1


async def test_each_side_is_reminded_and_its_silence_told_but_the_word_can_still_be_said(
    baton: Office, ours: Programme
) -> None:
    claim = await disputed(ours)
    await nothing_else_until(ours, "2025-09-04", 21)
    assert not (await ours.rita.get(claim))["silent"]
    await nothing_else_until(ours, "2025-09-04", 22)
    assert (await ours.rita.get(claim))["silent"]
    (reminded,) = await heard(baton, ClaimReminded)
    assert (reminded.side, reminded.due_at.date()) == ("vendor", date(2025, 9, 4))
    (silent,) = await heard(baton, ClaimFellSilent)
    assert (silent.side, silent.awaited, silent.days) == ("vendor", "answer", 3)
    await ours.rita.post(f"{claim}/answer", {"answer": "Late"}, baton_date=on("2025-09-08"))
    await nothing_else_until(ours, "2025-09-12")
    assert [s.side for s in await heard(baton, ClaimFellSilent, 2)] == ["vendor", "client"]


async def test_a_silent_vendor_is_decided_on_without_its_answer(ours: Programme) -> None:
    claim = await disputed(ours)
    await nothing_else_until(ours, "2025-09-05")
    body = {"reason": "No answer came"}
    rejected = await ours.sanne.post(f"{claim}/reject", body, baton_date=on("2025-09-05"))
    assert rejected["state"] == "rejected"


# In part


async def in_part(ours: Programme, *, counts: bool) -> tuple[str, list[str]]:
    """With two conditions, due on Friday the fifth and on the twelfth: their paths."""
    claim = await ours.claim(KT, "2025-08-29")
    conditions = [
        {**MANUAL, "due_on": "2025-09-05"},
        {"code": "accounts", "what": "Accounts of four agents", "owner": "joris", "side": "client"}
        | {"due_on": "2025-09-12"},
    ]
    body = {"reason": "Two things", "conditions": conditions, "counts_as_reached": counts}
    seen = await ours.amira.post(f"{claim}/accept-in-part", body, baton_date=on("2025-09-01"))
    assert (seen["state"], seen["counts_as_reached"]) == ("accepted_in_part", counts)
    found = (await ours.rita.get(f"{claim}/conditions"))["items"]
    return claim, [f"{ROOT}/conditions/{each['id']}" for each in found]


async def test_in_part_the_milestone_counts_where_that_is_said_and_the_last_condition_accepts_it(
    baton: Office, ours: Programme
) -> None:
    claim, (manual, accounts) = await in_part(ours, counts=True)
    assert (await ours.task(TASK))["accepted"]
    await nothing_else_until(ours, "2025-09-05", 23)
    assert (await ours.rita.get(manual))["overdue"]
    (late,) = await heard(baton, ClaimConditionOverdue)
    assert (late.code, late.owner, late.side) == ("manual", "rita", "vendor")
    await ours.rita.post(f"{manual}/meet", {}, status=403)
    ahead = {"on": "2025-09-09"}
    await ours.amira.post(f"{manual}/meet", ahead, status=422, baton_date=on("2025-09-08"))
    for path in (manual, accounts):
        body = {"evidence": [DIGEST]}
        met = await ours.amira.post(f"{path}/meet", body, baton_date=on("2025-09-08"))
        assert (met["state"], met["noted_on"]) == ("met", "2025-09-08")
    assert (await ours.rita.get(claim))["state"] == "accepted"
    assert (await ours.task(TASK))["done_on"] == "2025-08-29"
    (told,) = await heard(baton, MilestoneAccepted)
    assert told.reached_on == date(2025, 8, 29)
    again = await ours.amira.post(f"{manual}/meet", {}, status=409, baton_date=on("2025-09-09"))
    assert again["type"].endswith("is-met")


async def test_a_condition_is_delivered_by_the_vendor_sent_back_and_met_at_last(
    baton: Office, ours: Programme
) -> None:
    claim, (manual, accounts) = await in_part(ours, counts=False)
    early = {"on": "2025-08-31"}
    for caller, verb in ((ours.rita, "deliver"), (ours.amira, "meet")):
        await caller.post(f"{manual}/{verb}", early, status=422, baton_date=on("2025-09-03"))
    own = await ours.rita.post(f"{accounts}/deliver", {}, status=403, baton_date=on("2025-09-03"))
    assert own["type"].endswith("other-side")
    await ours.amira.post(f"{manual}/deliver", {}, status=403, baton_date=on("2025-09-03"))
    body = {"evidence": [DIGEST], "note": "Version 2"}
    given = await ours.rita.post(f"{manual}/deliver", body, baton_date=on("2025-09-04"))
    assert (given["state"], given["delivered_on"]) == ("delivered", "2025-09-04")

    async def queue(caller: Caller) -> list[str]:
        found = (await caller.get(f"{ROOT}/queue", baton_date=on("2025-09-05", 9)))["items"]
        return [each["to_do"] for each in found if each["link"] == manual]

    assert await queue(ours.amira) == ["Delivered: note that it is met, or send it back."]
    assert await queue(ours.rita) == []
    await nothing_else_until(ours, "2025-09-06")
    assert not (await ours.rita.get(manual))["overdue"], "the client has not looked"
    why = {"reason": "Half of it is of 2023"}
    await ours.rita.post(f"{manual}/send-back", why, status=403, baton_date=on("2025-09-08"))
    back = await ours.amira.post(f"{manual}/send-back", why, baton_date=on("2025-09-08"))
    assert (back["state"], back["delivered_by"]) == ("open", None)
    await nothing_else_until(ours, "2025-09-09")
    assert (await ours.rita.get(manual))["overdue"], "its day had passed"
    await ours.rita.post(f"{manual}/deliver", body, baton_date=on("2025-09-10"))
    for path in (manual, accounts):
        await ours.amira.post(f"{path}/meet", {}, baton_date=on("2025-09-10", 12))
    assert (await ours.rita.get(claim))["state"] == "accepted"
    first, _ = await heard(baton, ClaimConditionDelivered, 2)
    assert (first.what, first.note) == (given["what"], "Version 2")
    (sent_back,) = await heard(baton, ClaimConditionSentBack)
    assert sent_back.reason == why["reason"]


async def test_in_part_a_condition_that_is_not_met_rejects_the_claim_and_drops_the_others(
    ours: Programme,
) -> None:
    claim, (manual, accounts) = await in_part(ours, counts=False)
    task = await ours.task(TASK)
    assert (task["accepted"], task["reported_on"]) == (False, None)
    body = {"reason": "It will not come"}
    early = await ours.sanne.post(f"{manual}/fail", body, status=409, baton_date=on("2025-09-03"))
    assert early["type"].endswith("not-due-yet")
    own = await ours.amira.post(f"{manual}/fail", body, status=403, baton_date=on("2025-09-08"))
    assert own["type"].endswith("four-eyes")
    await ours.sanne.post(f"{manual}/fail", body, baton_date=on("2025-09-08"))
    assert (await ours.rita.get(claim))["state"] == "rejected"
    assert (await ours.rita.get(accounts))["state"] == "dropped"
    await nothing_else_until(ours, "2025-10-01")
    assert not (await ours.rita.get(accounts))["overdue"]


@pytest.mark.parametrize(
    ("conditions", "field"),
    [
        ([], "/conditions"),
        ([{**MANUAL, "due_on": "2025-08-29"}], "/conditions/0/due_on"),
        ([{**MANUAL, "due_on": "2025-09-05"}] * 2, "/conditions"),
        ([{**MANUAL, "due_on": "2025-09-05", "owner": ""}], "/conditions/0/owner"),
    ],
)
async def test_in_part_needs_conditions_each_with_its_owner_and_a_day_to_come(
    ours: Programme, conditions: list[Any], field: str
) -> None:
    claim = await ours.claim(KT, "2025-08-29")
    body = {"reason": "so", "conditions": conditions}
    refused = await ours.amira.post(
        f"{claim}/accept-in-part", body, status=422, baton_date=on("2025-09-01")
    )
    assert refused["errors"][0]["field"] == field
    assert (await ours.rita.get(claim))["state"] == "open"


# Taken back


async def test_a_withdrawn_claim_frees_its_milestone_and_a_decided_one_stays(
    baton: Office, ours: Programme
) -> None:
    before = (await ours.task("wave-2-pilot"))["early_start"]
    claim = await ours.claim(KT, "2025-08-15")
    body = {"reason": "Too early"}
    await ours.amira.post(f"{claim}/withdraw", body, status=403)
    stranger = baton.of_vendor("priya", str(new_id()))
    await stranger.post(f"{claim}/withdraw", body, status=404)
    taken = await ours.rita.post(f"{claim}/withdraw", body, baton_date=on("2025-08-18"))
    assert taken["state"] == "withdrawn"
    assert (await ours.task(TASK))["reported_on"] is None
    assert (await ours.task("wave-2-pilot"))["early_start"] == before
    (told,) = await heard(baton, ClaimWithdrawn)
    assert (told.withdrawn_by, told.reason) == ("rita", "Too early")
    second = await ours.claim(KT, "2025-08-29")
    await ours.amira.post(f"{second}/accept", {}, baton_date=on("2025-09-01"))
    kept = await ours.rita.post(f"{second}/withdraw", body, status=409, baton_date=on("2025-09-02"))
    assert kept["type"].endswith("already-answered")


# By vendors' systems


async def report(baton: Office, kind: type[Any], day: str, **more: Any) -> None:
    event = kind.model_validate({**OURS, "milestone": KT, "reported_by": "tiago", **more})
    await tell(baton, event, stated_at=at(day))


async def test_a_system_takes_a_claim_back_and_an_older_word_does_not_bring_it_again(
    baton: Office, ours: Programme
) -> None:
    claim = await ours.claim(KT, "2025-08-29")
    await report(baton, MilestoneWithdrawn, "2025-09-01", reason="Too early")
    (told,) = await heard(baton, ClaimWithdrawn)
    assert (told.withdrawn_by, str(told.claim_id)) == ("tiago", claim.rpartition("/")[2])
    assert told.report_id is not None
    assert (await ours.task(TASK))["reported_on"] is None
    await ours.report_milestone(KT, "2025-08-30", as_of=at("2025-08-31"))
    assert await refusals(baton) == ["superseded"]
    assert (await ours.rita.get(claim))["state"] == "withdrawn"


async def test_a_system_answers_a_dispute_and_what_cannot_be_is_refused_with_its_kind(
    baton: Office, ours: Programme
) -> None:
    await report(baton, ClaimAnswered, "2025-08-28", answer="No")
    assert await refusals(baton) == ["no-claim"]
    claim = await ours.claim(KT, "2025-08-29")
    await report(baton, ClaimAnswered, "2025-08-29", answer="No")
    assert await refusals(baton, 2) == ["no-claim", "is-open"]
    body = {"reason": "Two topics are missing"}
    await ours.amira.post(f"{claim}/dispute", body, baton_date=on("2025-09-01"))
    await report(baton, MilestoneWithdrawn, "2025-09-02", reason="x", as_of=at("2025-08-20"))
    await report(baton, MilestoneWithdrawn, "2025-09-02", reason="x", milestone="wave-9-live")
    kinds = await refusals(baton, 4)
    assert kinds[2:] == ["superseded", "unknown-milestone"]
    await report(baton, ClaimAnswered, "2025-09-02", answer="They are there")
    (told,) = await heard(baton, DisputeAnswered)
    assert (told.answer, told.answered_by) == ("They are there", "tiago")
    seen = await ours.sanne.get(claim)
    assert (seen["state"], seen["vendor_answer"]) == ("answered", "They are there")


async def test_where_evidence_is_required_a_claim_names_files_and_the_person_who_claims(
    baton: Office, ours: Programme
) -> None:
    path = f"{ours.path}/require-evidence"
    wanted = {"evidence_required": True}
    await ours.rita.post(path, wanted, status=403)
    await ours.amira.post(path, wanted, status=403)
    terms = await ours.sanne.post(path, wanted, status=200, baton_date=on("2025-08-01"))
    assert terms == {
        "acceptance_days": 3,
        "answer_days": 3,
        "decision_days": 3,
        "on_silence": "escalate",
        "evidence_required": True,
    }
    await ours.report_milestone(KT, "2025-08-29", claimed_by="Rita")
    await ours.report_milestone(KT, "2025-08-29", evidence=[DIGEST])
    assert await refusals(baton, 2) == ["evidence-missing", "claimant-missing"]
    assert await ours.claims() == []
    await ours.report_milestone(KT, "2025-08-29", evidence=[DIGEST], claimed_by="Rita")
    claims: list[Any] = await eventually(ours.claims)
    assert claims[0]["claimed_by"] == "Rita"


# What the contract says of silence


async def test_silence_accepts_only_where_the_contract_says_so_and_is_explained(
    baton: Office,
) -> None:
    ours = await planned(baton, on_silence="deemed_accepted")
    claim = await ours.claim(KT, "2025-08-29")
    await nothing_else_until(ours, "2025-09-03", 21)
    assert (await ours.rita.get(claim))["state"] == "open"
    await nothing_else_until(ours, "2025-09-03", 22)
    seen = await ours.rita.get(claim)
    assert (seen["state"], seen["answered_by"]) == ("accepted", "the contract")
    assert (await ours.task(TASK))["done_on"] == "2025-08-29"
    (told,) = await heard(baton, ClaimDeemedAccepted)
    assert (told.on_silence, told.days) == ("deemed_accepted", 3)
    explained = await ours.rita.get(f"{claim}/explanation")
    assert (explained["rule"], explained["result"]) == ("course_of_a_claim", "accepted")
    deemed = explained["inputs"]["course"]["deemed"]
    assert (deemed["rule"], deemed["result"]) == ("silence_on_a_claim", "deemed_accepted")


async def test_silence_rejects_where_the_contract_says_so_and_the_milestone_is_free(
    baton: Office,
) -> None:
    ours = await planned(baton, on_silence="deemed_rejected", acceptance_days=1)
    claim = await ours.claim(KT, "2025-08-29")
    await nothing_else_until(ours, "2025-09-02")
    assert (await ours.rita.get(claim))["state"] == "rejected"
    assert (await ours.task(TASK))["reported_on"] is None
    await ours.accepted(KT, "2025-09-03")


async def test_relief_stops_the_vendors_clock_and_lets_it_run_on_with_what_was_left(
    baton: Office, ours: Programme
) -> None:
    claim = await disputed(ours)
    lost = {"caused_by": "client", "cause": "Access revoked", "milestones": [KT]}
    body = {**lost, "from_on": "2025-09-02"}
    made = await ours.rita.post(f"{ours.path}/reliefs", body, baton_date=on("2025-09-02"))
    seen = (await ours.rita.get(claim))["clock"]
    assert (seen["is_stopped"], seen["business_hours_left"]) == (True, "21.00")
    await nothing_else_until(ours, "2025-09-20")
    assert not (await ours.rita.get(claim))["silent"]
    end = {"until_on": "2025-09-22"}
    own = {"status": 403, "baton_date": on("2025-09-22", 7)}
    mine = await ours.sanne.post(f"{ROOT}/reliefs/{made['id']}/end", end, **own)
    assert str(mine["type"]).endswith("relieved-side-ends")
    await ours.rita.post(f"{ROOT}/reliefs/{made['id']}/end", end, baton_date=on("2025-09-22", 7))
    (told,) = await heard(baton, ClaimClockResumed)
    assert told.due_at.isoformat() == "2025-09-24T12:00:00+00:00"
    await nothing_else_until(ours, "2025-09-24", 13)
    assert (await ours.rita.get(claim))["silent"]


async def test_silence_that_is_found_after_a_word_or_before_its_time_is_none(
    baton: Office,
) -> None:
    ours = await planned(baton, on_silence="deemed_rejected")
    contested = await disputed(ours)
    waiting = await ours.claim("wave-2-pilot-complete", "2025-09-02")
    database = baton.service("transition").database
    for claim, state in ((contested, "disputed"), (waiting, "open")):
        key = claim.rpartition("/")[2]
        async with database.write(Scope("veldkamp", at("2025-09-02"), stated=True)) as db:
            await note_the_silence(Due(ClockTimer.SILENCE, key, at("2025-09-02"), {}), db)
        seen = await ours.rita.get(claim)
        assert (seen["silent"], seen["state"]) == (False, state)
    assert (await ours.task("wave-2-pilot"))["reported_on"] == "2025-09-02"
    await nothing_else_until(ours, "2025-09-08")
    assert (await ours.rita.get(contested))["silent"]
    assert (await ours.rita.get(waiting))["state"] == "rejected"
    assert len(await heard(baton, ClaimFellSilent)) == 1


# The queue


async def test_a_refused_report_is_in_the_vendors_queue_until_it_is_made_good(
    baton: Office, ours: Programme
) -> None:
    async def shown(who: Any, day: str) -> list[Any]:
        items = (await who.get("/transition/v1/queue", baton_date=on(day)))["items"]
        return [each for each in items if each["kind"] == "refused_report"]

    wanted = {"evidence_required": True}
    path = f"{ours.path}/require-evidence"
    await ours.sanne.post(path, wanted, status=200, baton_date=on("2025-08-01"))
    bare = str(await ours.report_milestone(KT, "2025-08-29"))
    wrong = str(await ours.report_milestone("wave-9-live", "2025-08-29"))
    assert await refusals(baton, 2) == ["evidence-missing", "unknown-milestone"]
    first, second = await shown(ours.rita, "2025-08-29")
    assert {first["id"], second["id"]} == {bare, wrong}
    assert (first["link"], first["due_at"]) == (
        f"/vendor/v1/receipts/{first['id']}",
        "2025-09-03T22:00:00Z",
    )
    assert "names no file of evidence" in next(
        each["title"] for each in (first, second) if each["id"] == bare
    )
    assert await shown(ours.sanne, "2025-08-29") == []
    stranger = baton.of_vendor("priya", str(new_id()))
    assert await shown(stranger, "2025-08-29") == []
    told = {report.of: report for report in await heard(baton, ReportRefused, 2)}
    assert told[KT].due_at
    assert (told[KT].plan_id, told[KT].due_at.isoformat()) == (
        UUID(ours.plan["id"]),
        "2025-09-03T22:00:00+00:00",
    )
    assert (told[KT].contract_id, told[KT].report_type) == (
        OURS["contract_id"],
        MilestoneReported.type,
    )
    progress = {"milestone": KT, "percent": 90, "reported_by": "tiago"}
    going_on = MilestoneProgressReported.model_validate({**OURS, **progress})
    await tell(baton, going_on, stated_at=at("2025-08-29"))

    async def noted() -> bool:
        return bool((await ours.task(TASK))["percent"] == 90)

    await eventually(noted)
    assert len(await shown(ours.rita, "2025-08-29")) == 2, "progress is not the claim"
    await ours.report_milestone(KT, "2025-08-30", evidence=[DIGEST], claimed_by="Rita")
    await eventually(ours.claims)
    assert [each["id"] for each in await shown(ours.rita, "2025-08-30")] == [wrong]
    assert await shown(ours.rita, "2025-09-29") == []


async def test_each_side_sees_what_waits_for_it_due_first_with_the_time_that_is_left(
    baton: Office, ours: Programme
) -> None:
    await disputed(ours)
    second = await ours.claim("wave-2-pilot-complete", "2025-09-02")
    blockers = f"{ours.path}/blockers"
    for code, side, day in (("data", "vendor", "2025-09-03"), ("desk", "client", "2025-09-09")):
        body = {"code": code, "title": code, "severity": 2, "wave": "wave-2", "must_act": side}
        await ours.amira.post(
            blockers, {**body, "needed_by": day}, status=201, baton_date=on("2025-09-02")
        )
    theirs = await ours.rita.get("/transition/v1/queue", baton_date=on("2025-09-02"))
    assert theirs["side"] == "vendor"
    assert [(w["kind"], w["due_at"]) for w in theirs["items"][:2]] == [
        ("blocker", "2025-09-03T22:00:00Z"),
        ("claim", "2025-09-04T22:00:00Z"),
    ]
    first = theirs["items"][0]
    assert (first["business_hours_left"], first["business_days_left"]) == ("13.00", 1)
    assert theirs["refused_reports"].endswith("state=refused")
    assert "Answer" in theirs["items"][1]["to_do"]
    client = await ours.sanne.get("/transition/v1/queue", baton_date=on("2025-09-02"))
    assert [w["link"] for w in client["items"] if w["kind"] == "claim"] == [second]
    assert [w["title"] for w in client["items"] if w["kind"] == "blocker"] == ["desk"]
    paged, after = [], ""
    while after is not None:
        query = f"?limit=1&after={after}" if after else "?limit=1"
        page = await ours.rita.get(
            f"/transition/v1/queue{query.replace('+', '%2B')}", baton_date=on("2025-09-02")
        )
        paged += page["items"]
        after = page["next"]
    assert paged == theirs["items"]
    await ours.rita.get("/transition/v1/queue?after=yesterday", status=422)
    stranger = baton.of_vendor("priya", str(new_id()))
    assert (await stranger.get("/transition/v1/queue"))["items"] == []
