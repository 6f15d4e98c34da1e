"""What a gate's criteria show."""

from datetime import date
from decimal import Decimal

from libs.common.events.transition.gates import CriterionResult
from services.transition.knowledge.knowledge_transfer import Knowledge, ReverseShadowing
from services.transition.models import Answer, Waiver
from services.transition.readiness.answers import answered, waived
from services.transition.readiness.criteria import CONNECTED, CONSULTED
from services.transition.readiness.knowledge import knowledge_result
from services.transition.readiness.measured import all_wanted
from services.transition.readiness.milestones import milestones_result
from services.transition.readiness.milestones_accepted import (
    MilestoneBeforeLive,
    milestones_accepted,
)
from services.transition.readiness.shadowing import shadowing_result
from services.transition.readiness.systems_connected import SystemItem, systems_connected


def results(
    share: str | None = "0.95", unaided: int = 90, cases: int = 100, *, accepted: bool = True
) -> dict[str, CriterionResult]:
    knowledge = Knowledge(share=share and Decimal(share), by_topic={}, by_person={})
    shadowing = ReverseShadowing(
        cases=cases,
        unaided=unaided,
        share=Decimal(unaided) / cases if cases else None,
        enough=cases >= 20,
    )
    found = (
        knowledge_result(knowledge, Decimal("0.90")),
        shadowing_result(shadowing, Decimal("0.85")),
        milestones_result(milestones_accepted(milestones(accepted))),
    )
    return {result.code: result for result in found}


def milestones(pilot_complete: bool) -> list[MilestoneBeforeLive]:
    said = {"w-kt-complete": True, "w-pilot-complete": pilot_complete}
    return [MilestoneBeforeLive(milestone=m, reached=reached) for m, reached in said.items()]


def answer(met: bool) -> Answer:
    return Answer(
        criterion="staff-consulted",
        met=met,
        note="advice of 20 May",
        evidence=[],
        answered_by="noor",
        answered_on=date(2025, 10, 7),
    )


def waiver(expires_on: date) -> Waiver:
    return Waiver(
        criterion="reverse-shadowing",
        owner="rita",
        reason="a coach stays",
        expires_on=expires_on,
        granted_by="anna",
        granted_on=date(2025, 10, 7),
    )


def test_90_percent_of_the_knowledge_is_enough_and_less_is_not() -> None:
    assert results("0.90")["knowledge-transfer"].met
    assert not results("0.899999")["knowledge-transfer"].met


def test_what_falls_short_by_a_hair_does_not_read_as_if_it_did_not() -> None:
    assert results("0.899999")["knowledge-transfer"].note == "89.99 % of 90 %"


def test_71_percent_unaided_falls_short_of_85() -> None:
    shadowing = results(unaided=71)["reverse-shadowing"]
    assert (shadowing.met, shadowing.value, shadowing.note) == (
        False,
        Decimal("0.7100"),
        "71 % of 85 %",
    )


def test_too_few_cases_are_not_enough_data_whatever_they_show() -> None:
    shadowing = results(unaided=19, cases=19)["reverse-shadowing"]
    assert (shadowing.met, shadowing.value) == (False, None)
    assert shadowing.note == "not enough data, 19 cases"


def test_without_topics_knowledge_has_no_value() -> None:
    knowledge = results(None)["knowledge-transfer"]
    assert (knowledge.met, knowledge.value, knowledge.note) == (False, None, "no topics are listed")


def test_a_milestone_that_is_not_accepted_is_named() -> None:
    milestones = results(accepted=False)["milestones-accepted"]
    assert (milestones.met, milestones.note) == (False, "waiting for w-pilot-complete")


def test_what_nobody_has_answered_is_not_met() -> None:
    found = answered(CONSULTED, [])
    assert (found.code, found.met, found.note) == ("staff-consulted", False, "nobody has answered")


def test_an_answer_counts_with_its_note_and_who_signed_it() -> None:
    found = answered(CONSULTED, [answer(True)])
    assert (found.met, found.note, found.answered_by) == (True, "advice of 20 May", "noor")


def test_a_waiver_holds_on_its_last_day_and_not_after_it() -> None:
    short = list(results(unaided=71).values())
    day = date(2025, 10, 8)
    assert [r.code for r in waived(short, [waiver(day)], day) if r.waived] == ["reverse-shadowing"]
    assert not any(r.waived for r in waived(short, [waiver(date(2025, 10, 7))], day))


def test_a_waiver_of_what_is_met_is_not_in_use() -> None:
    day = date(2025, 10, 8)
    assert not any(r.waived for r in waived(list(results().values()), [waiver(day)], day))


def test_systems_are_connected_when_all_that_is_listed_is_there() -> None:
    items = [
        SystemItem(code="ledger", state="granted", is_ready=True),
        SystemItem(code="bank", state="requested", is_ready=False),
    ]
    found = all_wanted(CONNECTED, systems_connected(items))
    assert (found.met, found.value) == (False, Decimal("0.5000"))
    assert found.note == "1 of 2, waiting for bank (requested)"
    assert all_wanted(CONNECTED, systems_connected(items[:1])).met
