"""Gates over HTTP: chosen, signed by several, let through for a time, made good."""

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from libs.client.client import Baton
from libs.client.commands.gates import Checked, decisions_of
from libs.client.refusal import Refusal
from libs.common.events.assessment import ProgrammeRegistered
from libs.common.events.transition.gate_signing import GateSigned, SigningBegunAnew, SigningRefused
from libs.common.events.transition.gate_waivers import WaiverExpired, WaiverExtended, WaiverMadeGood
from libs.common.events.transition.gates import (
    CriterionAdded,
    CriterionChanged,
    GateDecided,
    GateNoLongerHolds,
    GateOutcome,
    GateOutlookChanged,
)
from libs.common.events.vendor.milestones import BlockerRaised
from services.transition.readiness.reproduced import reproduced
from tests.integration.transition_cast import (
    OURS,
    PROGRAMME,
    ROOT,
    Programme,
    at,
    heard,
    on,
    planned,
)
from tests.office import Office, eventually, office
from tests.telling import tell

DAY = on("2025-10-08")
COACH = {"criterion": "reverse-shadowing", "owner": "rita", "reason": "A coach stays"}
WHY = {"reason": "The board asks for it."}


@pytest.fixture
async def baton(tmp_path: Path) -> AsyncIterator[Office]:
    async with office(tmp_path, "transition") as running:
        yield running


@pytest.fixture
async def ours(baton: Office) -> Programme:
    return await planned(baton)


def kind(refusal: Any) -> str:
    return str(refusal["type"]).rpartition(":")[2]


def shown(gate: Any, code: str) -> Any:
    return next(each for each in gate["today"]["criteria"] if each["code"] == code)


async def two_must_sign(ours: Programme, gate: str) -> None:
    body = {"signatures": 2, "roles": ["sponsor", "approver"], **WHY}
    chosen = await ours.sanne.post(f"{gate}/signatories", body, baton_date=on("2025-10-07"))
    assert (chosen["signatures_needed"], chosen["signing_roles"]) == (2, ["sponsor", "approver"])


async def freeze(ours: Programme, starts_on: str, ends_on: str, day: str) -> None:
    """Also any deed on that day: what was due until then is done first, as by the clock."""
    body = {"title": "Audit", "starts_on": starts_on, "ends_on": ends_on}
    await ours.sanne.post(f"{ours.path}/freezes", body, baton_date=on(day))


# Signatures


async def test_two_sign_the_same_evidence_and_the_second_decides(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    await two_must_sign(ours, gate)
    first = await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    assert (first["state"], first["outcome"], first["round"]["outcome"]) == ("signing", None, "GO")
    for caller, verb, body, status, why in (
        (ours.anna, "sign", {}, 409, "signed-already"),
        (ours.anna, "decide", {}, 409, "is-signing"),
        (ours.amira, "sign", {}, 403, "role-missing"),
        (ours.amira, "refuse", WHY, 403, "role-missing"),
        (ours.anna, "begin-anew", WHY, 403, "role-missing"),
        (ours.piet, "sign", {"signed_on": "2025-10-07"}, 422, "invalid"),
    ):
        refused = await caller.post(f"{gate}/{verb}", body, status=status, baton_date=DAY)
        assert kind(refused) == why
    answer = {"criterion": "staff-consulted", "met": False, "note": "after all"}
    late = await ours.amira.post(f"{gate}/answers", answer, status=409, baton_date=DAY)
    assert kind(late) == "is-signing"
    done = await ours.piet.post(f"{gate}/sign", {}, baton_date=on("2025-10-09"))
    assert (done["state"], done["outcome"], done["decided_on"]) == ("passed", "GO", "2025-10-09")
    (decision,) = (await ours.sanne.get(f"{gate}/decisions"))["items"]
    assert [one["by"] for one in decision["signatures"]] == ["anna", "piet"]
    one, other = await heard(baton, GateSigned, 2)
    assert one.digest == other.digest == first["round"]["digest"]
    (told,) = await heard(baton, GateDecided)
    assert (told.signers, told.round, told.blockers) == (["anna", "piet"], 1, [])
    assert reproduced(told).same


async def test_what_was_signed_must_still_be_so_or_the_office_begins_anew(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    await two_must_sign(ours, gate)
    await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    await freeze(ours, "2025-10-10", "2025-10-20", "2025-10-08")
    changed = await ours.piet.post(f"{gate}/sign", {}, status=409, baton_date=DAY)
    assert kind(changed) == "evidence-changed"
    anew = await ours.sanne.post(f"{gate}/begin-anew", WHY, baton_date=DAY)
    assert (anew["state"], anew["round"]) == ("open", None)
    (begun,) = await heard(baton, SigningBegunAnew)
    assert (begun.signers, begun.outcome) == (["anna"], GateOutcome.GO)
    again = await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    assert again["round"]["outcome"] == "NO-GO"


async def test_who_does_not_sign_says_why_and_nothing_is_decided(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    await two_must_sign(ours, gate)
    await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    refused = await ours.piet.post(f"{gate}/refuse", WHY, baton_date=DAY)
    assert (refused["state"], refused["outcome"]) == ("open", None)
    (told,) = await heard(baton, SigningRefused)
    assert (told.refused_by, told.reason) == ("piet", WHY["reason"])
    assert (await ours.sanne.get(f"{gate}/decisions"))["items"] == []
    again = await ours.piet.post(f"{gate}/sign", {}, status=409, baton_date=DAY)
    assert kind(again) == "is-open"


async def test_nobody_signs_what_they_answered_for(baton: Office, ours: Programme) -> None:
    gate = await ours.ready()
    body = {"signatures": 2, "roles": ["sponsor", "process_owner"], **WHY}
    await ours.sanne.post(f"{gate}/signatories", body, baton_date=on("2025-10-07"))
    await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    refused = await ours.amira.post(f"{gate}/sign", {}, status=403, baton_date=DAY)
    assert kind(refused) == "four-eyes"
    joris = baton.as_("joris", "process_owner")
    assert (await joris.post(f"{gate}/sign", {}, baton_date=DAY))["outcome"] == "GO"


async def test_an_auditor_signs_nothing(ours: Programme) -> None:
    gate = await ours.gate("wave-2")
    body = {"signatures": 1, "roles": ["auditor"], **WHY}
    await ours.sanne.post(f"{gate}/signatories", body, status=422)


# Criteria


async def test_what_a_gate_asks_for_is_chosen_before_its_first_decision(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    added = {"code": "vat-checked", "title": "VAT of Poland checked", **WHY}
    open_ = await ours.sanne.post(f"{gate}/criteria", added, baton_date=DAY)
    assert open_["today"]["outcome"] == "NO-GO"
    taken = await ours.sanne.post(f"{gate}/criteria", added, status=409, baton_date=DAY)
    assert kind(taken) == "code-taken"
    answer = {"criterion": "vat-checked", "met": True, "note": "by the tax adviser"}
    answered = await ours.amira.post(f"{gate}/answers", answer, baton_date=DAY)
    assert answered["today"]["outcome"] == "GO"
    path = f"{gate}/criteria/reverse-shadowing/change"
    for threshold in ("0.49", "1.01"):
        body = {"threshold": threshold, **WHY}
        await ours.sanne.post(path, body, status=422, baton_date=DAY)
    stricter = await ours.sanne.post(path, {"threshold": "0.95", **WHY}, baton_date=DAY)
    assert shown(stricter, "reverse-shadowing")["note"] == "90 % of 95 %"
    assert stricter["today"]["outcome"] == "NO-GO"
    forecast = f"{ours.path}/knowledge/forecast"
    of_wave = await ours.sanne.get(f"{forecast}?wave=wave-2", baton_date=DAY)
    of_plan = await ours.sanne.get(forecast, baton_date=DAY)
    bars = [found["reverse_shadowing"]["threshold"] for found in (of_wave, of_plan)]
    assert [Decimal(bar) for bar in bars] == [Decimal("0.95"), Decimal("0.85")]
    await ours.sanne.post(path, {"threshold": "0.9", **WHY}, baton_date=DAY)
    of_none = f"{gate}/criteria/staff-consulted/change"
    await ours.sanne.post(of_none, {"threshold": "0.9", **WHY}, status=422, baton_date=DAY)
    unknown = f"{gate}/criteria/no-such/change"
    await ours.sanne.post(unknown, {"mandatory": False, **WHY}, status=404, baton_date=DAY)
    milder = await ours.sanne.post(of_none, {"mandatory": False, **WHY}, baton_date=DAY)
    assert shown(milder, "staff-consulted")["note"] == "nobody has answered"
    await ours.sanne.post(of_none, {"mandatory": False, **WHY}, status=422, baton_date=DAY)
    decided = await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    assert decided["outcome"] == "GO"
    assert [one.criterion for one in await heard(baton, CriterionAdded)] == ["vat-checked"]
    changes = await heard(baton, CriterionChanged, 3)
    assert [one.answer_dropped for one in changes] == [False, False, True]
    (told,) = await heard(baton, GateDecided)
    assert reproduced(told).same


async def test_once_decided_the_bar_stays_where_it_was(ours: Programme) -> None:
    gate = await ours.gate("wave-2")
    await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    body = {"threshold": "0.7", **WHY}
    path = f"{gate}/criteria/reverse-shadowing/change"
    refused = await ours.sanne.post(path, body, status=409, baton_date=DAY)
    assert kind(refused) == "gate-decided"


async def test_the_outlook_is_told_when_it_changes_and_only_then(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    for met in (False, False, True):
        answer = {"criterion": "staff-consulted", "met": met, "note": "so it is"}
        await ours.amira.post(f"{gate}/answers", answer, baton_date=DAY)
    told = await heard(baton, GateOutlookChanged, 3)
    assert [(one.was, one.now) for one in told] == [
        (GateOutcome.NO_GO, GateOutcome.GO),
        (GateOutcome.GO, GateOutcome.NO_GO),
        (GateOutcome.NO_GO, GateOutcome.GO),
    ]
    assert told[1].why == ["Staff consulted: so it is"]


async def test_a_day_that_passes_is_told_before_and_after_the_decision(
    baton: Office, ours: Programme
) -> None:
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    day = on("2025-10-02")
    listed = await ours.sanne.post(f"{wave}/cutover", {"rehearsal_days": 7}, baton_date=day)
    path = f"{ROOT}/cutovers/{listed['id']}/rehearsals"
    passed = {"kind": "rollback", "minutes": 210, "passed": True}
    await ours.rita.post(path, passed, baton_date=day)
    gate = await ours.ready()
    await freeze(ours, "2027-01-01", "2027-01-01", "2025-10-09")
    assert [one.now for one in await heard(baton, GateOutlookChanged)] == [GateOutcome.GO]
    await freeze(ours, "2027-02-01", "2027-02-01", "2025-10-10")
    _, worse = await heard(baton, GateOutlookChanged, 2)
    assert (worse.now, worse.changed_on) == (GateOutcome.NO_GO, date(2025, 10, 10))
    assert worse.why == [
        "Rollback rehearsed: passed on 2025-10-02 in 210 minutes, 8 days ago: it counts for 7"
    ]
    await ours.rita.post(path, passed, baton_date=on("2025-10-10", 11))
    decided = await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-10", 12))
    assert decided["outcome"] == "GO"
    await freeze(ours, "2027-03-01", "2027-03-01", "2025-10-18")
    (fell,) = await heard(baton, GateNoLongerHolds)
    assert fell.fell_on == date(2025, 10, 18)
    refused = await ours.sanne.post(f"{wave}/go-live", {}, status=409, baton_date=on("2025-10-18"))
    assert kind(refused) == "gate-no-longer-holds"
    await ours.rita.post(path, passed, baton_date=on("2025-10-18", 11))
    assert (await ours.sanne.get(gate))["state"] == "passed"


# Waivers


async def live_with_a_waiver(ours: Programme, until: str) -> str:
    gate = await ours.ready(unaided=71)
    body = {**COACH, "expires_on": until}
    await ours.anna.post(f"{gate}/waivers", body, baton_date=DAY)
    await ours.piet.post(f"{gate}/decide", {}, baton_date=DAY)
    wave = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}"
    await ours.sanne.post(f"{wave}/go-live", {}, baton_date=on("2025-10-13"))
    return gate


async def test_a_waiver_that_expired_after_go_live_is_extended_and_then_made_good(
    baton: Office, ours: Programme
) -> None:
    gate = await live_with_a_waiver(ours, "2025-10-20")
    await freeze(ours, "2027-01-01", "2027-01-01", "2025-10-21")
    assert [one["criterion"] for one in (await ours.sanne.get(gate))["lapsed"]] == [
        "reverse-shadowing"
    ]
    (expired,) = await heard(baton, WaiverExpired)
    assert "POST /waves/{id}/roll-backs" in expired.advice
    path, day = f"{gate}/waivers/reverse-shadowing", on("2025-10-21")
    early = await ours.anna.post(f"{path}/extend", WHY, status=409, baton_date=day)
    assert kind(early) == "not-asked"
    asked = {"until": "2025-11-28", **WHY}
    shorter = {**asked, "until": "2025-10-20"}
    await ours.amira.post(f"{path}/ask-extension", shorter, status=422, baton_date=day)
    await ours.anna.post(f"{path}/ask-extension", asked, baton_date=day)
    own = await ours.anna.post(f"{path}/extend", WHY, status=403, baton_date=day)
    assert kind(own) == "four-eyes"
    await ours.amira.post(f"{path}/extend", WHY, status=403, baton_date=day)
    longer = await ours.piet.post(f"{path}/extend", WHY, baton_date=day)
    assert (longer["lapsed"], longer["holds_until"]) == ([], "2025-11-28")
    (extended,) = await heard(baton, WaiverExtended)
    assert (extended.asked_by, extended.extended_by, extended.had_expired) == (
        "anna",
        "piet",
        True,
    )
    assert (extended.was_until, extended.expires_on) == (date(2025, 10, 20), date(2025, 11, 28))
    good = {"note": "The coach has left."}
    still = await ours.amira.post(f"{path}/make-good", good, status=409, baton_date=day)
    assert kind(still) == "not-met"
    more = {"cases": 40, "unaided": 40}
    await ours.report_step("returns", "rita", "reverse_shadowed", "2025-11-03", **more)

    async def made_good() -> bool:
        found = await ours.sanne.get(gate)
        return bool(found["waivers"] == [] and found["holds_until"] is None)

    await eventually(made_good)
    later = on("2025-11-04")
    (told,) = await heard(baton, WaiverMadeGood)
    assert (told.criterion, told.made_good_by) == ("reverse-shadowing", None)
    again = await ours.amira.post(f"{path}/make-good", good, status=409, baton_date=later)
    assert kind(again) == "not-waived"


async def test_a_waiver_extended_in_time_does_not_expire(baton: Office, ours: Programme) -> None:
    gate = await live_with_a_waiver(ours, "2025-10-20")
    path, day = f"{gate}/waivers/reverse-shadowing", on("2025-10-20")
    await ours.amira.post(f"{path}/ask-extension", {"until": "2025-10-31", **WHY}, baton_date=day)
    await ours.piet.post(f"{path}/extend", WHY, baton_date=day)
    await freeze(ours, "2027-01-01", "2027-01-01", "2025-12-01")
    (told,) = await heard(baton, WaiverExpired)
    assert told.expired_on == date(2025, 10, 31)


# For auditors


async def test_an_auditor_reckons_each_decision_again_from_the_journal(tmp_path: Path) -> None:
    async with office(tmp_path, "transition", "console") as running:
        known = {"name": "Carve-out", "client": "Veldkamp", "currency": "EUR", "driver": "cost"}
        await tell(running, ProgrammeRegistered(programme_id=PROGRAMME, **known))
        ours = await planned(running)
        gate = await ours.gate("wave-2")
        for day in ("2025-10-08", "2025-10-09"):
            await ours.anna.post(f"{gate}/decide", {}, baton_date=on(day))
        bram = Baton(running.http, running.issuer.token("bram", "veldkamp", ["auditor"]))
        path = f"/console/v1/programmes/{PROGRAMME}/journal"

        async def both() -> Checked | None:
            with suppress(Refusal):  # the console has not heard of the programme yet
                found = await decisions_of(bram, path, lambda done, of: None)
                return found if len(found.decisions) == 2 else None
            return None

        found = await eventually(both)
        assert found.journal.verified
        for one in found.decisions:
            assert (one.decided.wave, one.decided.outcome) == ("wave-2", "NO-GO")
            assert (one.findings, one.not_rebuilt) == ([], [])


# Between the decision and go-live


BLOCKER = {
    "code": "mail-gateway",
    "title": "The mail gateway is down",
    "severity": 1,
    "wave": "wave-2",
    "must_act": "client",
    "owner": "pim",
    "needed_by": "2025-10-17",
}


async def test_a_go_that_no_longer_holds_refuses_go_live_until_it_does_or_is_decided_again(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    raised = BlockerRaised.model_validate({**OURS, **BLOCKER, "reported_by": "tiago"})
    await tell(baton, raised, stated_at=at("2025-10-10"))

    async def has_fallen() -> bool:
        return bool((await ours.sanne.get(gate))["state"] == "fallen")

    await eventually(has_fallen)
    (opened,) = (await ours.sanne.get(f"{ours.path}/blockers"))["items"]
    live = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}/go-live"
    refused = await ours.sanne.post(live, {}, status=409, baton_date=on("2025-10-13"))
    assert kind(refused) == "gate-no-longer-holds"
    assert "mail-gateway" in refused["detail"]
    assert "decide" in refused["do"]
    again = await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-13"))
    assert (again["state"], again["outcome"], again["fallen"]) == ("open", "NO-GO", [])
    resolved = {"resolution": "It runs again."}
    await ours.sanne.post(
        f"{ROOT}/blockers/{opened['id']}/resolve", resolved, baton_date=on("2025-10-13")
    )
    await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-13"))
    await ours.sanne.post(live, {}, baton_date=on("2025-10-13"))
    (told,) = await heard(baton, GateNoLongerHolds)
    assert (told.outcome, len(told.fallen)) == (GateOutcome.GO, 1)


async def test_a_waiver_alone_lifts_no_gate_that_has_fallen_somebody_decides_on_it(
    baton: Office, ours: Programme
) -> None:
    gate = await ours.ready()
    spare = {"criterion": "reverse-shadowing", "owner": "amira", "reason": "in case"}
    await ours.piet.post(f"{gate}/waivers", {**spare, "expires_on": "2025-12-30"}, baton_date=DAY)
    decided = await ours.anna.post(f"{gate}/decide", {}, baton_date=DAY)
    assert (decided["outcome"], decided["holds_until"]) == ("GO", None)
    worse = {"cases": 100, "unaided": 50}
    await ours.report_step("returns", "rita", "reverse_shadowed", "2025-10-09", **worse)

    async def has_fallen() -> bool:
        return bool((await ours.sanne.get(gate))["state"] == "fallen")

    await eventually(has_fallen)
    later = on("2025-10-10")
    waived = {**spare, "expires_on": "2025-12-31"}
    still = await ours.piet.post(f"{gate}/waivers", waived, baton_date=later)
    assert (still["state"], len(still["fallen"])) == ("fallen", 1)
    live = f"{ROOT}/waves/{(await ours.wave('wave-2'))['id']}/go-live"
    refused = await ours.sanne.post(live, {}, status=409, baton_date=on("2025-10-13"))
    assert kind(refused) == "gate-no-longer-holds"
    again = await ours.anna.post(f"{gate}/decide", {}, baton_date=on("2025-10-13"))
    assert (again["outcome"], again["holds_until"]) == ("CONDITIONAL", "2025-12-31")
    await ours.sanne.post(live, {}, baton_date=on("2025-10-13"))
