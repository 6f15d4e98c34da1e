"""Claims: what may follow on what, who decides, and whose clock runs."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from libs.common.auth.actor import Actor
from libs.common.events import Event
from libs.common.events.transition.claims import (
    ClaimClock,
    ClaimDecided,
    ClaimDeemedAccepted,
    ClaimDeemedRejected,
    ClaimFellSilent,
    ClaimOutcome,
    ClaimReminded,
    ClaimReplaced,
    ClaimWithdrawn,
    DisputeAnswered,
    MilestoneAccepted,
    MilestoneAcceptedInPart,
    MilestoneDisputed,
)
from libs.common.events.transition.party import Party
from libs.common.events.vendor.contracts import OnSilence
from libs.common.ids import new_id
from libs.common.problems import Problem
from services.transition.claims.clock import Clock
from services.transition.claims.silence import silence_on_a_claim
from services.transition.models import Claim, ClaimState, Condition
from services.transition.models.claim_life import CLAIM_LIFE, ClaimStep
from services.transition.models.claim_words import Word
from services.transition.models.conditions import CONDITION_LIFE, ConditionState, ConditionStep
from services.transition.plan.contract_calendar import end_of_day
from tests.unit.transition.plan_items import CONTRACT, DIGEST, OURS, deed, small_plan

AT = datetime(2025, 9, 1, 8, tzinfo=UTC)
"A Monday, at ten in the Netherlands."
UP = AT + timedelta(days=14)
"Every clock that began then is up."
PLAN = small_plan().plan
ANNA, JORIS = (Actor("veldkamp", name, name.capitalize()) for name in ("anna", "joris"))
WORD = Word("joris", AT, "Two topics are missing", [DIGEST])
WHY = silence_on_a_claim.explained("wave-1-live", AT, AT, OnSilence.DEEMED_ACCEPTED).explanation


def claim() -> Claim:
    clock = Clock.begun(ClaimClock.ACCEPTANCE, AT, "NL", 3)
    return Claim(
        **OURS,
        contract_id=CONTRACT,
        report_id=new_id(),
        milestone="wave-1-live",
        reached_on=date(2025, 8, 29),
        evidence=[],
        note="",
        reported_by="Kestrel reporting",
        reported_at=AT,
        as_of=AT,
        acceptance_days=3,
        due_at=clock.due_at,
        explanation=clock.explanation,
        clock=clock,
    )


def condition() -> Condition:
    return Condition(
        **OURS,
        claim_id=new_id(),
        milestone="wave-1-live",
        code="manual",
        what="The manual of returns",
        side=Party.VENDOR,
        owner="marek",
        due_on=date(2025, 9, 5),
        due_at=end_of_day("NL", date(2025, 9, 5)),
    )


Take = Callable[[Claim], Iterator[Event]]
TAKE: dict[ClaimStep, Take] = {
    ClaimStep.ACCEPT: lambda c: c.accept(ANNA, AT, ""),
    ClaimStep.ACCEPT_IN_PART: lambda c: c.accept_in_part(WORD, [condition()], True, PLAN),
    ClaimStep.DISPUTE: lambda c: c.dispute(WORD, PLAN),
    ClaimStep.ANSWER: lambda c: c.answer_dispute(Word("marek", AT, "They are not"), PLAN),
    ClaimStep.UPHOLD: lambda c: c.uphold(ANNA, AT + timedelta(days=30), "They were"),
    ClaimStep.REJECT: lambda c: c.reject(ANNA, AT + timedelta(days=30), "They were not"),
    ClaimStep.FULFIL: lambda c: c.fulfil(Word("joris", AT), date(2025, 9, 5)),
    ClaimStep.FAIL: lambda c: c.fail(Word("joris", AT, "manual was not met")),
    ClaimStep.WITHDRAW: lambda c: c.withdraw(Word("marek", AT, "Too early"), AT),
    ClaimStep.CLAIM_ANEW: lambda c: c.claim_anew(Word("marek", AT), new_id()),
    ClaimStep.DEEM_ACCEPTED: lambda c: c.deem(OnSilence.DEEMED_ACCEPTED, WHY, UP),
    ClaimStep.DEEM_REJECTED: lambda c: c.deem(OnSilence.DEEMED_REJECTED, WHY, UP),
}
WAY: dict[ClaimState, tuple[ClaimStep, ...]] = {
    ClaimState.OPEN: (),
    ClaimState.ACCEPTED: (ClaimStep.ACCEPT,),
    ClaimState.ACCEPTED_IN_PART: (ClaimStep.ACCEPT_IN_PART,),
    ClaimState.DISPUTED: (ClaimStep.DISPUTE,),
    ClaimState.ANSWERED: (ClaimStep.DISPUTE, ClaimStep.ANSWER),
    ClaimState.REJECTED: (ClaimStep.DISPUTE, ClaimStep.ANSWER, ClaimStep.REJECT),
    ClaimState.WITHDRAWN: (ClaimStep.WITHDRAW,),
    ClaimState.REPLACED: (ClaimStep.DISPUTE, ClaimStep.CLAIM_ANEW),
}
BY_THE_CLOCK = {ClaimStep.DEEM_ACCEPTED, ClaimStep.DEEM_REJECTED}
ALLOWED = [(state, step) for state, steps in CLAIM_LIFE.items() for step in steps]
REFUSED = [
    (state, step)
    for state in ClaimState
    for step in TAKE
    if (state, step) not in ALLOWED and step not in BY_THE_CLOCK
]


def brought_to(state: ClaimState) -> Claim:
    found = claim()
    for step in WAY[state]:
        list(TAKE[step](found))
    return found


@pytest.mark.parametrize(("state", "step"), ALLOWED)
def test_an_allowed_step_leads_where_the_table_says_and_is_kept(
    state: ClaimState, step: ClaimStep
) -> None:
    found = brought_to(state)
    assert list(TAKE[step](found))
    assert found.state is CLAIM_LIFE.after("", state, step)
    assert (found.history[-1].step, found.history[-1].state) == (step, found.state)
    assert (found.clock is None) == found.is_decided


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: ClaimState, step: ClaimStep
) -> None:
    found = brought_to(state)
    before = found.model_dump()
    with pytest.raises(Problem) as refused:
        list(TAKE[step](found))
    assert (refused.value.status, refused.value.kind) == (409, CLAIM_LIFE.kind(state))
    assert found.model_dump() == before


def test_the_way_of_a_dispute_is_told_step_by_step() -> None:
    found = claim()
    steps = (ClaimStep.DISPUTE, ClaimStep.ANSWER, ClaimStep.UPHOLD)
    told = [event for step in steps for event in TAKE[step](found)]
    kinds = [MilestoneDisputed, DisputeAnswered, ClaimDecided, MilestoneAccepted]
    assert [type(event) for event in told] == kinds
    decided = told[2]
    assert isinstance(decided, ClaimDecided)
    assert (decided.outcome, decided.decided_by) == (ClaimOutcome.UPHELD, "anna")
    assert isinstance(told[0], MilestoneDisputed)
    assert found.history[1].clock
    assert told[0].answer_by == found.history[1].clock.due_at
    assert decided.told() == "The claim of wave-1-live is upheld: They were"


def test_who_disputed_it_does_not_decide_on_it() -> None:
    found = brought_to(ClaimState.ANSWERED)
    for decide in (found.uphold, found.reject):
        with pytest.raises(Problem) as refused:
            list(decide(JORIS, AT, "so"))
        assert (refused.value.status, refused.value.kind) == (403, "four-eyes")
    assert found.state is ClaimState.ANSWERED


def test_nobody_decides_while_the_vendor_may_still_answer() -> None:
    found = brought_to(ClaimState.DISPUTED)
    with pytest.raises(Problem) as refused:
        list(found.reject(ANNA, found.due_at - timedelta(seconds=1), "so"))
    assert refused.value.kind == "answer-awaited"
    list(found.reject(ANNA, found.due_at, "No answer came"))
    assert found.state is ClaimState.REJECTED


def test_a_vendor_that_relief_gives_time_is_not_decided_on_however_late_it_is() -> None:
    found = brought_to(ClaimState.DISPUTED)
    list(found.stop_clock("relief-1", "Access was revoked", AT + timedelta(hours=1)))
    with pytest.raises(Problem) as refused:
        list(found.reject(ANNA, AT + timedelta(days=60), "so"))
    assert refused.value.kind == "answer-awaited"


def test_what_stops_a_clock_after_its_time_was_up_gives_no_time_back() -> None:
    found = brought_to(ClaimState.DISPUTED)
    late = found.due_at + timedelta(hours=1)
    list(found.stop_clock("relief-1", "Access was revoked", late))
    assert found.is_up(late + timedelta(days=30))
    list(found.reject(ANNA, late + timedelta(days=30), "nothing was heard"))
    assert found.state is ClaimState.REJECTED


def test_whose_clock_runs_follows_whose_word_is_awaited() -> None:
    found, sides = claim(), []
    for step in (ClaimStep.DISPUTE, ClaimStep.ANSWER):
        assert found.clock
        sides.append((found.clock.kind, found.clock.side))
        list(TAKE[step](found))
    assert found.clock
    assert [*sides, (found.clock.kind, found.clock.side)] == [
        ("acceptance", "client"),
        ("answer", "vendor"),
        ("decision", "client"),
    ]


def test_accepted_in_part_tells_what_is_open_by_whom_until_when() -> None:
    (told,) = TAKE[ClaimStep.ACCEPT_IN_PART](claim())
    assert isinstance(told, MilestoneAcceptedInPart)
    assert told.counts_as_reached
    (open,) = told.conditions
    assert (open.code, open.side, open.owner) == ("manual", "vendor", "marek")
    assert open.due_on == date(2025, 9, 5)


@pytest.mark.parametrize(("counts", "reached_on"), [(True, "2025-08-29"), (False, "2025-09-05")])
def test_met_in_full_it_is_reached_when_claimed_or_else_with_the_last_condition(
    counts: bool, reached_on: str
) -> None:
    found = claim()
    list(found.accept_in_part(WORD, [condition()], counts, PLAN))
    (told,) = TAKE[ClaimStep.FULFIL](found)
    assert isinstance(told, MilestoneAccepted)
    assert str(told.reached_on) == reached_on


def test_taken_back_it_names_the_report_and_the_reason_and_its_withdrawal_is_the_newest_word() -> (
    None
):
    found, report = claim(), new_id()
    later = AT + timedelta(days=1)
    (told,) = found.withdraw(Word("marek", later, "Too early", report=report), later)
    assert isinstance(told, ClaimWithdrawn)
    assert (told.report_id, told.claimed_in) == (report, found.report_id)
    assert not claim().is_newer_than(found)


def test_claimed_anew_the_disputed_claim_is_replaced() -> None:
    (told,) = TAKE[ClaimStep.CLAIM_ANEW](brought_to(ClaimState.DISPUTED))
    assert isinstance(told, ClaimReplaced)


# Time


def test_a_reminder_is_told_once_with_the_business_hours_that_are_left() -> None:
    found = claim()
    assert found.clock
    half = found.clock.remind_at
    (told,) = found.remind(half)
    assert isinstance(told, ClaimReminded)
    assert (told.side, str(told.hours_left)) == ("client", "15.50")
    assert list(found.remind(half)) == []


def test_silence_is_told_once_for_each_clock_and_says_whose_it_is() -> None:
    found = claim()
    (first,) = found.fall_silent(UP)
    assert list(found.fall_silent(UP)) == []
    list(TAKE[ClaimStep.DISPUTE](found))
    assert not found.silent
    (second,) = found.fall_silent(UP)
    assert isinstance(first, ClaimFellSilent)
    assert first.told() == "No answer to the claim of wave-1-live within 3 business days"
    expected = "No answer of the vendor on the claim of wave-1-live within 3 business days"
    assert (second.side, second.told()) == ("vendor", expected)


def test_nobody_is_silent_nor_reminded_before_the_time_is_up() -> None:
    found = claim()
    early = found.due_at - timedelta(microseconds=1)
    assert [*found.fall_silent(early), *found.deem(ON, WHY, early), *found.remind(AT)] == []
    assert (found.state, found.silent) == (ClaimState.OPEN, False)


def test_a_word_that_is_said_as_the_time_is_up_wins_over_silence() -> None:
    found = claim()
    late = found.due_at
    list(found.dispute(Word("joris", late, "Two topics are missing"), PLAN))
    assert [*found.fall_silent(late), *found.deem(ON, WHY, late)] == []
    list(found.answer_dispute(Word("marek", found.due_at, "They are not"), PLAN))
    assert list(found.fall_silent(found.history[-1].at)) == []
    assert not found.silent


def test_a_clock_that_stands_still_makes_nobody_silent_and_counts_on_from_there() -> None:
    found = brought_to(ClaimState.DISPUTED)
    was = found.due_at
    list(found.stop_clock("relief-1", "Access revoked", AT + timedelta(days=1)))
    assert list(found.fall_silent(was)) == []
    list(found.resume_clock("relief-1", was))
    assert list(found.fall_silent(was)) == []
    (told,) = found.fall_silent(found.due_at)
    assert told.due_at == found.due_at > was


def test_each_stop_is_told_from_when_it_holds_and_each_resumption_with_what_still_stops_it() -> (
    None
):
    found = brought_to(ClaimState.DISPUTED)
    assert found.clock
    begun, later = found.clock.started_at, AT + timedelta(days=2)
    (one,) = found.stop_clock("relief-1", "Access revoked", begun - timedelta(days=1))
    (other,) = found.stop_clock("relief-2", "No test data", AT + timedelta(days=1))
    assert (one.stopped_at, other.stopped_at) == (begun, AT + timedelta(days=1))
    (still,) = found.resume_clock("relief-1", later)
    (runs,) = found.resume_clock("relief-2", later)
    assert (still.still_stopped_by, still.resumed_at) == (["relief-2"], later)
    assert still.told() == ("The vendor's clock on wave-1-live still stands still, by relief-2")
    assert (runs.still_stopped_by, runs.due_at) == ([], found.due_at)
    assert "runs on, until" in runs.told()


@pytest.mark.parametrize("state", [s for s in ClaimState if not CLAIM_LIFE[s]])
def test_what_is_decided_is_neither_reminded_of_nor_silent(state: ClaimState) -> None:
    found = brought_to(state)
    assert [*found.remind(UP), *found.fall_silent(UP), *found.deem(ON, WHY, UP)] == []


ON = OnSilence.DEEMED_ACCEPTED


def test_deemed_accepted_by_the_contract_is_told_and_explained() -> None:
    found = claim()
    told = list(TAKE[ClaimStep.DEEM_ACCEPTED](found))
    assert [type(event) for event in told] == [ClaimDeemedAccepted, MilestoneAccepted]
    assert found.answered_by == "the contract"
    assert (found.silent, found.explanation.rule) == (True, "silence_on_a_claim")
    assert found.explanation.result == "deemed_accepted"


def test_deemed_rejected_it_is_not_accepted() -> None:
    told = list(TAKE[ClaimStep.DEEM_REJECTED](claim()))
    assert [type(event) for event in told] == [ClaimDeemedRejected]


@pytest.mark.parametrize("state", [ClaimState.DISPUTED, ClaimState.ANSWERED])
def test_only_silence_on_a_new_claim_decides(state: ClaimState) -> None:
    found = brought_to(state)
    assert list(found.deem(ON, WHY, UP)) == []
    assert found.state is state


def test_an_open_claim_from_before_clocks_were_kept_runs_by_its_deadline() -> None:
    found = claim()
    kept, found.clock = found.clock, None
    assert found.running == kept


# Conditions

OF_CONDITIONS: dict[ConditionStep, Callable[[Condition], Any]] = {
    ConditionStep.DELIVER: lambda c: list(c.deliver(deed(evidence=(DIGEST,)))),
    ConditionStep.SEND_BACK: lambda c: list(c.send_back(deed("2025-09-04", note="Half of it"))),
    ConditionStep.MEET: lambda c: list(c.meet(deed(evidence=(DIGEST,)))),
    ConditionStep.FAIL: lambda c: list(c.fail(deed("2025-09-10", note="It never came"))),
    ConditionStep.DROP: lambda c: list(c.drop()),
}


@pytest.mark.parametrize("first", [ConditionStep.MEET, ConditionStep.FAIL, ConditionStep.DROP])
@pytest.mark.parametrize("second", ConditionStep)
def test_a_condition_is_met_failed_or_dropped_and_that_is_that(
    first: ConditionStep, second: ConditionStep
) -> None:
    found = condition()
    OF_CONDITIONS[first](found)
    assert found.state is CONDITION_LIFE.after("", ConditionState.OPEN, first)
    before = found.model_dump()
    with pytest.raises(Problem) as refused:
        OF_CONDITIONS[second](found)
    assert refused.value.kind == CONDITION_LIFE.kind(found.state)
    assert found.model_dump() == before


def test_what_the_vendor_delivered_is_met_or_sent_back_by_the_client() -> None:
    found = condition()
    (told,) = found.deliver(deed("2025-09-03", evidence=(DIGEST,)))
    assert (found.state, told.delivered_by, told.evidence) == ("delivered", "sanne", [DIGEST])
    assert list(found.fall_overdue()) == [], "it is the client's move"
    with pytest.raises(Problem) as failed:
        list(found.fail(deed("2025-09-10", note="It never came")))
    assert failed.value.kind == "is-delivered"
    with pytest.raises(Problem) as early:
        list(found.meet(deed("2025-09-02")))
    assert early.value.status == 422
    (back,) = found.send_back(deed("2025-09-04", note="Half of it"))
    assert (found.state, found.delivered_on, back.reason) == ("open", None, "Half of it")
    assert len(list(found.fall_overdue())) == 1


def test_a_condition_that_is_dropped_with_its_claim_is_told_as_such() -> None:
    found = condition()
    (told,) = found.drop()
    assert (told.condition_id, told.code) == (found.id, found.code)


def test_a_condition_is_told_to_be_late_once_and_can_still_be_met() -> None:
    found = condition()
    (told,) = found.fall_overdue()
    assert told.told() == "Condition manual of wave-1-live was due on 2025-09-05: marek's move"
    assert list(found.fall_overdue()) == []
    (met,) = found.meet(deed("2025-09-10"))
    assert str(met.met_on) == "2025-09-10"
    assert list(found.fall_overdue()) == []
