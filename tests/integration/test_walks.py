"""Four people go their way through a transition, and are told what to do where they go wrong."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.ids import new_id
from tests.integration.transition_cast import ROOT, Programme, on, planned
from tests.integration.walking import Walk
from tests.office import Caller, Office, office

KT = "wave-2-kt-complete"
WHY = {"reason": "It is as it is"}
DIGEST = "0" * 64
FREEZE = {"title": "Stock-taking", "starts_on": "2025-10-11", "ends_on": "2025-10-14"}
SHADOWING = "reverse-shadowing"
SEAT = {
    "code": "mail-1",
    "wave": "wave-2",
    "process": "mail",
    "role": "Agent",
    "language": "nl",
    "location": "Porto",
    "needed_by": "2025-09-26",
    "topics": ["returns"],
    "access": ["orders"],
}
ACCESS = {
    "code": "orders",
    "system": "Orders",
    "who": "agents",
    "level": "read",
    "wave": "wave-2",
    "needed_by": "2025-08-15",
    "days": 10,
    "blocks": ["wave-2-shadow"],
}
ITEM = {"code": "stop", "title": "Stop", "side": "client", "person": "Yusuf", "minutes": 30}
LATE = {
    "caused_by": "client",
    "from_on": "2025-09-01",
    "until_on": "2025-09-03",
    "cause": "Nobody was there who could explain the refunds",
    "tasks": ["wave-2-teach"],
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


@pytest.fixture
def walk(tmp_path: Path) -> Walk:
    return Walk(tmp_path)


async def made(who: Caller, path: str, body: Any, day: str, kind: str) -> str:
    """What was made: its path."""
    return f"{ROOT}/{kind}/{(await who.post(path, body, baton_date=on(day)))['id']}"


async def shadowed_too_little(ours: Programme) -> str:
    """Reverse shadowing is at 71 of 85 %, all else is met: the gate."""
    return await ours.ready(unaided=71)


async def test_a_programme_director_is_held_to_the_order_of_things_to_freezes_and_to_four_eyes(
    baton: Office, ours: Programme, walk: Walk
) -> None:
    sanne = baton.as_("sanne", "programme_office", "sponsor", "approver")
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    live, close = f"{wave}/go-live", f"{ours.path}/close"
    backwards = {**FREEZE, "ends_on": "2025-10-01"}
    wrong: dict[str, Any] = {"day": "2025-10-06", "status": 422, "because": "invalid"}
    await walk.is_refused(
        sanne, f"{ours.path}/freezes", backwards, says="ends on or after", **wrong
    )
    await walk.is_refused(
        sanne, live, day="2025-10-06", because="gate-not-passed", says="Decide it"
    )
    await walk.is_refused(sanne, close, day="2025-10-06", because="not-all-live", says="wave-3")

    gate = await shadowed_too_little(ours)
    waiver = {"criterion": SHADOWING, "owner": "Rita", "expires_on": "2025-11-05", **WHY}
    past = {**waiver, "expires_on": "2025-10-01"}
    await walk.is_refused(
        sanne,
        f"{gate}/waivers",
        past,
        day="2025-10-08",
        status=422,
        because="invalid",
        says="/expires_on: 2025-10-01 has passed",
    )
    await sanne.post(f"{gate}/waivers", waiver, status=200, baton_date=on("2025-10-08"))
    await walk.is_refused(
        sanne,
        f"{gate}/decide",
        day="2025-10-08",
        status=403,
        because="four-eyes",
        says="somebody else",
    )
    decided = await ours.piet.post(f"{gate}/decide", {}, baton_date=on("2025-10-08"))
    assert decided["outcome"] == "CONDITIONAL"

    early = {"live_on": "2025-10-07"}
    await walk.is_refused(
        sanne, live, early, day="2025-10-08", because="before-gate", says="2025-10-08"
    )
    lapsed: dict[str, Any] = {"because": "waiver-expired", "says": "Have the waiver extended"}
    await walk.is_refused(sanne, live, day="2025-11-06", **lapsed)
    await sanne.post(f"{ours.path}/freezes", FREEZE, baton_date=on("2025-10-09"))
    await walk.is_refused(
        sanne, live, day="2025-10-13", because="in-freeze", says="Reschedule the wave"
    )
    moved = await sanne.post(f"{wave}/reschedule", WHY, baton_date=on("2025-10-13"))
    assert moved["planned_on"] == "2025-10-30"
    anew: dict[str, Any] = {"because": "gate-not-passed", "says": "was CONDITIONAL on 2025-10-08"}
    await walk.is_refused(sanne, live, day="2025-10-30", **anew)
    await ours.piet.post(f"{gate}/decide", {}, baton_date=on("2025-10-29"))
    await sanne.post(live, {}, baton_date=on("2025-10-30"))

    stable = f"{wave}/stabilise"
    await walk.is_refused(
        sanne, stable, day="2025-10-31", because="no-exit-criteria", says="hypercare"
    )
    extend = f"{gate}/waivers/{SHADOWING}"
    await walk.is_refused(
        sanne, f"{extend}/extend", WHY, day="2025-11-06", because="not-asked", says="ask-extension"
    )
    asked = {"until": "2025-11-28", **WHY}
    await sanne.post(f"{extend}/ask-extension", asked, status=200, baton_date=on("2025-11-06"))
    await walk.is_refused(
        sanne,
        f"{extend}/extend",
        WHY,
        day="2025-11-06",
        status=403,
        because="four-eyes",
        says="Sanne asked for it",
    )
    proposal = {"caused_by": "vendor", **WHY}
    back = await made(sanne, f"{wave}/roll-backs", proposal, "2025-11-06", "roll-backs")
    await walk.is_refused(
        sanne,
        f"{back}/approve",
        WHY,
        day="2025-11-06",
        status=403,
        because="four-eyes",
        says="somebody else must",
    )
    assert walk.wrong_steps >= 6


async def test_a_process_owner_waits_for_the_vendor_s_word_and_decides_on_nothing_of_her_own(
    baton: Office, ours: Programme, walk: Walk
) -> None:
    amira = ours.amira
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    claim = await ours.claim(KT, "2025-08-29")
    condition = {"code": "manual", "what": "The manual", "owner": "rita", "due_on": "2025-08-01"}
    await walk.is_refused(
        amira,
        f"{claim}/accept-in-part",
        {"conditions": [condition], **WHY},
        day="2025-09-01",
        status=422,
        because="invalid",
        says="2025-08-01 has passed",
    )
    await amira.post(f"{claim}/dispute", WHY, baton_date=on("2025-09-01"))
    await walk.is_refused(
        amira,
        f"{claim}/uphold",
        WHY,
        day="2025-09-02",
        because="answer-awaited",
        says="Wait for its answer",
    )
    await ours.rita.post(f"{claim}/answer", {"answer": "It was"}, baton_date=on("2025-09-03"))
    await walk.is_refused(
        amira,
        f"{claim}/uphold",
        WHY,
        day="2025-09-04",
        status=403,
        because="four-eyes",
        says="somebody else must",
    )
    await walk.is_refused(
        amira,
        f"{claim}/accept",
        day="2025-09-04",
        because="already-answered",
        says="Possible now: uphold, reject",
    )
    await walk.is_refused(
        amira,
        f"{wave}/go-live",
        day="2025-09-04",
        status=403,
        because="role-missing",
        says="programme_office",
    )

    await ours.list_topics()
    session = {
        "code": "returns-1",
        "title": "Returns",
        "topics": ["returns"],
        "trainer": "Wilma",
        "invited": ["rita"],
        "starts_at": "2025-09-10T10:00:00+02:00",
        "zone": "Europe/Amsterdam",
    }
    path = f"{ours.path}/knowledge-sessions"
    held = await made(amira, path, session, "2025-09-04", "knowledge-sessions")
    there = {"attendance": [{"person": "rita", "present": True}]}
    await walk.is_refused(
        amira,
        f"{held}/hold",
        there,
        day="2025-09-09",
        because="not-begun",
        says="Change its moment",
    )
    await walk.is_refused(
        amira,
        f"{held}/hold",
        {"attendance": [{"person": "tiago", "present": True}]},
        day="2025-09-10",
        hour=12,
        status=422,
        because="invalid",
        says="Not said of: rita",
    )
    test = {"topic": "returns", "person": "rita", "score": "0.9", "pass_mark": "0.8"}
    ahead = {**test, "taken_on": "2025-09-30"}
    await walk.is_refused(
        amira,
        f"{ours.path}/knowledge-tests",
        ahead,
        day="2025-09-10",
        hour=12,
        status=422,
        because="invalid",
        says="/taken_on: 2025-09-30 lies in the future",
    )
    document = {
        "code": "manual",
        "title": "Manual",
        "topics": ["returns"],
        "author": "amira",
        "digest": DIGEST,
    }
    path = f"{ours.path}/knowledge-documents"
    own = await made(amira, path, document, "2025-09-10", "knowledge-documents")
    await walk.is_refused(
        amira,
        f"{own}/approve",
        {"version": 1},
        day="2025-09-11",
        status=403,
        because="four-eyes",
        says="Amira submitted version 1",
    )
    (seat,) = await ours.sanne.post(
        f"{ours.path}/seats", [{**SEAT, "access": []}], baton_date=on("2025-09-10")
    )
    await walk.is_refused(
        amira,
        f"{ROOT}/seats/{seat['id']}/certify",
        {"evidence": [DIGEST]},
        day="2025-09-11",
        because="is-open",
        says="Possible now: hire",
    )
    assert walk.wrong_steps >= 6


async def test_a_vendor_s_transition_lead_moves_what_is_hers_and_nothing_before_its_time(
    baton: Office, ours: Programme, walk: Walk
) -> None:
    rita, priya = ours.rita, baton.of_vendor("priya", str(new_id()))
    claim = await ours.claim(KT, "2025-08-29")
    word = {"answer": "It was"}
    await walk.is_refused(
        rita,
        f"{claim}/accept",
        day="2025-08-29",
        hour=12,
        status=403,
        because="client-only",
        says="for the client's people",
    )
    await walk.is_refused(
        rita,
        f"{claim}/answer",
        word,
        day="2025-08-29",
        hour=12,
        because="is-open",
        says="Possible now: accept",
    )
    await walk.is_refused(
        priya,
        f"{claim}/withdraw",
        WHY,
        day="2025-08-29",
        hour=12,
        status=404,
        because="not-found",
        says="that you can see",
    )
    await walk.is_not_shown(priya, claim, because="not-found", says="that you can see")
    await rita.post(f"{claim}/withdraw", WHY, baton_date=on("2025-09-01"))
    await walk.is_refused(
        rita,
        f"{claim}/answer",
        word,
        day="2025-09-01",
        because="is-withdrawn",
        says="Nothing follows on it",
    )
    slip = {"milestone": KT, "new_date": "2025-08-31", **WHY}
    await walk.is_refused(
        rita,
        f"{ours.path}/slips",
        slip,
        day="2025-09-01",
        status=422,
        because="invalid",
        says="/new_date: 2025-08-31 has passed",
    )

    await ours.list_topics()
    asked = await made(
        rita, f"{ours.path}/access-requests", ACCESS, "2025-07-01", "access-requests"
    )
    (seat,) = await ours.sanne.post(f"{ours.path}/seats", [SEAT], baton_date=on("2025-07-01"))
    path = f"{ROOT}/seats/{seat['id']}"
    member = {"code": "rita", "name": "Rita", "role": "Agent"}
    await rita.post(f"{ours.path}/members", member, baton_date=on("2025-07-01"))
    proof = {"evidence": [DIGEST]}
    await walk.is_refused(
        rita,
        f"{path}/screen",
        proof,
        day="2025-09-01",
        because="is-open",
        says="Possible now: hire",
    )
    ahead = {"holder": "rita", "on": "2025-09-08"}
    await walk.is_refused(
        rita,
        f"{path}/hire",
        ahead,
        day="2025-09-01",
        status=422,
        because="invalid",
        says="/on: 2025-09-08 lies in the future",
    )
    await rita.post(f"{path}/hire", {"holder": "rita"}, baton_date=on("2025-09-01"))
    await rita.post(f"{path}/screen", proof, baton_date=on("2025-09-02"))
    await walk.is_refused(
        rita,
        f"{path}/give-access",
        day="2025-09-03",
        because="access-not-granted",
        says="Not granted: orders",
    )
    await ours.amira.post(f"{asked}/grant", {}, baton_date=on("2025-09-03"))
    await rita.post(f"{path}/give-access", {}, baton_date=on("2025-09-03"))
    await walk.is_refused(
        rita, f"{path}/train", day="2025-09-04", because="not-trained", says="to learn: returns"
    )
    await walk.is_refused(
        rita,
        f"{path}/certify",
        proof,
        day="2025-09-04",
        status=403,
        because="client-only",
        says="for the client's people",
    )

    relief = await made(rita, f"{ours.path}/reliefs", LATE, "2025-09-04", "reliefs")
    await walk.is_refused(
        rita,
        f"{relief}/agree",
        day="2025-09-04",
        status=403,
        because="other-side-decides",
        says="the client decides",
    )
    await walk.is_not_shown(priya, relief, because="not-found", says="that you can see")
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    listed = await ours.sanne.post(
        f"{wave}/cutover", {"items": [ITEM]}, baton_date=on("2025-09-04")
    )
    (item,) = listed["items"]
    await walk.is_refused(
        rita,
        f"{ROOT}/cutover-items/{item['id']}/do",
        day="2025-09-05",
        status=403,
        because="other-side",
        says="is the client's to do",
    )
    assert walk.wrong_steps >= 6


async def test_an_auditor_reads_everything_and_writes_nothing(
    baton: Office, ours: Programme, walk: Walk
) -> None:
    bram, day = baton.as_("bram", "auditor"), "2025-10-08"
    gate = await shadowed_too_little(ours)
    claim = await ours.claim("wave-2-stable", day)
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    relief = await made(ours.rita, f"{ours.path}/reliefs", LATE, day, "reliefs")
    waiver = {"criterion": SHADOWING, "owner": "Rita", "expires_on": "2025-10-20", **WHY}
    for path, body in (
        (f"{claim}/accept", {}),
        (f"{claim}/dispute", WHY),
        (f"{gate}/waivers", waiver),
        (f"{gate}/decide", {}),
        (f"{wave}/go-live", {}),
        (f"{ours.path}/freezes", FREEZE),
        (f"{ours.path}/close", {}),
        (f"{relief}/agree", {}),
        (f"{ours.path}/slips", {"milestone": KT, "new_date": "2025-11-01", **WHY}),
        (f"{ours.path}/members", {"code": "x", "name": "X", "role": "Agent"}),
    ):
        await walk.is_refused(
            bram,
            path,
            body,
            day=day,
            status=403,
            because="role-missing",
            says="Bram has none of these roles",
        )
    await ours.piet.post(f"{gate}/decide", {}, baton_date=on(day))
    decisions = (await bram.get(f"{gate}/decisions"))["items"]
    assert [one["outcome"] for one in decisions] == ["NO-GO"]
    assert (await bram.get(f"{ours.path}/relief"))["entries"]
    assert (await bram.get(f"{claim}/explanation"))["steps"]
    stranger = baton.as_("bram", "auditor", tenant="another")
    await walk.is_not_shown(stranger, gate, because="not-found", says="that you can see")
    await walk.is_not_shown(
        bram,
        f"{ours.path}/claims?limit=5000",
        status=422,
        because="invalid",
        says="less than or equal to 200",
    )
    await walk.is_not_shown(
        bram, f"{ours.path}/relief?baseline=9", because="not-found", says="No baseline 9"
    )
    assert walk.wrong_steps >= 6
