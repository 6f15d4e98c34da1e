"""The ramp over HTTP: teams of both sides, seats step by step, who leaves, what keeps people."""

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.knowledge import KnowledgeFell
from libs.common.events.transition.members import KeyPersonLeaving, MemberLeft
from libs.common.events.transition.ramp import RampForecastMoved, SeatAdvanced, SeatFellBack
from libs.common.events.transition.retention import (
    RetentionBroken,
    RetentionEnding,
    RetentionFulfilled,
)
from libs.common.events.vendor.knowledge import TransferStep
from tests.integration.transition_cast import ROOT, Programme, heard, on, planned
from tests.office import Caller, Office, eventually, office

DIGEST = "0" * 64
SEAT = {
    "code": "mail-1",
    "wave": "wave-2",
    "process": "mail",
    "role": "Agent",
    "language": "nl",
    "location": "Porto",
    "needed_by": "2025-09-26",
}
PROOF = {"evidence": [DIGEST]}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


async def joined(ours: Programme, code: str = "rita", by: Caller | None = None, **more: Any) -> str:
    """In the team since 1 July: the path."""
    body = {"code": code, "name": f"{code.title()} Prado", "role": "Agent", **more}
    made = await (by or ours.rita).post(f"{ours.path}/members", body, baton_date=on("2025-07-01"))
    return f"{ROOT}/members/{made['id']}"


async def added(ours: Programme, **more: Any) -> str:
    """A seat since 1 July: its path."""
    (made,) = await ours.sanne.post(
        f"{ours.path}/seats", [SEAT | more], baton_date=on("2025-07-01")
    )
    return f"{ROOT}/seats/{made['id']}"


async def step(
    who: Caller, path: str, what: str, day: str, body: Any = None, status: int = 200
) -> Any:
    return await who.post(f"{path}/{what}", body or {}, status=status, baton_date=on(day))


async def certified(ours: Programme, seat: str, holder: str = "rita") -> None:
    """All the way within a week of July, the training answered by the process owner."""
    await step(ours.rita, seat, "hire", "2025-07-01", {"holder": holder})
    await step(ours.rita, seat, "screen", "2025-07-02", PROOF)
    await step(ours.rita, seat, "give-access", "2025-07-03")
    await step(ours.amira, seat, "train", "2025-07-04", {"note": "Ten cases seen"})
    await step(ours.sanne, seat, "certify", "2025-07-07", PROOF)


async def learnt(ours: Programme, person: str, *steps: str) -> None:
    """Steps on the one topic of the seat, reported on 15 July."""
    for each in steps:
        await ours.report_step("returns", person, each, "2025-07-15")

    async def known() -> bool:
        found = await ours.sanne.get(f"{ours.path}/knowledge")
        people = next(t["people"] for t in found["topics"] if t["code"] == "returns")
        made = {p["person"]: p["steps"] for p in people}
        return set(steps) <= set(made.get(person, []))

    await eventually(known)


async def nothing_else_until(ours: Programme, day: str) -> None:
    """Any deed on that day: what was due until then is done first, as by the clock."""
    freeze = {"title": "Far away", "starts_on": "2027-01-01", "ends_on": "2027-01-01"}
    await ours.sanne.post(f"{ours.path}/freezes", freeze, baton_date=on(day))


# The way up


async def test_a_seat_goes_from_open_to_certified_by_access_that_is_granted_and_topics_learnt(
    baton: Office, ours: Programme
) -> None:
    await ours.list_topics()
    request = {
        "code": "tickets",
        "system": "Tickets",
        "who": "agent",
        "level": "read",
        "wave": "wave-2",
        "needed_by": "2025-08-12",
        "days": 5,
    }
    path = f"{ours.path}/access-requests"
    asked = await ours.rita.post(path, request, baton_date=on("2025-07-01"))
    await joined(ours)
    seat = await added(ours, topics=["returns"])
    await step(ours.rita, seat, "hire", "2025-07-07", {"holder": "rita"})
    await step(ours.rita, seat, "screen", "2025-07-08", PROOF | {"valid_until": "2026-07-07"})

    waiting = await step(ours.rita, seat, "give-access", "2025-07-09", status=409)
    assert (waiting["type"], waiting["detail"]) == (
        "urn:baton:problem:access-not-granted",
        "Not granted: tickets.",
    )
    await step(ours.amira, f"{ROOT}/access-requests/{asked['id']}", "grant", "2025-07-10")
    await step(ours.rita, seat, "give-access", "2025-07-10")

    await learnt(ours, "rita", "documented", "taught", "shadowed", "reverse_shadowed")
    untrained = await step(ours.rita, seat, "train", "2025-07-16", status=409)
    assert untrained["type"].endswith("not-trained")
    assert untrained["detail"] == "rita knows 0.8000 of 0.90; to learn: returns."
    await learnt(ours, "rita", *TransferStep)
    trained = await step(ours.rita, seat, "train", "2025-07-16")
    assert trained["history"][-1]["explanation"]["rule"] == "seat_training"
    shown = await ours.rita.get(f"{seat}/training")
    assert shown["result"]["share"] == "1.0000"

    no = await step(ours.rita, seat, "certify", "2025-07-17", PROOF, status=403)
    assert no["type"].endswith("client-only")
    failed = {"reason": "Three of ten cases wrong"}
    await step(ours.amira, seat, "fail-certification", "2025-07-17", failed)
    await step(ours.rita, seat, "train", "2025-07-18")
    done = await step(ours.amira, seat, "certify", "2025-07-21", PROOF)
    assert (done["state"], done["holder"]) == ("certified", "rita")
    told = await heard(baton, SeatAdvanced, 6)
    assert [each.step for each in told][:4] == ["hire", "screen", "give-access", "train"]
    (fell,) = await heard(baton, SeatFellBack)
    assert (fell.step, fell.reason) == ("fail-certification", "Three of ten cases wrong")


async def test_wrong_steps_wrong_sides_unknown_people_and_days_ahead_are_refused_by_name(
    ours: Programme,
) -> None:
    rita, sanne = await joined(ours), await joined(ours, "sanne", ours.sanne)
    seat = await added(ours)
    day = "2025-07-07"

    async def refused(who: Caller, path: str, what: str, body: Any, status: int) -> str:
        answer = await step(who, path, what, day, body, status)
        kind = str(answer["type"]).removeprefix("urn:baton:problem:")
        return kind if kind != "invalid" else str(answer["detail"])

    hire = {"holder": "rita"}
    assert await refused(ours.rita, seat, "certify", PROOF, 403) == "client-only"
    assert await refused(ours.amira, seat, "certify", PROOF, 409) == "is-open"
    assert await refused(ours.amira, seat, "hire", hire, 403) == "other-side"
    nobody = await refused(ours.rita, seat, "hire", {"holder": "zoe"}, 422)
    assert nobody == "Nobody is called zoe in the teams of the plan."
    wrong = await refused(ours.rita, seat, "hire", {"holder": "sanne"}, 422)
    assert wrong == "sanne is of the client's team."
    ahead = await refused(ours.rita, seat, "hire", hire | {"on": "2025-07-08"}, 422)
    assert ahead == "2025-07-08 lies in the future: today is 2025-07-07."
    assert await refused(ours.rita, sanne, "leave", {}, 403) == "other-side"
    assert await refused(ours.rita, rita, "stay", {}, 409) == "is-active"
    again = await ours.rita.post(
        f"{ours.path}/members",
        {"code": "rita", "name": "R", "role": "Agent"},
        status=409,
        baton_date=on(day),
    )
    assert again["type"].endswith("code-taken")
    await step(ours.rita, seat, "hire", day, hire)
    other = await added(ours, code="mail-2")
    assert await refused(ours.rita, other, "hire", hire, 409) == "holds-a-seat"
    await step(ours.rita, seat, "screen", day, PROOF)
    await step(ours.rita, seat, "give-access", day)
    assert await refused(ours.rita, seat, "train", {"note": "Yes"}, 403) == "answer-needed"
    await step(ours.amira, seat, "train", day, {"note": "Ten cases seen"})
    assert await refused(ours.amira, seat, "certify", PROOF, 403) == "four-eyes"
    for wrong_seat in (
        {"wave": "wave-9"},
        {"process": "voice"},
        {"topics": ["unheard-of"]},
        {"access": ["unheard-of"]},
    ):
        body = [SEAT | {"code": "mail-3"} | wrong_seat]
        await ours.sanne.post(f"{ours.path}/seats", body, status=422, baton_date=on(day))
    clients = [SEAT | {"code": "mail-3", "side": "client"}]
    await ours.rita.post(f"{ours.path}/seats", clients, status=403, baton_date=on(day))
    assert len(await ours.items("seats")) == 2


# Leaving


async def test_when_a_trained_person_leaves_the_seat_opens_knowledge_falls_and_the_ramp_moves(
    baton: Office, ours: Programme
) -> None:
    await ours.list_topics()
    rita = await joined(ours, is_key=True)
    seat = await added(ours)
    await certified(ours, seat)
    for topic in ("returns", "tagging"):
        for person in ("rita", "tiago"):
            for each in TransferStep:
                await ours.report_step(topic, person, each, "2025-07-15")

    async def all_known() -> bool:
        found = await ours.sanne.get(f"{ours.path}/knowledge")
        return bool(found["waves"][0]["share"] == "1.0000")

    await eventually(all_known)
    agreement = {"person": "rita", "from_on": "2025-07-01", "until": "2025-12-31"}
    path = f"{ours.path}/retention-agreements"
    made = await ours.rita.post(path, agreement, baton_date=on("2025-07-16"))
    colleague = baton.of_vendor("tiago", ours.plan["vendor_id"])
    await step(colleague, f"{ROOT}/retention-agreements/{made['id']}", "agree", "2025-07-17")

    assert await _criterion(ours) == (True, "1.0000", "100 % of 90 %")
    await step(ours.rita, rita, "leave", "2025-08-29", {"reason": "Moves abroad"})
    assert await _criterion(ours) == (False, "0.0000", "0 % of 90 %")
    opened = await ours.sanne.get(seat)
    assert (opened["state"], opened["holder"]) == ("open", None)
    assert [c["holder"] for c in opened["history"]] == [None, *["rita"] * 6]
    (left,) = await heard(baton, MemberLeft)
    assert (left.seat, left.left_on) == ("mail-1", date(2025, 8, 29))
    assert "abroad" not in left.model_dump_json()
    (fell,) = await heard(baton, KnowledgeFell)
    assert (fell.wave, fell.after < fell.before) == ("wave-2", True)
    (broken,) = await heard(baton, RetentionBroken)
    assert (broken.person, broken.until) == ("rita", date(2025, 12, 31))
    moves = await heard(baton, RampForecastMoved, 2)
    assert moves[-1].cause == "Rita Prado left"
    assert moves[-1].certified == 0


async def _criterion(ours: Programme) -> tuple[bool, str, str]:
    gate = await ours.sanne.get(await ours.gate("wave-2"))
    found = next(one for one in gate["today"]["criteria"] if one["code"] == "seats-certified")
    assert not found["mandatory"]
    return found["met"], found["value"], found["note"]


async def test_an_announced_last_day_comes_by_itself_unless_they_stay(
    baton: Office, ours: Programme
) -> None:
    rita, tiago = await joined(ours, is_key=True), await joined(ours, "tiago")
    seat = await added(ours)
    await certified(ours, seat)
    leaving = {"leaving_on": "2025-08-15", "reason": "Another post", "successor": "tiago"}
    told = await step(ours.rita, rita, "announce-leaving", "2025-08-01", leaving)
    assert (told["state"], told["leaving_on"], told["successor"]) == (
        "leaving",
        "2025-08-15",
        "tiago",
    )
    (key,) = await heard(baton, KeyPersonLeaving)
    assert (key.code, str(key.vendor_id)) == ("rita", ours.plan["vendor_id"])
    await step(ours.rita, tiago, "announce-leaving", "2025-08-01", leaving | {"successor": None})
    await step(ours.rita, tiago, "stay", "2025-08-04")

    shown = await ours.sanne.get(rita)
    assert [change["note"] for change in shown["history"]] == ["", ""]
    own = await ours.rita.get(rita)
    assert own["history"][-1]["note"] == "Another post"

    (board,) = (await ours.sanne.get(f"{ours.path}/ramp?wave=wave-2"))["waves"]
    assert board["standing"]["certified"] == 1
    await nothing_else_until(ours, "2025-08-17")
    gone = await ours.sanne.get(rita)
    assert (gone["state"], gone["left_on"], gone["seat"]) == ("left", "2025-08-15", None)
    assert (await ours.sanne.get(tiago))["state"] == "active"
    assert (await ours.sanne.get(seat))["state"] == "open"


# What expires


async def test_an_expired_certificate_or_screening_takes_the_seat_back_and_tells(
    baton: Office, ours: Programme
) -> None:
    await joined(ours)
    seat = await added(ours)
    await step(ours.rita, seat, "hire", "2025-07-01", {"holder": "rita"})
    await step(ours.rita, seat, "screen", "2025-07-02", PROOF | {"valid_until": "2025-10-02"})
    await step(ours.rita, seat, "give-access", "2025-07-03")
    await step(ours.amira, seat, "train", "2025-07-04", {"note": "Ten cases seen"})
    await step(ours.sanne, seat, "certify", "2025-07-07", PROOF | {"valid_until": "2025-09-07"})
    await nothing_else_until(ours, "2025-09-07")
    assert (await ours.sanne.get(seat))["state"] == "certified"
    await nothing_else_until(ours, "2025-09-08")
    assert (await ours.sanne.get(seat))["state"] == "trained"
    await nothing_else_until(ours, "2025-10-03")
    late = (await ours.sanne.get(f"{ours.path}/ramp", baton_date=on("2025-10-03")))["waves"][0]
    assert late["standing"]["hired"] == 1
    (one,) = late["late"]
    assert one["days"] == 7
    assert one["reasons"] == ["rita is not screened since 2025-10-03: the screening expired"]
    fell = await heard(baton, SeatFellBack, 2)
    assert [each.step for each in fell] == ["expire-certificate", "expire-screening"]


# The board


async def test_the_board_foretells_a_range_from_the_weeks_so_far_and_draws_them(
    ours: Programme,
) -> None:
    seats = [SEAT | {"code": f"mail-{n}"} for n in range(1, 7)]
    made = await ours.sanne.post(f"{ours.path}/seats", seats, baton_date=on("2025-07-01"))
    paths = [f"{ROOT}/seats/{one['id']}" for one in made]
    for n in range(1, 7):
        await joined(ours, f"p{n}")
    few = (await ours.rita.get(f"{ours.path}/ramp", baton_date=on("2025-07-14")))["plan"]
    assert few["forecast"]["note"] == "not enough data: 0 of 4 weeks"
    hires = ("2025-07-01", "2025-07-08", "2025-07-15", "2025-07-16", "2025-07-22", "2025-07-29")
    for n, day in enumerate(hires):
        await step(ours.rita, paths[n], "hire", day, {"holder": f"p{n + 1}"})
    now = on("2025-08-04")
    board = await ours.rita.get(f"{ours.path}/ramp", baton_date=now)
    forecast = board["plan"]["forecast"]
    assert forecast["note"] == "24 steps to go at 1.2 a week, seen over 5 weeks"
    assert forecast["early"] < forecast["likely"] == "2025-12-22" < forecast["late"]
    wave, _ = board["waves"]
    assert (wave["seats"], wave["standing"]["hired"]) == (6, 6)
    assert [one["days"] for one in wave["at_risk"]] == [0] * 6
    why = await ours.sanne.get(f"{ours.path}/ramp/explanation?wave=wave-2", baton_date=now)
    assert (why["rule"], why["inputs"]["weeks"]) == ("ramp_forecast", [1, 1, 2, 1, 1])
    weeks = (await ours.rita.get(f"{ours.path}/ramp/curve", baton_date=now))["weeks"]
    assert [week["ends_on"] for week in weeks][:2] == ["2025-07-06", "2025-07-13"]
    assert [week["standing"]["hired"] for week in weeks[:5]] == [1, 2, 4, 5, 6]
    assert (weeks[-1]["ends_on"], weeks[-1]["needed"]) == ("2025-09-28", 6)
    assert weeks[-1]["standing"] is None
    await ours.sanne.get(f"{ours.path}/ramp?wave=wave-9", status=404)


# What keeps people


async def test_neither_side_learns_what_the_other_pays_and_no_vendor_finds_the_client_s(
    baton: Office, ours: Programme
) -> None:
    await joined(ours, is_key=True)
    await joined(ours, "joost", ours.sanne, is_key=True)
    path = f"{ours.path}/retention-agreements"
    terms: dict[str, Any] = {"from_on": "2025-07-01", "until": "2025-09-30"}
    terms |= {"amount": {"amount": "4321.00", "currency": "EUR"}, "note": "Asked for more"}
    day = on("2025-07-02")
    theirs = await ours.rita.post(path, terms | {"person": "rita"}, baton_date=day)
    mine = await ours.sanne.post(path, terms | {"person": "joost"}, baton_date=day)
    assert mine["amount"]["amount"] == "4321.00"
    other = await ours.rita.post(path, terms | {"person": "joost"}, status=403, baton_date=day)
    assert other["type"].endswith("other-side")

    seen = await ours.sanne.get(f"{ROOT}/retention-agreements/{theirs['id']}")
    assert (seen["amount"], seen["history"][0]["note"]) == (None, "")
    await ours.rita.get(f"{ROOT}/retention-agreements/{mine['id']}", status=404)
    listed = await ours.items("retention-agreements", ours.rita)
    assert [one["person"] for one in listed] == ["rita"]
    await baton.as_("olga", "operations").get(path, status=403)

    agreed = f"{ROOT}/retention-agreements/{mine['id']}"
    alone = await step(ours.sanne, agreed, "agree", "2025-07-03", status=403)
    assert alone["type"].endswith("four-eyes")
    noor = baton.as_("noor", "hr")
    await step(noor, agreed, "agree", "2025-07-03", PROOF)
    await nothing_else_until(ours, "2025-09-02")
    (soon,) = await heard(baton, RetentionEnding)
    assert (soon.person, soon.vendor_id) == ("joost", None)
    await nothing_else_until(ours, "2025-10-01")
    (kept,) = await heard(baton, RetentionFulfilled)
    assert (kept.person, kept.until) == ("joost", date(2025, 9, 30))
    done = await step(noor, agreed, "end", "2025-10-02", {"reason": "x"}, 409)
    assert done["type"].endswith("is-fulfilled")


async def test_an_agreement_is_not_agreed_behind_its_last_day_nor_keeps_anybody_from_having_left(
    ours: Programme,
) -> None:
    rita = await joined(ours, is_key=True)
    path = f"{ours.path}/retention-agreements"
    terms = {"from_on": "2025-07-01", "until": "2025-07-20", "person": "rita"}
    terms |= {"amount": {"amount": "1.00", "currency": "EUR"}}
    made = await ours.rita.post(path, terms, baton_date=on("2025-07-05"))
    proposed = f"{ROOT}/retention-agreements/{made['id']}"
    other = ours.baton.of_vendor("tiago", str(ours.plan["vendor_id"]))
    late = await step(other, proposed, "agree", "2025-07-21", PROOF, 422)
    assert late["errors"][0]["field"] == "/on"
    backdated = {"left_on": "2025-07-04", "reason": "Was gone by then"}
    await step(ours.rita, rita, "leave", "2025-07-22", backdated)
    assert (await ours.rita.get(proposed))["state"] == "ended"
