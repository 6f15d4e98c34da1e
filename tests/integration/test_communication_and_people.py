"""Stakeholders, communication, roles, consultation and morale over HTTP, and what a gate makes of
them."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.communication import CommunicationMissed
from libs.common.events.transition.people import ConsultationOverdue, MoraleFell, PlacementOverdue
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned
from tests.office import Caller, Office, office

DIGEST = "0" * 64
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
    "rhythm_days": 14,
}
LETTER = {
    "code": "letter",
    "audience": ["council"],
    "message": "Voice moves to Porto in March",
    "channel": "letter",
    "sender": "Sanne",
    "languages": ["nl", "en"],
}
ADVICE = {
    "code": "advice",
    "body": "Works council",
    "about": "Roles and working conditions",
    "owner": "Noor",
    "due_on": "2025-08-01",
    "deadline": "statutory",
}
PULSE = {"title": "How are you", "side": "client", "team": "Mail", "questions": ["Content?"]}
CLIENTS_OWN = {
    "stakeholders",
    "stakeholder-map",
    "communications",
    "communications-kept",
    "affected-roles",
    "people",
    "placements",
    "consultations",
    "pulses",
}
"What stands in the paths of these concepts."


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def made(
    ours: Programme, by: Caller, what: str, body: dict[str, Any], day: str = "2025-06-16"
) -> str:
    """Its path."""
    row = await by.post(f"{ours.path}/{what}", body, baton_date=on(day))
    return f"{ROOT}/{what}/{row['id']}"


async def nothing_else_until(ours: Programme, day: str) -> None:
    """Any deed on that day: what was due until then is done first, as by the clock."""
    freeze = {"title": "Far away", "starts_on": "2027-01-01", "ends_on": "2027-01-01"}
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on(day))


async def criterion(ours: Programme, code: str, day: str) -> dict[str, Any] | None:
    """As the gate of wave 2 shows it on a day; the vendor sees the same."""
    gate = await ours.gate("wave-2")
    shown = []
    for caller in (ours.sanne, ours.rita):
        view = await caller.get(gate, baton_date=on(day))
        found = (c for c in view["today"]["criteria"] if c["code"] == code)
        shown.append(next(found, None))
    assert shown[0] == shown[1]
    return shown[0]


async def test_the_map_shows_who_stands_where_and_who_has_not_been_spoken_to(
    ours: Programme,
) -> None:
    sanne = ours.sanne
    council = await made(ours, sanne, "stakeholders", COUNCIL)
    quiet = COUNCIL | {"code": "suppliers", "influence": 1, "interest": 5, "rhythm_days": None}
    await made(ours, sanne, "stakeholders", quiet)
    noted = {"attitude": "neutral", "note": "After the talk"}
    told = await sanne.post(f"{council}/note-attitude", noted, baton_date=on("2025-06-20"))
    assert [each["attitude"] for each in told["attitudes"]] == ["critic", "neutral"]
    path = f"{ours.path}/stakeholder-map"
    found = await sanne.get(path, baton_date=on("2025-07-02"))
    assert [each["code"] for each in found["quadrants"]["manage_closely"]] == ["council"]
    assert [each["code"] for each in found["quadrants"]["keep_informed"]] == ["suppliers"]
    assert found["not_spoken_to"] == ["council"]
    letter = await made(ours, sanne, "communications", LETTER | {"fixed_on": "2025-07-02"})
    sent = {"evidence": [DIGEST], "reach": 9}
    await sanne.post(f"{letter}/send", sent, baton_date=on("2025-07-02"))
    assert (await sanne.get(path, baton_date=on("2025-07-16")))["not_spoken_to"] == []
    late = await sanne.get(path, baton_date=on("2025-07-18"))
    assert late["quadrants"]["manage_closely"][0]["days_late"] == 2
    why = await sanne.get(f"{council}/explanation", baton_date=on("2025-07-18"))
    assert why["contact"]["steps"][-1] == {"label": "days late", "value": 2}
    again = await sanne.post(f"{ours.path}/stakeholders", COUNCIL, status=409)
    assert again["type"].endswith("code-taken")


async def test_a_communication_moves_with_its_wave_is_missed_by_the_clock_and_sent_late(
    baton: Office, ours: Programme
) -> None:
    sanne = ours.sanne
    await made(ours, sanne, "stakeholders", COUNCIL)
    by_wave = LETTER | {"wave": "wave-2", "days_from_live": -4}
    letter = await made(ours, sanne, "communications", by_wave)
    assert (await sanne.get(letter))["due_on"] == "2025-10-09"
    wave = await ours.wave("wave-2")
    moved = {"to": "2025-10-20", "reason": "A week later"}
    await sanne.post(f"{ROOT}/waves/{wave['id']}/reschedule", moved, baton_date=on("2025-10-01"))
    assert (await sanne.get(letter))["due_on"] == "2025-10-16"
    await nothing_else_until(ours, "2025-10-16")
    assert (await sanne.get(letter))["state"] == "planned"
    await nothing_else_until(ours, "2025-10-17")
    assert (await sanne.get(letter))["state"] == "missed"
    (told,) = await heard(baton, CommunicationMissed)
    assert (told.due_on, told.missed_from) == (date(2025, 10, 16), date(2025, 10, 17))
    kept = await sanne.get(f"{ours.path}/communications-kept", baton_date=on("2025-10-17"))
    assert (kept["missing"], kept["share"]) == (["letter"], "0.0000")
    unproved = await sanne.post(f"{letter}/send", {}, status=422)
    assert unproved["errors"][0]["field"] == "/evidence"
    await sanne.post(f"{letter}/send", {"evidence": [DIGEST]}, baton_date=on("2025-10-20"))
    heard_back = {"stakeholder": "council", "tone": "mixed", "note": "Too late"}
    view = await sanne.post(f"{letter}/gather-feedback", heard_back, baton_date=on("2025-10-21"))
    assert (view["feedback"][0]["tone"], view["due_on"]) == ("mixed", "2025-10-16")
    gone = await sanne.post(f"{letter}/cancel", {"reason": "x"}, status=409)
    assert gone["type"].endswith("is-sent")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"fixed_on": "2025-07-02", "audience": ["nobody"]}, "/audience/0"),
        ({"fixed_on": "2025-07-02", "wave": "wave-9"}, "/wave"),
        ({}, "/"),
        ({"days_from_live": -3}, "/"),
        ({"fixed_on": "2025-07-02", "languages": []}, "/languages"),
    ],
)
async def test_a_communication_that_cannot_be_is_refused(
    ours: Programme, wrong: dict[str, Any], field: str
) -> None:
    await made(ours, ours.sanne, "stakeholders", COUNCIL)
    path = f"{ours.path}/communications"
    refused = await ours.sanne.post(path, LETTER | wrong, status=422)
    assert refused["errors"][0]["field"] == field
    assert await ours.items("communications") == []


async def test_roles_offers_and_costs_are_added_up_and_what_does_not_agree_is_named(
    baton: Office, ours: Programme
) -> None:
    noor = baton.as_("noor", "hr")
    groups = [
        {"fate": "redeployed", "headcount": 6, "from_on": "2026-01-19"},
        {
            "fate": "redundant",
            "headcount": 3,
            "from_on": "2026-01-19",
            "severance": {"amount": "54000.00", "currency": "EUR"},
        },
    ]
    role = {"code": "agent", "title": "Agent", "process": "mail", "headcount": 10}
    path = await made(ours, noor, "affected-roles", role | {"groups": groups})
    found = await noor.get(f"{ours.path}/people")
    assert found["differences"] == [
        "agent: 9 of 10 have a plan, 1 too few",
        "agent: 6 to be redeployed, 0 with an offer",
    ]
    assert found["severance"]["totals"] == [{"amount": "54000.00", "currency": "EUR"}]
    kept = [*groups, {"fate": "retained", "headcount": 1, "from_on": "2026-01-19"}]
    await noor.post(f"{path}/revise", {"groups": kept, "reason": "One stays"})
    offer = {
        "code": "to-shops",
        "role": "agent",
        "kind": "redeployment",
        "to_role": "Shop assistant",
        "count": 6,
        "offered_on": "2025-09-01",
        "answer_by": "2025-09-15",
        "place_by": "2025-10-01",
    }
    placement = await made(ours, noor, "placements", offer, "2025-09-01")
    assert (await noor.get(f"{ours.path}/people"))["agrees"]
    await noor.post(f"{placement}/accept", {"count": 5}, baton_date=on("2025-09-10"))
    await noor.post(
        f"{placement}/place", {"count": 4, "untrained": True}, baton_date=on("2025-09-12")
    )
    too_many = await noor.post(f"{placement}/begin-training", {"count": 2}, status=409)
    assert too_many["type"].endswith("not-so-many")
    await nothing_else_until(ours, "2025-10-02")
    (late,) = await heard(baton, PlacementOverdue)
    assert (late.count, late.place_by) == (2, date(2025, 10, 1))
    assert (await noor.get(f"{ours.path}/people"))["placements"]["placed"] == 4
    stranger = await noor.post(f"{ours.path}/placements", offer | {"role": "x"}, status=409)
    assert stranger["type"].endswith("code-taken")
    unknown = offer | {"role": "x", "code": "other"}
    await noor.post(f"{ours.path}/placements", unknown, status=422, baton_date=on("2025-10-02"))


async def test_a_consultation_holds_the_gate_up_until_it_is_decided_and_may_be_carried_out(
    baton: Office, ours: Programme
) -> None:
    noor, anna = baton.as_("noor", "hr"), ours.anna
    before = await criterion(ours, "staff-consulted", "2025-06-16")
    assert before is not None
    assert before["note"] == "nobody has answered"
    path = await made(ours, noor, "consultations", ADVICE)
    gate = await ours.gate("wave-2")
    signed = {"criterion": "staff-consulted", "met": True, "note": "x"}
    await ours.amira.post(f"{gate}/answers", signed, status=422, baton_date=on("2025-06-17"))
    proof = {"evidence": [DIGEST]}
    await noor.post(f"{path}/ask", proof, baton_date=on("2025-06-20"))
    await nothing_else_until(ours, "2025-08-02")
    (late,) = await heard(baton, ConsultationOverdue)
    assert (late.what, late.due_on) == ("the advice", date(2025, 8, 1))
    condition = {"code": "plan", "text": "A social plan", "owner": "Noor", "due_on": "2025-09-01"}
    advice = proof | {"advice": "positive_with_conditions", "conditions": [condition]}
    await noor.post(f"{path}/give-advice", advice, baton_date=on("2025-08-11"))
    held = await criterion(ours, "staff-consulted", "2025-08-12")
    assert held is not None
    assert (held["met"], held["mandatory"]) == (False, True)
    assert held["note"] == "0 of 1 decided, 1 not decided"
    departing = proof | {"departs": True}
    await anna.post(f"{path}/decide", departing, status=422)
    await noor.post(f"{path}/decide", proof | {"departs": False}, status=403)
    waits = departing | {"carry_out_from": "2025-09-15"}
    await anna.post(f"{path}/decide", waits, baton_date=on("2025-08-15"))
    for day, why in (("2025-09-14", "carried out yet"), ("2025-09-15", "promise overdue")):
        shown = await criterion(ours, "staff-consulted", day)
        assert shown is not None
        assert not shown["met"]
        assert why in shown["note"]
    refused = await noor.post(f"{path}/close", status=409, baton_date=on("2025-09-15"))
    assert refused["type"].endswith("conditions-open")
    met_it = proof | {"condition": "plan"}
    await noor.post(f"{path}/meet-condition", met_it, baton_date=on("2025-09-16"))
    await noor.post(f"{path}/close", baton_date=on("2025-09-16"))
    shown = await criterion(ours, "staff-consulted", "2025-09-17")
    assert shown is not None
    assert (shown["met"], shown["note"]) == (True, "1 of 1 decided")


async def test_a_gate_asks_for_what_was_to_be_sent_and_how_the_teams_are(
    baton: Office, ours: Programme
) -> None:
    noor, sanne = baton.as_("noor", "hr"), ours.sanne
    await made(ours, sanne, "stakeholders", COUNCIL)
    letter = await made(ours, sanne, "communications", LETTER | {"fixed_on": "2025-09-01"})
    assert await criterion(ours, "morale", "2025-09-01") is None
    missing = await criterion(ours, "communication-sent", "2025-09-03")
    assert missing is not None
    assert (missing["met"], missing["note"]) == (False, "0 of 1 sent")
    await sanne.post(f"{letter}/send", {"evidence": [DIGEST]}, baton_date=on("2025-09-03"))
    sent = await criterion(ours, "communication-sent", "2025-09-04")
    assert sent is not None
    assert (sent["met"], sent["note"]) == (True, "1 of 1 sent")
    for code, day, counts in (
        ("july", "2025-07-01", [0, 1, 1, 4, 4]),
        ("september", "2025-09-01", [2, 3, 4, 1, 0]),
        ("few", "2025-09-08", [4, 0, 0, 0, 0]),
    ):
        pulse = await made(ours, noor, "pulses", PULSE | {"code": code}, day)
        view = await noor.post(f"{pulse}/count", {"counts": [counts]}, baton_date=on(day))
    assert (view["morale"]["mean"], view["morale"]["note"]) == (None, "not enough answers")
    hidden = await sanne.get(f"{pulse}/explanation", status=409)
    assert hidden["type"].endswith("not-enough-answers")
    (fell,) = await heard(baton, MoraleFell)
    assert (str(fell.was), str(fell.now)) == ("4.10", "2.40")
    shown = await criterion(ours, "morale", "2025-09-10")
    assert shown is not None
    assert (shown["met"], shown["mandatory"]) == (False, False)
    assert shown["note"] == "0 of 1 teams at 3.0 of 5 or more"
    assert await criterion(ours, "morale", "2025-11-30") is None
    again = await noor.post(f"{pulse}/count", {"counts": [[0, 0, 0, 0, 5]]}, status=409)
    assert again["type"].endswith("is-counted")


async def test_no_vendor_reads_a_word_of_it_by_any_route(baton: Office, ours: Programme) -> None:
    """Each route of these concepts, by the plan's own vendor: read from the service, so that a new
    one cannot escape."""
    tried = 0
    for path, methods in baton.together.apps["transition"].openapi()["paths"].items():
        if CLIENTS_OWN.isdisjoint(path.split("/")):
            continue
        for method in methods:
            answer = await baton.http.request(
                method, path.format(id=ours.plan["id"]), json={}, headers=ours.rita.headers
            )
            assert answer.status_code == 403, (method, path, answer.text)
            assert answer.json()["type"].endswith("client-only")
            tried += 1
    assert tried > 40


async def test_each_works_on_their_own_and_an_auditor_reads_all(
    baton: Office, ours: Programme
) -> None:
    noor, bram, lotte = (baton.as_(n, r) for n, r in ROLES)
    role = {"code": "agent", "title": "Agent", "process": "mail", "headcount": 10}
    await ours.sanne.post(f"{ours.path}/affected-roles", role, status=403)
    await noor.post(f"{ours.path}/stakeholders", COUNCIL, status=403)
    await made(ours, noor, "affected-roles", role)
    for what in ("people", "stakeholders", "communications", "consultations", "pulses"):
        await bram.get(f"{ours.path}/{what}")
    await lotte.get(f"{ours.path}/people", status=403)


ROLES = (("noor", "hr"), ("bram", "auditor"), ("lotte", "operations"))
