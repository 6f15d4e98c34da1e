"""Seats: what may follow on what, what is lost on the way back, and what is told."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.transition.ramp import SeatAdvanced, SeatFellBack, SeatState
from libs.common.problems import Problem
from services.transition.models.plan_items import Deed
from services.transition.models.seats import SEAT_LIFE, Seat, SeatStep
from tests.unit.transition.plan_items import DIGEST, START, deed
from tests.unit.transition.ramp_people import seat

UNTIL, LATER = date(2026, 9, 1), date(2027, 9, 1)
UP = (
    SeatStep.HIRE,
    SeatStep.SCREEN,
    SeatStep.GIVE_ACCESS,
    SeatStep.TRAIN,
    SeatStep.CERTIFY,
)
ADVANCE: dict[SeatStep, Callable[[Seat, Deed], Any]] = {
    SeatStep.HIRE: lambda s, d: s.hire(d, "ewa"),
    SeatStep.SCREEN: lambda s, d: s.screen(d, UNTIL),
    SeatStep.GIVE_ACCESS: Seat.give_access,
    SeatStep.TRAIN: lambda s, d: s.train(d, None),
    SeatStep.CERTIFY: lambda s, d: s.certify(d, UNTIL),
    SeatStep.RENEW_SCREENING: lambda s, d: s.renew(SeatStep.RENEW_SCREENING, d, LATER),
    SeatStep.RENEW_CERTIFICATE: lambda s, d: s.renew(SeatStep.RENEW_CERTIFICATE, d, LATER),
    SeatStep.WITHDRAW: Seat.withdraw,
}
BACK = [step for step in SeatStep if step not in ADVANCE and step is not SeatStep.ADD]
STEPS = [*ADVANCE, *BACK]
HEIGHT = {state: n for n, state in enumerate(SeatState)}
ALLOWED = [(state, step) for state, steps in SEAT_LIFE.items() for step in steps]
REFUSED = [(state, step) for state in SeatState for step in STEPS if (state, step) not in ALLOWED]


def take(of: Seat, step: SeatStep, with_: Deed | None = None) -> Any:
    done = with_ or deed("2025-09-02")
    (told,) = ADVANCE[step](of, done) if step in ADVANCE else of.fall_back(step, done)
    return told


def brought_to(state: SeatState) -> Seat:
    found = seat()
    if state is SeatState.WITHDRAWN:
        take(found, SeatStep.WITHDRAW)
        return found
    for step in UP[: HEIGHT[state]]:
        take(found, step)
    return found


@pytest.mark.parametrize(("state", "step"), ALLOWED)
def test_an_allowed_step_leads_where_the_table_says_and_is_kept(
    state: SeatState, step: SeatStep
) -> None:
    found = brought_to(state)
    take(found, step, deed("2025-09-03", "as seen", (DIGEST,)))
    assert found.state is SEAT_LIFE.after("", state, step)
    assert (found.last.step, found.last.state) == (step, found.state)
    assert (found.last.on, found.last.evidence) == (date(2025, 9, 3), [DIGEST])


@pytest.mark.parametrize(("state", "step"), REFUSED)
def test_every_other_step_is_refused_by_name_and_changes_nothing(
    state: SeatState, step: SeatStep
) -> None:
    found = brought_to(state)
    before = found.model_dump()
    with pytest.raises(Problem) as refused:
        take(found, step)
    assert (refused.value.status, refused.value.kind) == (409, SEAT_LIFE.kind(state))
    assert found.model_dump() == before


def test_a_seat_that_is_left_is_open_and_its_history_keeps_what_the_holder_had() -> None:
    found = brought_to(SeatState.CERTIFIED)
    told = take(found, SeatStep.VACATE, deed("2025-10-01", "Moved abroad"))
    assert isinstance(told, SeatFellBack)
    assert (told.was, told.state, told.holder) == (SeatState.CERTIFIED, SeatState.OPEN, "ewa")
    assert told.reason == ""
    assert (found.holder, found.screened_until, found.certified_until) == (None, None, None)
    assert [change.holder for change in found.history] == [None] + ["ewa"] * 6
    assert found.history[-2].valid_until == UNTIL


def test_an_expired_certificate_takes_the_seat_back_one_step_and_keeps_the_screening() -> None:
    found = brought_to(SeatState.CERTIFIED)
    take(found, SeatStep.EXPIRE_CERTIFICATE)
    assert (found.state, found.holder) == (SeatState.TRAINED, "ewa")
    assert (found.certified_until, found.screened_until) == (None, UNTIL)


def test_what_is_renewed_holds_longer_and_the_seat_stays_where_it_is() -> None:
    found = brought_to(SeatState.CERTIFIED)
    told = take(found, SeatStep.RENEW_CERTIFICATE)
    assert (told.was, told.state, told.valid_until) == (found.state, SeatState.CERTIFIED, LATER)
    take(found, SeatStep.RENEW_SCREENING)
    assert (found.screened_until, found.certified_until) == (LATER, LATER)


def test_an_expired_screening_takes_the_seat_back_to_where_it_is_screened_again() -> None:
    found = brought_to(SeatState.CERTIFIED)
    take(found, SeatStep.EXPIRE_SCREENING)
    assert (found.state, found.holder) == (SeatState.HIRED, "ewa")
    assert (found.certified_until, found.screened_until) == (None, None)


def test_a_failed_certification_tells_why_and_a_failed_screening_does_not() -> None:
    trained, hired = brought_to(SeatState.TRAINED), brought_to(SeatState.HIRED)
    why = deed("2025-09-20", "Three of ten cases wrong")
    assert take(trained, SeatStep.FAIL_CERTIFICATION, why).reason == "Three of ten cases wrong"
    assert trained.state is SeatState.ACCESS
    assert take(hired, SeatStep.FAIL_SCREENING, why).reason == ""
    assert hired.last.note == "Three of ten cases wrong"


def test_a_step_is_told_with_who_and_until_when_it_holds() -> None:
    told = take(brought_to(SeatState.TRAINED), SeatStep.CERTIFY)
    assert isinstance(told, SeatAdvanced)
    assert (told.holder, told.was, told.state) == ("ewa", SeatState.TRAINED, SeatState.CERTIFIED)
    assert (told.valid_until, told.told()) == (UNTIL, "ewa on ap-1 is certified")


def test_what_is_over_before_it_begins_and_what_comes_before_the_last_step_is_refused() -> None:
    found = brought_to(SeatState.HIRED)
    with pytest.raises(Problem) as refused:
        list(found.screen(deed("2026-09-02"), UNTIL))
    assert refused.value.errors[0].field == "/valid_until"
    with pytest.raises(Problem) as early:
        list(found.screen(deed("2025-09-01"), None))
    assert early.value.detail == "ap-1 is hired since 2025-09-02, after 2025-09-01."


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(-3, 10)), max_size=25))
def test_whatever_is_tried_a_seat_has_a_holder_exactly_while_it_is_filled(
    tries: list[tuple[SeatStep, int]],
) -> None:
    found = seat()
    for step, days in tries:
        with suppress(Problem):
            take(found, step, deed((START + timedelta(days=days)).isoformat()))
        empty = found.state in (SeatState.OPEN, SeatState.WITHDRAWN)
        assert (found.holder is None) == empty
        assert (found.certified_until is None) == (found.state is not SeatState.CERTIFIED)
        assert (found.screened_until is None) == (empty or found.state is SeatState.HIRED)
    state = SeatState.OPEN
    for change in found.history[1:]:
        state = SEAT_LIFE.after("", state, SeatStep(change.step))
        assert change.state == state
    assert [change.on for change in found.history] == sorted(c.on for c in found.history)
