"""Consultations: what may follow on what, and what is told late."""

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from libs.common.events import Event
from libs.common.events.transition.people import Advice
from libs.common.problems import Problem
from services.transition.models import Consultation
from services.transition.models.consultations import (
    CONSULTATION_LIFE,
    Condition,
    ConsultationState,
    ConsultationStep,
)
from services.transition.models.plan_items import Deed
from tests.unit.transition.of_client import consultation, deed

PLAN = Condition(code="plan", text="A social plan", owner="Noor", due_on=date(2025, 10, 1))
TAKE: dict[ConsultationStep, Callable[[Consultation, Deed], Iterator[Event]]] = {
    ConsultationStep.ASK: lambda row, deed: row.ask(None, deed),
    ConsultationStep.GIVE_ADVICE: lambda row, d: row.advise(Advice.CONDITIONAL, [PLAN], d),
    ConsultationStep.DECIDE: lambda row, deed: row.decide(False, deed.on, deed),
    ConsultationStep.MEET_CONDITION: lambda row, deed: row.meet("plan", deed),
    ConsultationStep.CLOSE: lambda row, deed: row.close(deed),
}
WAY = list(TAKE)
REACHED = dict(zip(ConsultationState, ([], WAY[:1], WAY[:2], WAY[:3], WAY), strict=True))
REFUSED = [
    (state, step)
    for state in ConsultationState
    for step in TAKE
    if step not in CONSULTATION_LIFE[state]
]


def brought_to(state: ConsultationState) -> Consultation:
    row = consultation()
    for step in REACHED[state]:
        list(TAKE[step](row, deed()))
    assert row.state is state
    return row


@pytest.mark.parametrize("state", list(ConsultationState))
def test_every_step_of_the_book_leads_where_it_says_and_no_vendor_hears_of_it(
    state: ConsultationState,
) -> None:
    for step in CONSULTATION_LIFE[state]:
        row = brought_to(state)
        if step is ConsultationStep.CLOSE:
            list(row.meet("plan", deed()))
        (told,) = TAKE[step](row, deed("2025-09-08"))
        assert row.state is CONSULTATION_LIFE.after("", state, step)
        assert told.vendor_id is None


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: ConsultationState, step: ConsultationStep
) -> None:
    row = brought_to(state)
    before = row.model_dump()
    with pytest.raises(Problem) as refused:
        list(TAKE[step](row, deed("2025-09-08")))
    assert (refused.value.status, refused.value.kind) == (409, f"is-{state}")
    assert row.model_dump() == before


def test_it_is_not_closed_before_its_conditions_are_met() -> None:
    row = brought_to(ConsultationState.DECIDED)
    with pytest.raises(Problem) as refused:
        list(row.close(deed("2025-09-08")))
    assert (refused.value.kind, refused.value.detail) == ("conditions-open", "Not met yet: plan.")
    list(row.meet("plan", deed("2025-09-09")))
    with pytest.raises(Problem) as refused:
        list(row.meet("plan", deed("2025-09-10")))
    assert refused.value.kind == "already-met"
    list(row.close(deed("2025-09-10")))
    assert row.state is ConsultationState.CLOSED


def test_a_late_advice_and_a_late_condition_are_each_told_once() -> None:
    row = consultation()
    assert list(row.fall_overdue(date(2025, 9, 20))) == []
    (told,) = row.fall_overdue(date(2025, 9, 21))
    assert (told.what, told.owner, told.due_on) == ("the advice", "Noor", date(2025, 9, 20))
    assert list(row.fall_overdue(date(2025, 9, 22))) == []
    for step in WAY[:3]:
        list(TAKE[step](row, deed("2025-09-25")))
    assert row.next_due == date(2025, 10, 1)
    (told,) = row.fall_overdue(date(2025, 10, 2))
    assert (told.what, told.due_on) == ("plan", date(2025, 10, 1))
    assert row.next_due is None


def test_a_gate_sees_no_more_of_it_than_whether_it_is_decided_and_its_days() -> None:
    row = brought_to(ConsultationState.DECIDED)
    assert row.as_consulted.model_dump() == {
        "is_decided": True,
        "carry_out_from": date(2025, 9, 1),
        "next_promise_due": date(2025, 10, 1),
    }
