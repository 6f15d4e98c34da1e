"""Wave plans over HTTP: proposed by a search, explained, tried out, adopted, refused."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.proposals import WaveProposalAdopted, WaveProposalMade
from libs.common.events.transition.waves import WaveRescheduled
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned
from tests.office import Caller, Office, eventually, office

PEAK = {"title": "Peak", "starts_on": "2025-11-15", "ends_on": "2026-01-10"}
JULY = on("2025-07-01")
MAIL = {"code": "mail", "title": "E-mail", "criticality": 2, "transfer_days": 40, "seats": 4}
CHAT = {"code": "chat", "criticality": 2, "transfer_days": 30, "together_with": ["mail"]}
VOICE = {
    "code": "voice",
    "title": "Voice",
    "criticality": 4,
    "transfer_days": 40,
    "depends_on": ["mail"],
    "apart_from": ["mail"],
}
ASKED = {
    "processes": [MAIL, CHAT, VOICE],
    "cadence": {"weekday": "mon", "every_weeks": 2},
    "first_day": "2025-09-01",
    "last_day": "2026-04-30",
    "gap_days": 56,
    "seconds": 10,
}
BEST = {"mail": "2025-09-01", "chat": "2025-09-01", "voice": "2026-01-19"}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    found = await planned(baton)
    await found.sanne.post(f"{found.path}/freezes", PEAK, baton_date=JULY)
    return found


async def asked_for(ours: Programme, **more: Any) -> str:
    """The place of the job."""
    path = f"{ours.path}/wave-proposals"
    answer = await ours.sanne.send("POST", path, {**ASKED, **more}, baton_date=JULY)
    assert answer.status_code == 202, answer.text
    return answer.headers["Location"]


async def ended(caller: Caller, place: str) -> dict[str, Any]:
    async def over() -> Any:
        job = await caller.get(place)
        return job if job["state"] not in ("queued", "running") else None

    return dict(await eventually(over, within=90))


async def proposed(ours: Programme, **more: Any) -> dict[str, Any]:
    job = await ended(ours.sanne, await asked_for(ours, **more))
    assert job["state"] == "done", job["problem"]
    path = f"{ROOT}/wave-proposals/{job['result']['wave_proposal_id']}"
    return dict(await ours.sanne.get(path))


def days(proposal: dict[str, Any]) -> dict[str, str]:
    return {
        process["code"]: wave["live_on"]
        for wave in proposal["waves"]
        for process in wave["processes"]
    }


# Proposed


async def test_a_proposal_is_found_explained_tried_out_and_adopted(
    baton: Office, ours: Programme
) -> None:
    found = await proposed(ours)
    path = f"{ROOT}/wave-proposals/{found['id']}"
    assert days(found) == BEST
    assert (found["optimal"], found["gap"], found["contradiction"]) == (True, 0, [])
    assert found["objective"]["words"].startswith("None goes before a less critical one; ")
    (told,) = await heard(baton, WaveProposalMade)
    assert (told.outcome, told.last_live_on) == ("3 processes in 2 waves", date(2026, 1, 19))
    assert [each["id"] for each in await ours.items("wave-proposals")] == [found["id"]]

    why = await ours.sanne.get(f"{path}/processes/voice/explanation")
    frozen = next(other for other in why["alternatives"] if other["on"] == "2026-01-05")
    assert [broken["limit"] for broken in frozen["forbidden_by"]] == ["blackout"]
    first = next(other for other in why["alternatives"] if other["wave"])
    assert {broken["limit"] for broken in first["forbidden_by"]} == {"apart"}
    why = await ours.sanne.get(f"{path}/processes/mail/explanation")
    assert why["alternatives"][-1]["on"] == "2026-01-19"
    await ours.sanne.get(f"{path}/processes/fax/explanation", status=404)

    late = {"not_before": {"mail": "2025-09-08"}}
    tried = await ours.sanne.post(f"{path}/what-if", late, status=200)
    assert tried["lands_on"] == {"mail": "2025-09-15", "chat": "2025-09-15"}
    assert [violation["limit"] for violation in tried["new"]] == ["earliest"]
    wrong = await ours.sanne.post(f"{path}/what-if", {"live_on": {"fax": "2025-09-08"}}, status=422)
    assert wrong["errors"][0]["field"] == "/live_on/fax"

    adopted = await ours.sanne.post(f"{path}/adopt", baton_date=JULY)
    assert adopted["adopted_by"] == "sanne"
    assert (await ours.wave("wave-2"))["planned_on"] == "2025-09-01"
    assert (await ours.wave("wave-3"))["planned_on"] == "2026-01-19"
    moved = await heard(baton, WaveRescheduled, 2)
    assert [(each.wave, each.now) for each in moved] == [
        ("wave-2", date(2025, 9, 1)),
        ("wave-3", date(2026, 1, 19)),
    ]
    assert (await heard(baton, WaveProposalAdopted))[0].waves == ["wave-2", "wave-3"]
    again = await ours.sanne.post(f"{path}/adopt", status=409, baton_date=JULY)
    assert again["type"].endswith("already-adopted")


async def test_constraints_that_contradict_each_other_are_a_result_in_sentences(
    ours: Programme,
) -> None:
    early = {**VOICE, "latest": "2025-10-01"}
    found = await proposed(ours, processes=[MAIL, CHAT, early])
    assert (found["waves"], found["optimal"]) == ([], False)
    assert any("2025-10-01" in sentence for sentence in found["contradiction"])
    path = f"{ROOT}/wave-proposals/{found['id']}"
    refused = await ours.sanne.post(f"{path}/adopt", status=409, baton_date=JULY)
    assert refused["type"].endswith("contradiction")
    await ours.sanne.get(f"{path}/processes/mail/explanation", status=409)


async def test_a_plan_whose_processes_would_change_waves_is_not_adopted(ours: Programme) -> None:
    alone = {**CHAT, "together_with": [], "apart_from": ["mail"]}
    found = await proposed(ours, processes=[MAIL, alone, VOICE])
    path = f"{ROOT}/wave-proposals/{found['id']}/adopt"
    refused = await ours.sanne.post(path, status=409, baton_date=JULY)
    assert refused["type"].endswith("processes-change-waves")
    assert refused["detail"].startswith("wave-2 would go live on several days: mail on ")
    assert refused["do"].startswith("Tailor the plan first")


async def test_a_plan_whose_waves_moved_since_takes_another_proposal(ours: Programme) -> None:
    found = await proposed(ours)
    wave = await ours.wave("wave-3")
    body = {"to": "2026-02-02", "reason": "The works council agreed"}
    await ours.sanne.post(f"{ROOT}/waves/{wave['id']}/reschedule", body, baton_date=JULY)
    path = f"{ROOT}/wave-proposals/{found['id']}/adopt"
    refused = await ours.sanne.post(path, status=409, baton_date=JULY)
    assert refused["type"].endswith("waves-changed")


async def test_what_is_live_keeps_its_date_whatever_freezes_say(ours: Programme) -> None:
    gate = await ours.ready(unaided=90)
    await ours.anna.post(f"{gate}/decide", baton_date=on("2025-10-08"))
    wave = await ours.wave("wave-2")
    await ours.sanne.post(f"{ROOT}/waves/{wave['id']}/go-live", baton_date=on("2025-10-20"))
    frozen = {"title": "Audit", "starts_on": "2025-10-15", "ends_on": "2025-10-25"}
    asked = {**ASKED, "first_day": "2025-11-03", "blackouts": [frozen], "notice_on": "2025-10-27"}
    place = await ours.sanne.send(
        "POST", f"{ours.path}/wave-proposals", asked, baton_date=on("2025-10-27")
    )
    job = await ended(ours.sanne, place.headers["Location"])
    path = f"{ROOT}/wave-proposals/{job['result']['wave_proposal_id']}"
    found = await ours.sanne.get(path)
    live = {"mail": "2025-10-20", "chat": "2025-10-20"}
    assert days(found) == {**live, "voice": "2026-01-26"}
    await ours.sanne.post(f"{path}/adopt", baton_date=on("2025-10-27"))
    assert (await ours.wave("wave-3"))["planned_on"] == "2026-01-26"
    assert (await ours.wave("wave-2"))["live_on"] == "2025-10-20"


async def test_a_search_tells_its_progress_and_ends_where_it_is_cancelled(ours: Programme) -> None:
    many = [
        {"code": f"p{n}", "criticality": n % 5 + 1, "transfer_days": 20, "trainers": {"all": 1}}
        for n in range(60)
    ]
    levels = {"all": [{"since": "2025-01-01", "units": 20}]}
    place = await asked_for(ours, processes=many, trainers=levels, gap_days=0, seconds=300)

    async def told() -> Any:
        job = await ours.sanne.get(place)
        return job if "objective" in job["details"] else None

    job = await eventually(told, within=60)
    assert job["state"] == "running" and 0 <= job["share"] < 1
    assert set(job["details"]) == {"objective", "bound", "gap", "seconds", "waves"}
    await ours.sanne.post(f"{place}/cancel", status=200)
    assert (await ended(ours.sanne, place))["state"] == "cancelled"
    assert await ours.items("wave-proposals") == []


# Checked and refused


async def test_all_that_a_wave_plan_breaks_is_told_at_once(ours: Programme) -> None:
    asked = {name: value for name, value in ASKED.items() if name != "seconds"}
    live_on = {"mail": "2025-12-08", "chat": "2025-09-01", "fax": "2025-09-01"}
    body = {**asked, "live_on": live_on}
    found = await ours.sanne.post(f"{ours.path}/wave-checks", body, status=200, baton_date=JULY)
    broken = {violation["limit"] for violation in found["violations"]}
    assert broken == {"not_planned", "unknown", "blackout", "together"}
    fine = {**asked, "live_on": BEST}
    found = await ours.sanne.post(f"{ours.path}/wave-checks", fine, status=200, baton_date=JULY)
    assert found["violations"] == []


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"processes": [{**MAIL, "depends_on": ["fax"]}]}, "/processes/0/depends_on/0"),
        ({"processes": [MAIL, MAIL]}, "/processes/1/code"),
        ({"processes": [{**MAIL, "trainers": {"French": 1}}]}, "/processes/0/trainers/French"),
        ({"processes": []}, "/processes"),
        ({"last_day": None}, "/last_day"),
        ({"last_day": "2025-08-01"}, "/last_day"),
        ({"first_day": "2025-06-30"}, "/first_day"),
        ({"cadence": None, "dates": ["2025-06-01"]}, "/dates/0"),
        ({"seconds": 301}, "/seconds"),
    ],
)
async def test_what_cannot_be_planned_is_refused_with_the_field_at_fault(
    ours: Programme, more: dict[str, Any], field: str
) -> None:
    path, body = f"{ours.path}/wave-proposals", {**ASKED, **more}
    refused = await ours.sanne.post(path, body, status=422, baton_date=JULY)
    assert [error["field"] for error in refused["errors"]] == [field]


async def test_the_vendor_reads_but_asks_for_none(ours: Programme) -> None:
    assert await ours.items("wave-proposals", ours.rita) == []
    await ours.rita.post(f"{ours.path}/wave-proposals", ASKED, status=403)
