"""Communications and stakeholders: what may follow on what, and what is told."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from libs.common.events import Event
from libs.common.events.transition.communication import Attitude, CommunicationMissed, Tone
from libs.common.ids import new_id
from libs.common.problems import Problem
from services.transition.communication.planned import due_on
from services.transition.models import Communication, Wave
from services.transition.models.communications import (
    COMMUNICATION_LIFE,
    CommunicationState,
    CommunicationStep,
)
from services.transition.models.plan_items import Deed
from services.transition.models.stakeholders import STAKEHOLDER_LIFE, StakeholderState
from tests.unit.transition.of_client import communication, deed, stakeholder

DUE = date(2025, 9, 5)
LATER = date(2025, 9, 6)
TAKE: dict[CommunicationStep, Callable[[Communication, Deed], Iterator[Event]]] = {
    CommunicationStep.REVISE: lambda row, deed: row.revise({"sender": "Amira"}, DUE, deed),
    CommunicationStep.SEND: lambda row, deed: row.send(DUE, 40, deed),
    CommunicationStep.CANCEL: lambda row, deed: row.cancel(DUE, deed),
    CommunicationStep.GATHER_FEEDBACK: lambda row, deed: row.gather("council", Tone.MIXED, deed),
}
REFUSED = [
    (state, step)
    for state in CommunicationState
    for step in TAKE
    if step not in COMMUNICATION_LIFE[state]
]


def brought_to(state: CommunicationState) -> Communication:
    row = communication()
    if state is CommunicationState.MISSED:
        list(row.miss(DUE, deed("2025-09-06", by="clock")))
    elif state is not CommunicationState.PLANNED:
        step = {"sent": CommunicationStep.SEND, "cancelled": CommunicationStep.CANCEL}[state]
        list(TAKE[step](row, deed()))
    assert row.state is state
    return row


@pytest.mark.parametrize("state", list(CommunicationState))
def test_every_step_of_the_book_leads_where_it_says(state: CommunicationState) -> None:
    for step in COMMUNICATION_LIFE[state].keys() & TAKE.keys():
        row = brought_to(state)
        (told,) = TAKE[step](row, deed("2025-09-08"))
        assert row.state is COMMUNICATION_LIFE.after("", state, step)
        assert "vendor_id" not in told.model_dump(exclude_none=True)


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: CommunicationState, step: CommunicationStep
) -> None:
    row = brought_to(state)
    before = row.model_dump()
    with pytest.raises(Problem) as refused:
        list(TAKE[step](row, deed("2025-09-08")))
    assert (refused.value.status, refused.value.kind) == (409, f"is-{state}")
    assert row.model_dump() == before


def test_what_the_clock_missed_was_sent_in_time_where_that_is_noted_late() -> None:
    row = brought_to(CommunicationState.MISSED)
    (told,) = row.send(DUE, None, deed("2025-09-05"))
    assert (told.sent_on, told.due_on, told.in_time) == (DUE, DUE, True)


def test_what_was_missed_and_sent_the_day_after_is_late() -> None:
    row = brought_to(CommunicationState.MISSED)
    (told,) = row.send(date(2025, 9, 30), None, deed("2025-09-06"))
    assert (told.due_on, told.in_time) == (DUE, False)


def test_missing_is_told_once_with_whose_move_it_is() -> None:
    row = communication()
    (told,) = row.miss(DUE, deed("2025-09-06", by="clock"))
    assert isinstance(told, CommunicationMissed)
    assert (told.sender, told.missed_from) == ("Joris", LATER)
    assert list(row.miss(DUE, deed("2025-09-07"))) == []


def test_it_is_due_so_many_days_before_its_wave_and_moves_with_it_until_it_is_sent() -> None:
    row = communication(fixed_on=None, wave="wave-1", days_from_live=-3)
    wave = Wave(
        programme_id=new_id(),
        vendor_id=new_id(),
        plan_id=new_id(),
        contract_id=new_id(),
        code="wave-1",
        title="First",
        processes=[],
        first_planned_on=date(2025, 9, 15),
        planned_on=date(2025, 9, 15),
    )
    assert due_on(row, {"wave-1": wave}) == date(2025, 9, 12)
    wave.expected_on = date(2025, 9, 22)
    assert due_on(row, {"wave-1": wave}) == date(2025, 9, 19)
    list(row.send(date(2025, 9, 19), None, deed("2025-09-18")))
    wave.live_on = date(2025, 10, 6)
    assert due_on(row, {"wave-1": wave}) == date(2025, 9, 19)


def test_no_step_is_dated_before_the_one_before_it() -> None:
    row = communication()
    with pytest.raises(Problem) as refused:
        list(row.send(DUE, None, deed("2025-08-31")))
    assert refused.value.errors[0].field == "/on"


def test_an_attitude_is_kept_with_its_history() -> None:
    row = stakeholder()
    (told,) = row.feels(Attitude.SUPPORTER, deed("2025-10-01"))
    assert (told.was, told.now, told.wanted) == ("critic", "supporter", "neutral")
    assert [each.attitude for each in row.attitudes] == ["critic", "supporter"]
    assert "Works council" not in told.model_dump_json()


def test_whoever_has_left_takes_no_step() -> None:
    assert STAKEHOLDER_LIFE[StakeholderState.LEFT] == {}
    row = stakeholder()
    list(row.leave(deed("2025-10-01")))
    for take in (row.leave, lambda d: row.feels(Attitude.NEUTRAL, d), lambda d: row.revise({}, d)):
        with pytest.raises(Problem) as refused:
            list(take(deed("2025-10-02")))
        assert refused.value.kind == "is-left"
