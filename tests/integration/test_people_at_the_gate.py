"""What a gate is told of stakeholders, meetings, courses, places and key people."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.gates import GateOutlookChanged
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned
from tests.office import Caller, Office, office

DAY = "2025-07-01"
COUNCIL = {
    "code": "council",
    "name": "Works council",
    "kind": "group",
    "side": "client",
    "influence": 5,
    "interest": 4,
    "attitude": "critic",
    "wanted": "neutral",
    "owner": "Noor",
    "needs": "To hear of each step before the teams do.",
}
ROLE = {
    "code": "agent",
    "title": "Agent",
    "process": "mail",
    "headcount": 10,
    "groups": [
        {"fate": "retained", "headcount": 1, "from_on": "2026-01-19"},
        {"fate": "redeployed", "headcount": 6, "from_on": "2026-01-19"},
        {"fate": "redundant", "headcount": 3, "from_on": "2026-01-19"},
    ],
}
OFFER = {
    "code": "to-shops",
    "role": "agent",
    "kind": "redeployment",
    "to_role": "Shop assistant",
    "count": 6,
    "answer_by": "2025-09-15",
    "place_by": "2025-10-01",
}
COURSE = {
    "code": "krakow",
    "title": "How Kraków works",
    "required": [{"name": "joris", "side": "client"}, {"name": "ania", "side": "vendor"}],
    "due_on": "2025-09-30",
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def does(by: Caller, path: str, body: Any = None, day: str = DAY, status: int = 200) -> Any:
    return await by.post(path, body or {}, status=status, baton_date=on(day))


async def makes(ours: Programme, by: Caller, what: str, body: Any, day: str = DAY) -> str:
    made = await does(by, f"{ours.path}/{what}", body, day, 201)
    return f"{ROOT}/{what}/{made['id']}"


async def told(ours: Programme, code: str, day: str = DAY) -> tuple[bool, str] | None:
    """Whether it is met, and the note: the same to both sides, and measured."""
    gate = await ours.gate("wave-2")
    shown = []
    for caller in (ours.sanne, ours.rita):
        criteria = (await caller.get(gate, baton_date=on(day)))["today"]["criteria"]
        shown.append(next((one for one in criteria if one["code"] == code), None))
    assert shown[0] == shown[1]
    if shown[0] is None:
        return None
    assert (shown[0]["measured"], shown[0]["mandatory"]) == (True, False)
    return shown[0]["met"], shown[0]["note"]


async def test_the_gate_counts_stakeholders_who_are_mapped_and_on_side(ours: Programme) -> None:
    assert await told(ours, "stakeholders-mapped") is None
    council = await makes(ours, ours.sanne, "stakeholders", COUNCIL)
    assert await told(ours, "stakeholders-mapped") == (False, "0 % of 80 %")
    await does(ours.sanne, f"{council}/note-attitude", {"attitude": "supporter"})
    assert await told(ours, "stakeholders-mapped") == (False, "0 % of 80 %")
    shown = await ours.sanne.get(f"{ours.path}/stakeholder-map", baton_date=on(DAY))
    (placed,) = shown["quadrants"]["manage_closely"]
    assert (placed["is_on_side"], placed["is_mapped"]) == (True, False)
    await does(ours.sanne, f"{council}/revise", {"rhythm_days": 30})
    assert await told(ours, "stakeholders-mapped") == (True, "100 % of 80 %")
    await does(ours.sanne, f"{council}/leave")
    assert await told(ours, "stakeholders-mapped") is None


async def test_the_gate_counts_people_of_whom_it_is_settled_what_becomes_of_them(
    baton: Office, ours: Programme
) -> None:
    noor = baton.as_("noor", "hr")
    assert await told(ours, "people-settled") is None
    role = await makes(ours, noor, "affected-roles", ROLE)
    elsewhere = ROLE | {"code": "caller", "wave": "wave-3"}
    await makes(ours, noor, "affected-roles", elsewhere)
    offer = await makes(ours, noor, "placements", OFFER)
    await does(noor, f"{offer}/accept", {"count": 5})
    await does(noor, f"{offer}/decline", {"count": 1})
    assert await told(ours, "people-settled") == (False, "6 of 10 settled")
    shown = await noor.get(f"{ours.path}/people/settled?wave=wave-2", baton_date=on(DAY))
    assert (shown["rule"], shown["result"]["unsettled"]) == ("people_settled", {"agent": 4})
    cost = {"amount": "54000.00", "currency": "EUR"}
    retained, redeployed, redundant = ROLE["groups"]  # type: ignore[misc]
    groups = [retained, redeployed, redundant | {"severance": cost}]  # type: ignore[operator]
    await does(noor, f"{role}/revise", {"groups": groups, "reason": "A social plan"})
    assert await told(ours, "people-settled") == (False, "9 of 10 settled")
    more = await makes(ours, noor, "placements", OFFER | {"code": "to-stores", "count": 1})
    await does(noor, f"{more}/accept", {"count": 1})
    assert await told(ours, "people-settled") == (True, "10 of 10 settled")
    unknown = f"{ours.path}/people/settled?wave=wave-9"
    await noor.get(unknown, status=422)
    await ours.rita.get(f"{ours.path}/people/settled", status=403)


async def test_the_gate_counts_courses_of_both_sides_and_actions_of_meetings_that_are_late(
    ours: Programme,
) -> None:
    assert await told(ours, "both-sides-trained") is None
    course = await makes(ours, ours.sanne, "culture-courses", COURSE)
    await does(ours.sanne, f"{course}/attend", {"people": ["ania"]})
    assert await told(ours, "both-sides-trained") == (False, "0 % of 90 %")
    await does(ours.sanne, f"{course}/attend", {"people": ["joris"]})
    assert await told(ours, "both-sides-trained") == (True, "100 % of 90 %")
    after_live = COURSE | {"code": "later", "due_on": "2025-12-01"}
    await makes(ours, ours.sanne, "culture-courses", after_live)
    assert await told(ours, "both-sides-trained") == (True, "100 % of 90 %")

    assert await told(ours, "actions-in-time") is None
    weekly = {
        "code": "weekly",
        "title": "Weekly",
        "purpose": "What stands in the way",
        "agenda": ["Progress"],
        "members": [{"name": "joris", "side": "client"}, {"name": "ania", "side": "vendor"}],
        "rhythm": {"every": "weekly", "weekday": "mon"},
        "tz": "Europe/Amsterdam",
        "at": "10:00",
        "minutes": 30,
        "starts_on": "2025-07-07",
    }
    series = await makes(ours, ours.sanne, "meeting-series", weekly)
    (ahead,) = (await ours.sanne.get(f"{series}/meetings"))["items"]
    meeting = f"{ROOT}/meetings/{ahead['id']}"
    await does(ours.sanne, f"{meeting}/hold", {"present": ["joris", "ania"]}, "2025-07-07")
    asked = {"what": "Name the second signer", "owner": "joris", "side": "client"}
    due = asked | {"due_on": "2025-07-11"}
    action = await does(ours.sanne, f"{meeting}/actions", due, "2025-07-08", 201)
    assert await told(ours, "actions-in-time", "2025-07-11") == (True, "none of 1 is late")
    late = (False, "late: joris, due 2025-07-11")
    assert await told(ours, "actions-in-time", "2025-07-12") == late
    await does(ours.sanne, f"{ROOT}/meeting-actions/{action['id']}/finish", {}, "2025-07-14")
    assert await told(ours, "actions-in-time", "2025-07-14") == (True, "none of 1 is late")


async def kept(ours: Programme, by: Caller, also: Caller, person: str, until: str) -> None:
    """Proposed by one and agreed by another of the same side."""
    terms = {"person": person, "from_on": DAY, "until": until}
    agreement = await makes(ours, by, "retention-agreements", terms)
    await does(also, f"{agreement}/agree")


async def test_the_gate_counts_key_people_who_are_kept_until_go_live_and_tells_no_vendor_of_whom(
    baton: Office, ours: Programme
) -> None:
    noor, tiago = baton.as_("noor", "hr"), baton.of_vendor("tiago", str(ours.plan["vendor_id"]))
    for by, code in ((ours.sanne, "joost"), (ours.rita, "rita"), (ours.rita, "ana")):
        member = {"code": code, "name": code.title(), "role": "Trainer", "is_key": code != "ana"}
        await makes(ours, by, "members", member)
    short = (False, "0 of 1 of the vendor; not all of the client")
    assert await told(ours, "key-people-kept") == short
    await kept(ours, ours.rita, tiago, "rita", "2026-03-31")
    await kept(ours, ours.sanne, noor, "joost", "2025-10-12")
    day_short = (False, "1 of 1 of the vendor; not all of the client")
    assert await told(ours, "key-people-kept") == day_short

    path = f"{ours.path}/key-people"
    found = await ours.sanne.get(f"{path}?wave=wave-2", baton_date=on(DAY))
    assert found["until"] == "2025-10-13"
    seen = {one["code"]: (one["kept_until"], one["is_kept"]) for one in found["people"]}
    assert seen == {"joost": ("2025-10-12", False), "rita": ("2026-03-31", True)}
    theirs = (await ours.rita.get(path, baton_date=on(DAY)))["people"]
    assert [one["code"] for one in theirs] == ["rita"]

    agreements = await ours.items("retention-agreements")
    mine = next(one["id"] for one in agreements if one["person"] == "joost")
    ended = {"reason": "Renewed"}
    await does(noor, f"{ROOT}/retention-agreements/{mine}/end", ended)
    await kept(ours, ours.sanne, noor, "joost", "2025-10-13")
    assert await told(ours, "key-people-kept") == (
        True,
        "1 of 1 of the vendor; all of the client",
    )

    members = await ours.items("members")
    rita = f"{ROOT}/members/{next(one['id'] for one in members if one['code'] == 'rita')}"
    gone = (False, "0 of 1 of the vendor; all of the client")
    leaves = {"leaving_on": "2025-08-01", "reason": "Moves"}
    await does(ours.rita, f"{rita}/announce-leaving", leaves)
    assert await told(ours, "key-people-kept") == gone
    await does(ours.rita, f"{rita}/leave", {}, "2025-08-01")
    assert await told(ours, "key-people-kept", "2025-08-02") == gone


async def test_what_a_gate_would_decide_is_told_when_key_people_come_and_are_kept(
    baton: Office, ours: Programme
) -> None:
    """Seven criteria are met; with two more that are not the score is 0.7778 of 0.80."""
    await ours.ready("wave-2")
    day = "2025-10-08"
    await makes(ours, ours.sanne, "stakeholders", COUNCIL, day)
    member = {"code": "joost", "name": "Joost", "role": "Trainer", "is_key": True}
    path = await makes(ours, ours.sanne, "members", member, day)
    await does(ours.sanne, f"{path}/change", {"is_key": False}, day)
    changes = await heard(baton, GateOutlookChanged, 3)
    assert [str(each.now) for each in changes] == ["GO", "NO-GO", "GO"]
    assert changes[1].why == ["The score is 0.7778 of 0.80."]
