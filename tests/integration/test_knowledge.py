"""Knowledge over HTTP: what makes each step, who alone holds a topic, when it will be there."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from libs.common.events.transition.knowledge import (
    CasesShadowed,
    KnowledgeFell,
    KnowledgeLost,
    KnowledgeTestMarked,
    TopicChanged,
    TopicWithdrawn,
)
from libs.common.events.transition.knowledge_documents import KnowledgeDocumentApproved
from libs.common.events.transition.knowledge_risks import (
    KnowledgeAtRisk,
    KnowledgeRiskWorsened,
    KnowledgeSecured,
)
from libs.common.events.transition.knowledge_sessions import (
    KnowledgeSessionHeld,
    KnowledgeSessionLostTrainer,
)
from libs.common.events.transition.reports import ReportRefused
from libs.common.events.vendor.knowledge import KnowledgeTransferReported
from services.transition.api import knowledge_topics
from tests.integration.transition_cast import OURS, ROOT, Programme, heard, on, planned
from tests.office import Caller, Office, eventually, office
from tests.telling import tell

FIRST, SECOND = "1" * 64, "2" * 64
DOCUMENT = {"code": "manual", "title": "Manual of returns", "topics": ["returns"], "digest": FIRST}
SESSION = {
    "code": "returns-1",
    "title": "Returns, the first half",
    "topics": ["returns"],
    "trainer": "joris",
    "invited": ["rita", "tiago"],
    "starts_at": "2025-07-14T10:00:00+02:00",
    "zone": "Europe/Amsterdam",
    "vendor_zone": "Europe/Lisbon",
}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    programme = await planned(baton)
    await programme.list_topics()
    return programme


async def knowledge(ours: Programme, topic: str = "returns", day: str = "2025-10-08") -> Any:
    found = await ours.sanne.get(f"{ours.path}/knowledge", baton_date=on(day))
    return next(one for one in found["topics"] if one["code"] == topic)


async def steps(ours: Programme, person: str, topic: str = "returns") -> list[str]:
    people = (await knowledge(ours, topic))["people"]
    return list(next(one["steps"] for one in people if one["person"] == person))


async def topic_path(ours: Programme, code: str) -> str:
    topics = await ours.items("topics")
    return f"{ROOT}/topics/{next(one['id'] for one in topics if one['code'] == code)}"


async def approve(ours: Programme, id: str, version: int, day: str, status: int = 200) -> Any:
    path = f"{ROOT}/knowledge-documents/{id}/approve"
    return await ours.amira.post(path, {"version": version}, status=status, baton_date=on(day))


def cases(count: int, *, unaided: int = 0, day: str = "2025-10-01", **more: Any) -> dict[str, Any]:
    one = {"topic": "returns", "person": "rita", "step": "reverse_shadowed", "seen_by": "joris"}
    return {
        "cases": [
            {**one, "reference": f"T-{n}", "handled_on": day, "unaided": n < unaided, **more}
            for n in range(count)
        ]
    }


async def leaves(by: Caller, ours: Programme, code: str, day: str, **more: Any) -> str:
    """A team member, who leaves that day: the path."""
    member = {"code": code, "name": code.title(), "role": "expert", "joined_on": "2025-06-16"}
    made = await by.post(f"{ours.path}/members", member, baton_date=on(day, 8))
    path = f"{ROOT}/members/{made['id']}"
    await by.post(f"{path}/leave", {"reason": "Another post"} | more, baton_date=on(day, 9))
    return path


# Documents


async def test_an_approved_document_documents_its_topics_for_those_who_must_know_them(
    baton: Office, ours: Programme
) -> None:
    made = await ours.rita.post(
        f"{ours.path}/knowledge-documents", DOCUMENT, baton_date=on("2025-07-02")
    )
    assert (made["approved"], made["versions"][0]["author"]) == (None, "Rita")
    assert await steps(ours, "rita") == []
    found = await approve(ours, made["id"], 1, "2025-07-03")
    assert (found["approved"]["digest"], found["is_outdated"]) == (FIRST, False)
    assert await steps(ours, "tiago") == ["documented"]
    (told,) = await heard(baton, KnowledgeDocumentApproved)
    assert [(one.topic, one.person) for one in told.documented] == [
        ("returns", "rita"),
        ("returns", "tiago"),
    ]
    path = f"{ROOT}/knowledge-documents/{made['id']}"
    await ours.rita.post(f"{path}/versions", {"digest": SECOND}, baton_date=on("2025-08-01"))
    assert (await knowledge(ours))["outdated"] == ["manual"]
    again = await approve(ours, made["id"], 1, "2025-08-02", status=409)
    assert again["type"].endswith("is-approved")
    await approve(ours, made["id"], 2, "2025-08-02")
    assert (await knowledge(ours))["outdated"] == []
    evidence = await ours.items("knowledge/evidence?topic=returns&person=rita")
    assert [one["evidence"] for one in evidence] == [[FIRST], [SECOND]]
    assert {one["source"] for one in evidence} == {"document"}


async def test_nobody_approves_what_they_wrote_or_sent_and_vendors_approve_nothing(
    ours: Programme,
) -> None:
    path = f"{ours.path}/knowledge-documents"
    mine = await ours.amira.post(path, DOCUMENT, baton_date=on("2025-07-02"))
    refused = await approve(ours, mine["id"], 1, "2025-07-03", status=403)
    assert refused["type"].endswith("four-eyes")
    written = DOCUMENT | {"code": "other", "author": "Amira"}
    hers = await ours.rita.post(path, written, baton_date=on("2025-07-02"))
    assert (await approve(ours, hers["id"], 1, "2025-07-03", status=403))["type"].endswith("eyes")
    decide = f"{ROOT}/knowledge-documents/{hers['id']}"
    await ours.rita.post(f"{decide}/approve", {"version": 1}, status=403)
    await approve(ours, hers["id"], 2, "2025-07-03", status=422)
    joris = ours.baton.as_("joris", "process_owner")
    no = await joris.post(f"{decide}/reject", {"version": 1, "reason": "Steps are missing"})
    assert no["versions"][0]["state"] == "rejected"
    same = await ours.rita.post(f"{decide}/versions", {"digest": FIRST}, status=409)
    assert same["type"].endswith("same-version")
    assert await steps(ours, "rita") == []


# Sessions


async def test_presence_in_a_session_teaches_and_both_sides_read_their_own_hour(
    baton: Office, ours: Programme
) -> None:
    sessions = f"{ours.path}/knowledge-sessions"
    wrong = SESSION | {"starts_at": "2025-07-14T10:00:00+01:00"}
    refused = await ours.rita.post(sessions, wrong, status=422, baton_date=on("2025-07-01"))
    assert refused["errors"][0]["field"] == "/starts_at"
    lost = SESSION | {"zone": "Europe/Atlantis"}
    await ours.rita.post(sessions, lost, status=422, baton_date=on("2025-07-01"))
    made = await ours.rita.post(sessions, SESSION, baton_date=on("2025-07-01"))
    assert made["client"]["starts_at"] == "2025-07-14T10:00:00+02:00"
    assert made["vendor"]["starts_at"] == "2025-07-14T09:00:00+01:00"
    path = f"{ROOT}/knowledge-sessions/{made['id']}"
    there = [{"person": "rita", "present": True}, {"person": "tiago", "present": False}]
    early = await ours.rita.post(
        f"{path}/hold", {"attendance": there}, status=409, baton_date=on("2025-07-13")
    )
    assert early["type"].endswith("not-begun")
    body = {"attendance": there[:1]}
    missing = await ours.rita.post(f"{path}/hold", body, status=422, baton_date=on("2025-07-15"))
    assert missing["detail"] == "Not said of: tiago."
    there.append({"person": "guest", "present": True})
    body = {"attendance": there, "evidence": [FIRST]}
    held = await ours.rita.post(f"{path}/hold", body, baton_date=on("2025-07-15"))
    assert (held["state"], held["closed_on"]) == ("held", "2025-07-14")
    assert (await steps(ours, "rita"), await steps(ours, "tiago")) == (["taught"], [])
    (told,) = await heard(baton, KnowledgeSessionHeld)
    assert [(one.topic, one.person) for one in told.taught] == [("returns", "rita")]
    for step, more in (("hold", body), ("cancel", {"reason": "x"}), ("change", {"minutes": 30})):
        why = {"reason": "x"} if step == "change" else {}
        again = await ours.rita.post(f"{path}/{step}", more | why, status=409)
        assert again["type"].endswith("is-held")


async def test_a_session_whose_trainer_has_left_is_told_once_until_somebody_else_trains(
    baton: Office, ours: Programme
) -> None:
    sessions = f"{ours.path}/knowledge-sessions"
    later = SESSION | {"starts_at": "2025-09-15T10:00:00+02:00"}
    made = await ours.sanne.post(sessions, later, baton_date=on("2025-07-01"))
    path = f"{ROOT}/knowledge-sessions/{made['id']}"
    await leaves(ours.sanne, ours, "joris", "2025-08-01")
    assert [one["code"] for one in await ours.items("knowledge-sessions?lost_trainer=true")] == [
        "returns-1"
    ]
    there = [{"person": p, "present": True} for p in ("rita", "tiago")]
    body = {"attendance": there}
    nobody = await ours.rita.post(f"{path}/hold", body, status=409, baton_date=on("2025-09-16"))
    assert nobody["type"].endswith("no-trainer")
    gone = {"trainer": "joris", "reason": "x"}
    await ours.rita.post(f"{path}/change", gone, status=422, baton_date=on("2025-08-02"))
    other = {"trainer": "sanne", "reason": "Joris has left"}
    changed = await ours.rita.post(f"{path}/change", other, baton_date=on("2025-08-02"))
    assert (changed["trainer"], changed["lost_trainer"]) == ("sanne", False)
    (told,) = await heard(baton, KnowledgeSessionLostTrainer)
    assert (told.trainer, str(told.left_on)) == ("joris", "2025-08-01")


# Tests


async def test_every_attempt_at_a_test_is_kept_and_passing_makes_the_step(
    baton: Office, ours: Programme
) -> None:
    path = f"{ours.path}/knowledge-tests"
    test = {"topic": "returns", "person": "rita", "score": "0.79", "pass_mark": "0.80"}
    failed = await ours.amira.post(path, test, baton_date=on("2025-09-01"))
    assert (failed["passed"], failed["attempt"], await steps(ours, "rita")) == (False, 1, [])
    passed = await ours.amira.post(path, test | {"score": "0.80"}, baton_date=on("2025-09-02"))
    assert (passed["passed"], passed["attempt"]) == (True, 2)
    await ours.amira.post(path, test, baton_date=on("2025-09-03"))
    assert await steps(ours, "rita") == ["tested"]
    assert len(await ours.items("knowledge-tests?person=rita")) == 3
    assert [told.attempt for told in await heard(baton, KnowledgeTestMarked, 3)] == [1, 2, 3]
    own = ours.baton.as_("Rita", "process_owner")
    assert (await own.post(path, test, status=403))["type"].endswith("four-eyes")
    await ours.rita.post(path, test, status=403)
    for wrong in ({"person": "amira"}, {"topic": "juggling"}, {"score": "1.1"}, {"pass_mark": "0"}):
        await ours.amira.post(path, test | wrong, status=422)
    ahead = test | {"taken_on": "2025-09-04"}
    await ours.amira.post(path, ahead, status=422, baton_date=on("2025-09-03"))


# Cases


async def test_a_case_counts_once_however_often_it_is_sent_and_joins_the_reports(
    baton: Office, ours: Programme
) -> None:
    change = {"least_cases": 5, "reason": "Five are the least"}
    await ours.sanne.post(
        f"{await topic_path(ours, 'returns')}/change", change, baton_date=on("2025-07-02")
    )
    path = f"{ours.path}/shadowed-cases"
    sent = await ours.rita.post(path, cases(4, unaided=3), baton_date=on("2025-10-01", 16))
    assert (sent["counted"], await steps(ours, "rita")) == (4, [])
    again = await ours.rita.post(path, cases(20, unaided=15), baton_date=on("2025-10-01", 17))
    assert (again["sent"], again["counted"], again["known"]) == (20, 16, 4)
    assert await steps(ours, "rita") == ["reverse_shadowed"]
    found = await ours.sanne.get(f"{ours.path}/knowledge")
    shadowing = found["waves"][0]["reverse_shadowing"]
    assert (shadowing["cases"], shadowing["unaided"], shadowing["share"]) == (20, 14, "0.7000")
    told = await heard(baton, CasesShadowed, 2)
    assert [(one.cases, one.tallies[0].unaided) for one in told] == [(4, 3), (16, 11)]
    nothing = await ours.rita.post(path, cases(20, unaided=0), baton_date=on("2025-10-02"))
    assert nothing["counted"] == 0
    wrong: tuple[dict[str, Any], ...] = (
        {"person": "amira"},
        {"topic": "juggling"},
        {"seen_by": "Rita"},
        {"step": "taught"},
        {"step": "shadowed", "unaided": 1},
        {"handled_on": "2025-10-03"},
    )
    for more in wrong:
        body = cases(1, **more)
        await ours.rita.post(path, body, status=422, baton_date=on("2025-10-02"))
    await ours.rita.post(path, cases(1001, unaided=0), status=422)
    assert len(await ours.items("shadowed-cases")) == 20


async def test_a_case_told_by_event_and_by_hand_counts_once_and_what_nobody_saw_is_shown(
    ours: Programme,
) -> None:
    path, day = f"{ours.path}/shadowed-cases", "2025-10-01"
    await ours.rita.post(path, cases(4, unaided=3), baton_date=on(day, 16))
    handled = [{"reference": case["reference"]} for case in cases(6, unaided=0)["cases"]]
    told = {"topic_code": "returns", "person": "rita", "step": "reverse_shadowed", "done_on": day}
    await ours.report_progress(day, **told, handled=handled)
    await ours.report_progress(day, **told, handled=handled, cases=6)
    await ours.report_progress(day, **told, cases=6, unaided=6)

    async def known() -> Any:
        found = await ours.sanne.get(f"{ours.path}/knowledge")
        evidence = await ours.items("knowledge/evidence")
        return found["waves"][0] if len(evidence) == 3 else None

    wave = await eventually(known)
    assert (wave["reverse_shadowing"]["cases"], wave["reverse_shadowing"]["unaided"]) == (6, 3)
    assert wave["vendors_word"] == {"steps": 1, "all_steps": 1, "cases": 6, "all_cases": 6}
    assert len(await ours.items("shadowed-cases")) == 6
    gate = await ours.sanne.get(await ours.gate("wave-2"))
    shown = {one["code"]: one["vendors_word"] for one in gate["today"]["criteria"]}
    assert shown["reverse-shadowing"] == "6 of 6 cases rest on the vendor's word alone"
    assert shown["knowledge-transfer"] == "1 of 1 steps rest on the vendor's word alone"
    assert shown["staff-consulted"] == ""
    why = await ours.sanne.get(f"{await ours.gate('wave-2')}/explanation")
    said = {step["label"]: step["value"] for step in why["steps"]}
    assert set(said["rests on the vendor's word alone"]) == {
        "reverse-shadowing",
        "knowledge-transfer",
    }
    joris = {"code": "joris", "name": "Joris", "role": "Owner"}
    member = {**joris, "joined_on": "2025-06-16"}
    await ours.sanne.post(f"{ours.path}/members", member, baton_date=on("2025-10-02"))
    seen = cases(1, unaided=1, reference="new", seen_by="Joris")
    await ours.rita.post(path, seen, baton_date=on("2025-10-02"))
    wave = (await ours.sanne.get(f"{ours.path}/knowledge"))["waves"][0]
    assert wave["vendors_word"] == {"steps": 0, "all_steps": 1, "cases": 6, "all_cases": 7}


# Topics


async def test_a_topic_is_changed_and_withdrawn_with_a_reason_and_counts_no_longer(
    baton: Office, ours: Programme
) -> None:
    made = await ours.rita.post(
        f"{ours.path}/knowledge-documents", DOCUMENT, baton_date=on("2025-07-02")
    )
    await approve(ours, made["id"], 1, "2025-07-03")
    path = await topic_path(ours, "returns")
    change = {"people": ["rita", "lena"], "process": "mail", "kind": "exception", "reason": "Lena"}
    changed = await ours.sanne.post(f"{path}/change", change, baton_date=on("2025-07-04"))
    assert (changed["people"], changed["process"]) == (["rita", "lena"], "mail")
    assert await steps(ours, "lena") == ["documented"]
    (told,) = await heard(baton, TopicChanged)
    assert (told.was.people, told.now.people) == (["rita", "tiago"], ["rita", "lena"])
    wrong = {"process": "voice", "reason": "x"}
    await ours.sanne.post(f"{path}/change", wrong, status=422)
    await ours.rita.post(f"{path}/change", change, status=403)
    found = await ours.sanne.get(f"{ours.path}/knowledge")
    assert found["share"] == "0.1667"
    assert {one["process"]: one["share"] for one in found["processes"]} == {
        "mail": "0.2000",
        None: "0.0000",
    }
    assert found["people"][0] == {"person": "lena", "share": "0.2000"}
    tagging = await topic_path(ours, "tagging")
    gone = {"reason": "Done by the shop itself"}
    await ours.sanne.post(f"{tagging}/withdraw", gone, baton_date=on("2025-07-05"))
    assert (await ours.sanne.get(f"{ours.path}/knowledge"))["share"] == "0.2000"
    again = await ours.sanne.post(f"{tagging}/withdraw", gone, status=409)
    assert again["type"].endswith("is-withdrawn")
    assert (await heard(baton, TopicWithdrawn))[0].reason == gone["reason"]
    await ours.report_step("tagging", "rita", "taught", "2025-07-06")
    assert (await heard(baton, ReportRefused))[0].kind == "withdrawn-topic"


# Who alone knows


async def test_a_single_point_is_told_once_gets_worse_and_is_secured_by_another_who_learns_it(
    baton: Office, ours: Programme
) -> None:
    change = {"holders": ["joris"], "people": ["rita"], "reason": "Joris built it"}
    path = await topic_path(ours, "returns")
    await ours.sanne.post(f"{path}/change", change, baton_date=on("2025-07-02"))
    more = {"title": "Returns and refunds", "reason": "Wording"}
    await ours.sanne.post(f"{path}/change", more, baton_date=on("2025-07-03"))
    (raised,) = await heard(baton, KnowledgeAtRisk)
    assert (raised.topic_code, raised.person, raised.level) == ("returns", "joris", "unretained")
    assert raised.vendor_id is None
    (point,) = await ours.sanne.get(f"{ours.path}/knowledge/risks?least_criticality=4")
    assert (point["level"], point["raised_on"]) == ("unretained", "2025-07-02")
    (seen,) = await ours.rita.get(f"{ours.path}/knowledge/risks")
    assert (seen["level"], seen["why"]) == ("single", "only joris holds it")
    await leaves(ours.sanne, ours, "joris", "2025-08-01")
    (worse,) = await heard(baton, KnowledgeRiskWorsened)
    assert (worse.was, worse.level, worse.person) == ("unretained", "lost", None)
    change = {"holders": ["joris", "amira", "sanne"], "reason": "Amira and Sanne took over"}
    await ours.sanne.post(f"{path}/change", change, baton_date=on("2025-08-02"))
    (secured,) = await heard(baton, KnowledgeSecured)
    assert secured.known_by == ["amira", "sanne"]
    assert await ours.sanne.get(f"{ours.path}/knowledge/risks") == []


async def test_knowledge_falls_when_a_trained_person_leaves_until_the_successor_has_learned(
    baton: Office, ours: Programme
) -> None:
    await ours.teach_everything(90)
    path = await leaves(ours.rita, ours, "tiago", "2025-10-09")
    (fell,) = await heard(baton, KnowledgeFell)
    assert (fell.wave, str(fell.before), str(fell.after)) == ("wave-2", "1.0000", "0.0000")
    assert fell.gone == ["tiago"]
    await _tells_what_left(baton, ours, path, fell)
    found = await ours.sanne.get(f"{ours.path}/knowledge", baton_date=on("2025-10-10"))
    assert (found["share"], found["departed"]) == ("0.0000", {"tiago": None})
    lena = {"code": "lena", "name": "Lena", "role": "agent"}
    await ours.rita.post(f"{ours.path}/members", lena, baton_date=on("2025-10-10"))
    named = {"successor": "lena"}
    await ours.rita.post(f"{path}/name-successor", named, baton_date=on("2025-10-10", 11))
    test = {"topic": "returns", "person": "lena", "score": "1", "pass_mark": "0.8"}
    await ours.amira.post(f"{ours.path}/knowledge-tests", test, baton_date=on("2025-10-13"))
    people = (await knowledge(ours, day="2025-10-14"))["people"]
    assert {one["person"]: one["share"] for one in people} == {"rita": "1.0000", "lena": "0.2000"}


async def test_a_successor_is_heard_from_the_day_on_which_it_begins_where_the_plan_is(
    ours: Programme,
) -> None:
    """Half an hour past midnight there: in UTC it is still the day before."""
    paths = {}
    for code in ("tiago", "lena"):
        member = {"code": code, "name": code.title(), "role": "agent", "joined_on": "2025-06-16"}
        made = await ours.rita.post(f"{ours.path}/members", member, baton_date=on("2025-10-09"))
        paths[code] = f"{ROOT}/members/{made['id']}"
    midnight = "2025-10-09T22:30:00+00:00"
    why, named = {"reason": "Another post"}, {"successor": "lena"}
    await ours.rita.post(f"{paths['tiago']}/leave", why, baton_date=midnight)
    await ours.rita.post(f"{paths['tiago']}/name-successor", named, baton_date=midnight)
    told = {"topic_code": "returns", "person": "lena", "step": "shadowed", "cases": 2}
    event = KnowledgeTransferReported.model_validate({**OURS, **told, "done_on": "2025-10-09"})
    await tell(ours.baton, event, stated_at=datetime.fromisoformat(midnight))

    async def heard_of() -> list[Any]:
        return await ours.items("knowledge/evidence")

    assert [one["person"] for one in await eventually(heard_of)] == ["lena"]


async def test_a_plan_lists_so_many_topics_and_those_beyond_are_refused_by_name(
    ours: Programme, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(knowledge_topics, "MOST_TOPICS", 3)
    more = [
        {"code": code, "title": code, "wave": "wave-2", "criticality": 1, "people": ["rita"]}
        for code in ("third", "fourth")
    ]
    path, day = f"{ours.path}/topics", on("2025-07-01")
    full = await ours.sanne.post(path, more, status=409, baton_date=day)
    assert full["type"].endswith("topics-full")
    assert len(await ours.items("topics")) == 2
    gone = f"{await topic_path(ours, 'tagging')}/withdraw"
    await ours.sanne.post(gone, {"reason": "It is automatic now"}, baton_date=day)
    await ours.sanne.post(path, more, status=201, baton_date=day)


async def _tells_what_left(baton: Office, ours: Programme, path: str, fell: KnowledgeFell) -> None:
    """The event, the explanation and the fall of the wave tell the same numbers."""
    (lost,) = await heard(baton, KnowledgeLost)
    (wave,) = lost.waves
    assert (wave.of, wave.before, wave.after) == (fell.wave, fell.before, fell.after)
    takes_off = {each.topic: str(each.takes_off) for each in lost.topics}
    assert takes_off == {"returns": "0.8333", "tagging": "0.1667"}
    assert lost.told() == "Tiago left 2 topics: knowledge transferred from 1.0000 to 0.0000"
    why = await ours.rita.get(f"{path}/knowledge-lost", baton_date=on("2025-10-20"))
    assert (why["rule"], why["version"]) == (lost.rule, lost.rule_version)
    assert why["inputs"]["person"] == "tiago"
    told = lost.model_dump(mode="json")
    assert why["result"] == {name: told[name] for name in why["result"]}


async def test_before_somebody_leaves_it_is_shown_what_would_be_lost_with_them(
    baton: Office, ours: Programme
) -> None:
    change = {"holders": ["joris", "amira"], "people": ["rita"], "reason": "Joris built it"}
    topic = await topic_path(ours, "returns")
    await ours.sanne.post(f"{topic}/change", change, baton_date=on("2025-07-02"))
    member = {"code": "joris", "name": "Joris", "role": "expert"}
    made = await ours.sanne.post(f"{ours.path}/members", member, baton_date=on("2025-07-02"))
    path = f"{ROOT}/members/{made['id']}"
    shown = await ours.sanne.get(f"{path}/knowledge-lost", baton_date=on("2025-07-03"))
    (lost,) = shown["result"]["topics"]
    assert (lost["topic"], lost["holder"], lost["holders_left"]) == ("returns", True, ["amira"])
    assert shown["result"]["own"] is None
    await ours.sanne.post(f"{path}/leave", {}, baton_date=on("2025-07-04"))
    (told,) = await heard(baton, KnowledgeLost)
    assert told.told() == "Joris left one topic: knowledge transferred stays at 0.0000"


# When it will be there


async def test_the_forecast_is_a_range_or_not_enough_data_and_says_what_holds_it_up(
    ours: Programme,
) -> None:
    path = f"{ours.path}/knowledge/forecast"
    none = await ours.sanne.get(path, baton_date=on("2025-07-02"))
    assert none["knowledge"]["outlook"] == "not_enough_data"
    days = {"documented": "2025-07-09", "taught": "2025-07-16", "shadowed": "2025-07-30"}
    for step, day in days.items():
        for topic in ("returns", "tagging"):
            for person in ("rita", "tiago"):
                if (topic, person, step) != ("returns", "tiago", "shadowed"):
                    await ours.report_step(topic, person, step, day)
    await ours.report_step("juggling", "rita", "taught", "2025-07-30")
    await heard(ours.baton, ReportRefused)
    found = await ours.sanne.get(f"{path}?wave=wave-2", baton_date=on("2025-07-30", 16))
    known = found["knowledge"]
    assert (known["outlook"], known["share"]) == ("expected", "0.4333")
    assert "2025-07-30" < known["earliest"] < known["latest"]
    assert (known["earliest_by"], known["latest_by"]) == ("futures", "futures")
    shadowing = found["reverse_shadowing"]
    assert (shadowing["outlook"], shadowing["latest"]) == ("not_enough_data", None)
    assert shadowing["open_because"] == "No week has gone forward yet."
    assert shadowing["closes"] == "A first week that goes forward."
    first = found["held_up_by"][0]
    assert (first["topic"], first["missing"], list(first["people"])) == (
        "returns",
        "3.0000",
        ["tiago"],
    )
    assert first["people"]["tiago"] == ["shadowed", "reverse_shadowed", "tested"]
    again = await ours.sanne.get(f"{path}?wave=wave-2", baton_date=on("2025-07-30", 17))
    assert again == found
    explained = await ours.sanne.get(f"{path}/explanation", baton_date=on("2025-07-30", 16))
    assert [one["rule"] for one in explained] == ["readiness_forecast"] * 2
