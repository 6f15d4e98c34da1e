"""Roll-backs: proposed, decided by another, taken step by step, learnt from."""

from datetime import date

import pytest

from libs.common.events.transition.party import Party
from libs.common.events.transition.roll_backs import (
    RollBackApproved,
    RollBackAttributed,
    RollBackClocksResumed,
    RollBackClocksStopped,
)
from libs.common.problems import Problem
from services.transition.models import RollBack
from services.transition.models.roll_back_life import RollBackState
from services.transition.models.roll_back_parts import Lesson, StepOutcome, TakenStep
from tests.unit.transition.roll_out.rolled import day, deed, person, roll_back

STEPS = [
    TakenStep(code="route", title="Route work back", side=Party.CLIENT),
    TakenStep(code="stop", title="Allow changes", side=Party.CLIENT),
]
LESSON = Lesson(
    lesson="Try refunds twice",
    owner="Marek",
    due=None,
    noted_by="sanne",
    noted_on=date(2025, 9, 18),
)


def approved(caused_by: Party = Party.CLIENT) -> RollBack:
    found = roll_back()
    found.caused_by = caused_by
    list(found.approve(deed("2025-09-16"), person("anna"), STEPS))
    return found


def done() -> RollBack:
    found = approved()
    for step in STEPS:
        list(found.take_step(step.code, StepOutcome.DONE, deed("2025-09-17")))
    found.complete(day("2025-09-17"))
    return found


def test_who_proposed_it_does_not_decide_it() -> None:
    found = roll_back()
    for decide in (
        lambda: found.approve(deed(), person("sanne"), STEPS),
        lambda: found.decline(deed(), person("sanne")),
    ):
        with pytest.raises(Problem) as refused:
            list(decide())
        assert (refused.value.status, refused.value.kind) == (403, "four-eyes")
    assert found.state is RollBackState.PROPOSED


def test_decided_it_names_its_steps_and_on_the_clients_account_the_vendors_clocks_stop() -> None:
    found = roll_back()
    found.caused_by = Party.CLIENT
    told, stopped = found.approve(deed("2025-09-16"), person("anna"), STEPS)
    assert isinstance(told, RollBackApproved)
    assert told.steps == ["route", "stop"]
    assert isinstance(stopped, RollBackClocksStopped)
    assert (stopped.stopped_on, stopped.caused_by) == (date(2025, 9, 16), Party.CLIENT)
    assert stopped.told() == "The vendor's clocks stop with the roll-back of wave-1 on 2025-09-16"


def test_on_the_vendors_account_no_clock_stops_and_none_is_told_to() -> None:
    found = roll_back()
    told = list(found.approve(deed("2025-09-16"), person("anna"), STEPS))
    assert [type(event) for event in told] == [RollBackApproved]
    assert (found.clocks_from, found.stops_clocks) == (None, False)


def test_whose_account_it_turns_out_to_be_on_stops_clocks_or_lets_them_run() -> None:
    found = approved(Party.VENDOR)
    _, stopped = found.attribute(Party.CLIENT, deed("2025-09-17"))
    assert isinstance(stopped, RollBackClocksStopped)
    assert (stopped.stopped_on, found.stops_clocks) == (date(2025, 9, 17), True)
    _, resumed = found.attribute(Party.VENDOR, deed("2025-09-18"))
    assert isinstance(resumed, RollBackClocksResumed)
    assert (resumed.stopped_on, resumed.resumed_on) == (date(2025, 9, 17), date(2025, 9, 18))
    assert not found.stops_clocks


def test_declined_nothing_follows_on_it_and_no_clock_stops() -> None:
    found = roll_back()
    list(found.decline(deed("2025-09-16"), person("anna")))
    assert found.clocks_from is None
    with pytest.raises(Problem) as refused:
        list(found.withdraw(deed()))
    assert (refused.value.kind, refused.value.do) == ("is-declined", "Nothing follows on it.")


def test_it_is_not_complete_while_a_step_is_open_or_failed() -> None:
    found = approved()
    list(found.take_step("route", StepOutcome.DONE, deed("2025-09-17")))
    list(found.take_step("stop", StepOutcome.FAILED, deed("2025-09-17")))
    with pytest.raises(Problem) as refused:
        found.complete(day("2025-09-17"))
    assert (refused.value.kind, "stop" in refused.value.detail) == ("steps-open", True)
    list(found.take_step("stop", StepOutcome.SKIPPED, deed("2025-09-17")))
    found.complete(day("2025-09-17"))
    assert found.state is RollBackState.ROLLED_BACK


def test_a_step_that_is_done_is_not_taken_again_and_one_that_is_not_there_never() -> None:
    found = approved()
    list(found.take_step("route", StepOutcome.DONE, deed("2025-09-17")))
    for code, status in (("route", 409), ("nowhere", 422)):
        with pytest.raises(Problem) as refused:
            list(found.take_step(code, StepOutcome.DONE, deed("2025-09-17")))
        assert refused.value.status == status


def test_it_is_planned_anew_only_once_it_taught_something() -> None:
    found = done()
    with pytest.raises(Problem) as refused:
        list(found.plan_anew(day("2025-09-18")))
    assert refused.value.kind == "no-lessons"
    list(found.learn(LESSON))
    (resumed,) = found.plan_anew(day("2025-09-18"))
    assert isinstance(resumed, RollBackClocksResumed)
    assert (resumed.stopped_on, resumed.resumed_on) == (date(2025, 9, 16), date(2025, 9, 18))
    assert (found.clocks_from, found.clocks_until) == (date(2025, 9, 16), date(2025, 9, 18))


def test_an_emergency_takes_the_place_of_a_proposal_and_is_learnt_from_later() -> None:
    found = roll_back()
    found.caused_by = Party.CLIENT
    (stopped,) = found.at_once(day("2025-09-16"), "Payments go astray")
    assert isinstance(stopped, RollBackClocksStopped)
    assert (found.emergency, found.reason) == (True, "Payments go astray")
    list(found.plan_anew(day("2025-09-18")))
    list(found.learn(LESSON))
    assert found.state is RollBackState.PLANNED_ANEW


def test_clocks_that_stopped_once_do_not_stop_again_with_the_emergency() -> None:
    found = approved()
    assert list(found.at_once(day("2025-09-17"), "It cannot wait")) == []
    assert found.clocks_from == date(2025, 9, 16)


def test_withdrawn_before_a_step_is_taken_the_clocks_run_again() -> None:
    found = approved()
    told = list(found.withdraw(deed("2025-09-17")))
    assert isinstance(told[-1], RollBackClocksResumed)
    begun = approved()
    list(begun.take_step("route", StepOutcome.DONE, deed("2025-09-17")))
    with pytest.raises(Problem) as refused:
        list(begun.withdraw(deed("2025-09-17")))
    assert refused.value.kind == "is-under-way"


def test_no_step_is_dated_before_the_one_before_it() -> None:
    with pytest.raises(Problem) as refused:
        list(roll_back().approve(deed("2025-09-15"), person("anna"), STEPS))
    assert refused.value.errors[0].field == "/on"


def test_on_whose_account_it_is_can_turn_out_otherwise() -> None:
    found = done()
    told, _ = found.attribute(Party.VENDOR, deed(note="The bank file was the vendor's"))
    assert isinstance(told, RollBackAttributed)
    assert (told.was, told.caused_by) == (Party.CLIENT, Party.VENDOR)
    assert found.caused_by is Party.VENDOR


def test_an_emergency_is_not_dated_before_what_it_takes_the_place_of() -> None:
    for found in (roll_back(), approved()):
        was = found.state
        with pytest.raises(Problem) as refused:
            list(found.at_once(day("2025-09-15"), "Payments go astray"))
        assert (refused.value.status, found.state, found.emergency) == (422, was, False)


def test_who_caused_it_is_said_of_one_that_stands_and_not_before_it_began() -> None:
    found = approved(Party.VENDOR)
    with pytest.raises(Problem) as early:
        list(found.attribute(Party.CLIENT, deed("2025-09-15")))
    with pytest.raises(Problem) as same:
        list(found.attribute(Party.VENDOR, deed("2025-09-17")))
    told, _ = found.attribute(Party.CLIENT, deed("2025-09-17"))
    assert isinstance(told, RollBackAttributed)
    assert (early.value.status, same.value.kind) == (422, "nothing-changes")
    assert (told.was, told.caused_by) == (Party.VENDOR, Party.CLIENT)
    declined = roll_back()
    list(declined.decline(deed("2025-09-16"), person("anna")))
    with pytest.raises(Problem) as late:
        list(declined.attribute(Party.CLIENT, deed("2025-09-17")))
    assert late.value.kind == "is-declined"
