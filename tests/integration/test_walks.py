"""Four people go their way through a transition, and are told what to do where they go wrong."""

from collections.abc import AsyncIterator
from functools import partial
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
PROOF = {"evidence": [DIGEST]}
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


SESSION = {
    "code": "returns-1",
    "title": "Returns",
    "topics": ["returns"],
    "trainer": "Wilma",
    "invited": ["rita"],
    "starts_at": "2025-09-10T10:00:00+02:00",
    "zone": "Europe/Amsterdam",
}
TEST = {"topic": "returns", "person": "rita", "score": "0.9", "pass_mark": "0.8"}
MANUAL = {
    "code": "manual",
    "title": "Manual",
    "topics": ["returns"],
    "author": "amira",
    "digest": DIGEST,
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


async def added(ours: Programme, day: str, **more: Any) -> str:
    """A seat: its path."""
    (seat,) = await ours.sanne.post(f"{ours.path}/seats", [SEAT | more], baton_date=on(day))
    return f"{ROOT}/seats/{seat['id']}"


async def shadowed_too_little(ours: Programme) -> str:
    """Reverse shadowing is at 71 of 85 %, all else is met: the gate."""
    return await ours.ready(unaided=71)


async def wave_of(ours: Programme) -> str:
    return f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"


async def test_a_programme_director_is_held_to_the_order_of_things_to_freezes_and_to_four_eyes(
    baton: Office, ours: Programme, walk: Walk
) -> None:
    sanne = baton.as_("sanne", "programme_office", "sponsor", "approver")
    wave, no = await wave_of(ours), partial(walk.is_refused, sanne)
    live, freezes, day = f"{wave}/go-live", f"{ours.path}/freezes", "2025-10-08"
    backwards = {**FREEZE, "ends_on": "2025-10-01"}
    await no(freezes, day, "422 invalid", "/: a freeze ends on or after", backwards)
    await no(live, day, "409 gate-not-passed", "Decide it")
    await no(f"{ours.path}/close", day, "409 not-all-live", "Take them live first")

    gate = await shadowed_too_little(ours)
    waivers, decide = f"{gate}/waivers", f"{gate}/decide"
    waiver = {"criterion": SHADOWING, "owner": "Rita", "expires_on": "2025-11-05", **WHY}
    past = {**waiver, "expires_on": "2025-10-01"}
    await no(waivers, day, "422 invalid", "/expires_on: 2025-10-01 has passed", past)
    await sanne.post(waivers, waiver, baton_date=on(day))
    await no(decide, day, "403 four-eyes", "Sanne waived reverse-shadowing, so somebody else must")
    before = walk.all_there_is()
    decided = await ours.piet.post(decide, {}, baton_date=on(day))
    assert decided["outcome"] == "CONDITIONAL"
    assert walk.all_there_is() != before

    early = {"live_on": "2025-10-07"}
    await no(live, day, "409 before-gate", "State a day from then on", early)
    await no(live, "2025-11-06", "409 waiver-expired", "Have the waiver extended")
    await sanne.post(freezes, FREEZE, baton_date=on("2025-10-09"))
    await no(live, "2025-10-13", "409 in-freeze", "Reschedule the wave behind it")
    moved = await sanne.post(f"{wave}/reschedule", WHY, baton_date=on("2025-10-13"))
    assert moved["planned_on"] == "2025-10-30"
    await no(live, "2025-10-30", "409 gate-not-passed", "open again since its wave was moved")
    await ours.piet.post(decide, {}, baton_date=on("2025-10-29"))
    await sanne.post(live, {}, baton_date=on("2025-10-30"))

    await no(f"{wave}/stabilise", "2025-10-31", "409 no-exit-criteria", "hypercare")
    waiver_of, day = f"{waivers}/{SHADOWING}", "2025-11-06"
    await no(f"{waiver_of}/extend", day, "409 not-asked", "Ask for it first, with a reason", WHY)
    asked = {"until": "2025-11-28", **WHY}
    await sanne.post(f"{waiver_of}/ask-extension", asked, baton_date=on(day))
    await no(f"{waiver_of}/extend", day, "403 four-eyes", "Sanne asked for it", WHY)
    proposal = {"caused_by": "vendor", **WHY}
    back = await made(sanne, f"{wave}/roll-backs", proposal, day, "roll-backs")
    await no(f"{back}/approve", day, "403 four-eyes", "somebody else must", WHY)
    assert walk.wrong_steps == 13


async def test_a_process_owner_waits_for_the_vendor_s_word_and_decides_on_nothing_of_her_own(
    ours: Programme, walk: Walk
) -> None:
    no, claim = partial(walk.is_refused, ours.amira), await ours.claim(KT, "2025-08-29")
    manual = {"code": "manual", "what": "The manual", "owner": "rita", "due_on": "2025-08-01"}
    in_part = {"conditions": [manual], **WHY}
    passed = "/conditions/0/due_on: 2025-08-01 has passed: today is 2025-09-01"
    await no(f"{claim}/accept-in-part", "2025-09-01", "422 invalid", passed, in_part)
    await ours.amira.post(f"{claim}/dispute", WHY, baton_date=on("2025-09-01"))
    await no(f"{claim}/uphold", "2025-09-02", "409 answer-awaited", "Wait for its answer", WHY)
    await ours.rita.post(f"{claim}/answer", {"answer": "It was"}, baton_date=on("2025-09-03"))
    await no(f"{claim}/uphold", "2025-09-04", "403 four-eyes", "somebody else must", WHY)
    await no(f"{claim}/accept", "2025-09-04", "409 already-answered", "Possible now: uphold, rej")
    live = f"{await wave_of(ours)}/go-live"
    await no(live, "2025-09-04", "403 role-missing", "these roles on any programme: programme_off")

    await ours.list_topics()
    sessions, tests = f"{ours.path}/knowledge-sessions", f"{ours.path}/knowledge-tests"
    held = await made(ours.amira, sessions, SESSION, "2025-09-04", "knowledge-sessions")
    there = {"attendance": [{"person": "tiago", "present": True}]}
    await no(f"{held}/hold", "2025-09-09", "409 not-begun", "Change its moment", there)
    await no(f"{held}/hold", "2025-09-11", "422 invalid", "Not said of: rita", there)
    ahead = "/taken_on: 2025-09-30 lies in the future"
    await no(tests, "2025-09-11", "422 invalid", ahead, {**TEST, "taken_on": "2025-09-30"})
    documents = f"{ours.path}/knowledge-documents"
    own = await made(ours.amira, documents, MANUAL, "2025-09-10", "knowledge-documents")
    await no(f"{own}/approve", "2025-09-11", "403 four-eyes", "Amira submitted", {"version": 1})
    seat = await added(ours, "2025-09-10", access=[])
    await no(f"{seat}/certify", "2025-09-11", "409 is-open", "Possible now: hire", PROOF)
    assert walk.wrong_steps == 10


async def test_a_vendor_s_transition_lead_moves_what_is_hers_and_nothing_before_its_time(
    baton: Office, ours: Programme, walk: Walk
) -> None:
    rita, priya = ours.rita, baton.of_vendor("priya", str(new_id()))
    no, day = partial(walk.is_refused, rita), "2025-09-01"
    claim = await ours.claim(KT, "2025-08-29")
    word = {"answer": "It was"}
    await no(f"{claim}/accept", day, "403 client-only", "Ask somebody of the client")
    await no(f"{claim}/answer", day, "409 is-open", "it cannot take answer", word)
    await walk.is_refused(priya, f"{claim}/withdraw", day, "404 not-found", "that you can see", WHY)
    await walk.is_not_shown(priya, claim, "404 not-found", "that you can see")
    await rita.post(f"{claim}/withdraw", WHY, baton_date=on(day))
    await no(f"{claim}/answer", day, "409 is-withdrawn", "Nothing follows on it", word)
    slip = {"milestone": KT, "new_date": "2025-08-31", **WHY}
    await no(f"{ours.path}/slips", day, "422 invalid", "/new_date: 2025-08-31 has passed", slip)

    await ours.list_topics()
    requests = f"{ours.path}/access-requests"
    asked = await made(rita, requests, ACCESS, "2025-07-01", "access-requests")
    seat = await added(ours, "2025-07-01")
    member = {"code": "rita", "name": "Rita", "role": "Agent"}
    await rita.post(f"{ours.path}/members", member, baton_date=on("2025-07-01"))
    await no(f"{seat}/screen", day, "409 is-open", "Possible now: hire", PROOF)
    ahead = {"holder": "rita", "on": "2025-09-08"}
    await no(f"{seat}/hire", day, "422 invalid", "/on: 2025-09-08 lies in the future", ahead)
    await rita.post(f"{seat}/hire", {"holder": "rita"}, baton_date=on(day))
    await rita.post(f"{seat}/screen", PROOF, baton_date=on(day))
    await no(f"{seat}/give-access", day, "409 access-not-granted", "orders. Have the client grant")
    await ours.amira.post(f"{asked}/grant", {}, baton_date=on("2025-09-03"))
    await rita.post(f"{seat}/give-access", {}, baton_date=on("2025-09-03"))
    await no(f"{seat}/train", "2025-09-04", "409 not-trained", "to learn: returns")
    await no(f"{seat}/certify", "2025-09-04", "403 client-only", "Ask somebody of", PROOF)

    relief = await made(rita, f"{ours.path}/reliefs", LATE, "2025-09-04", "reliefs")
    await no(f"{relief}/agree", "2025-09-04", "403 other-side-decides", "the client decides")
    await walk.is_not_shown(priya, relief, "404 not-found", "that you can see")
    cutover = f"{await wave_of(ours)}/cutover"
    listed = await ours.sanne.post(cutover, {"items": [ITEM]}, baton_date=on("2025-09-04"))
    item = f"{ROOT}/cutover-items/{listed['items'][0]['id']}"
    await no(f"{item}/do", "2025-09-04", "403 other-side", "stop is the client's to do")
    assert walk.wrong_steps == 14


async def test_an_auditor_reads_everything_and_writes_nothing(
    baton: Office, ours: Programme, walk: Walk
) -> None:
    bram, day = baton.as_("bram", "auditor"), "2025-10-08"
    gate, wave = await shadowed_too_little(ours), await wave_of(ours)
    claim = await ours.claim("wave-2-stable", day)
    relief = await made(ours.rita, f"{ours.path}/reliefs", LATE, day, "reliefs")
    waiver = {"criterion": SHADOWING, "owner": "Rita", "expires_on": "2025-10-20", **WHY}
    slip = {"milestone": KT, "new_date": "2025-11-01", **WHY}
    for path, body, needed in (
        (f"{claim}/accept", {}, "process_owner, programme_office"),
        (f"{claim}/dispute", WHY, "process_owner, programme_office"),
        (f"{gate}/waivers", waiver, "approver, sponsor"),
        (f"{gate}/decide", {}, "programme_office, sponsor"),
        (f"{wave}/go-live", {}, "programme_office"),
        (f"{ours.path}/freezes", FREEZE, "programme_office"),
        (f"{ours.path}/close", {}, "programme_office"),
        (f"{relief}/agree", {}, "programme_office"),
        (f"{ours.path}/slips", slip, "programme_office"),
    ):
        await walk.is_refused(bram, path, day, "403 role-missing", f"{needed}. Ask somebody", body)
    await ours.piet.post(f"{gate}/decide", {}, baton_date=on(day))
    decisions = (await bram.get(f"{gate}/decisions"))["items"]
    assert [one["outcome"] for one in decisions] == ["NO-GO"]
    assert (await bram.get(f"{ours.path}/relief"))["entries"]
    assert (await bram.get(f"{claim}/explanation"))["steps"]
    stranger = baton.as_("bram", "auditor", tenant="another")
    await walk.is_not_shown(stranger, gate, "404 not-found", "that you can see")
    too_many = f"{ours.path}/claims?limit=5000"
    await walk.is_not_shown(bram, too_many, "422 invalid", "query/limit: Input should be less")
    no_such = f"{ours.path}/relief?baseline=9"
    await walk.is_not_shown(bram, no_such, "404 not-found", "No baseline 9")
    assert walk.wrong_steps == 12
