"""What a wave goes through."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.events.transition.waves import WaveRolledBack, WaveStabilised
from libs.common.problems import Problem
from services.transition.models import Wave
from services.transition.models.waves import WAVE_LIFE, WaveState, WaveStep
from tests.unit.transition.roll_out.rolled import LIVE, day, gate, roll_back, wave

TAKE: dict[WaveStep, Callable[[Wave], Any]] = {
    WaveStep.RESCHEDULE: lambda w: list(w.reschedule(day("2026-01-19"), "why", None)),
    WaveStep.GO_LIVE: lambda w: list(w.go_live(LIVE, gate(), [])),
    WaveStep.STABILISE: lambda w: list(w.stabilise(day("2025-10-20"), "sanne", [])),
    WaveStep.HAND_OVER: lambda w: w.hand_over(day("2025-10-31")),
    WaveStep.ROLL_BACK: lambda w: list(w.roll_back(LIVE, roll_back(), gate())),
}
WAY = {
    WaveState.PLANNED: (),
    WaveState.LIVE: (WaveStep.GO_LIVE,),
    WaveState.STABILISED: (WaveStep.GO_LIVE, WaveStep.STABILISE),
    WaveState.HANDED_OVER: (WaveStep.GO_LIVE, WaveStep.STABILISE, WaveStep.HAND_OVER),
    WaveState.ROLLED_BACK: (WaveStep.GO_LIVE, WaveStep.ROLL_BACK),
}
EVERY = [(state, step) for state in WaveState for step in WaveStep]


def brought_to(state: WaveState) -> Wave:
    found = wave()
    for step in WAY[state]:
        TAKE[step](found)
    assert found.state is state
    return found


@pytest.mark.parametrize(("state", "step"), EVERY)
def test_each_step_leads_where_the_table_says_or_is_refused_by_name_and_changes_nothing(
    state: WaveState, step: WaveStep
) -> None:
    found = brought_to(state)
    before = found.model_dump()
    if step in WAVE_LIFE[state]:
        TAKE[step](found)
        assert (found.state,) == WAVE_LIFE[state][step]
    else:
        with pytest.raises(Problem) as refused:
            TAKE[step](found)
        assert (refused.value.status, refused.value.kind) == (409, WAVE_LIFE.kind(state))
        assert found.model_dump() == before


def test_the_names_that_refusals_had_stay() -> None:
    kinds = {state: WAVE_LIFE.kind(state) for state in WaveState}
    assert kinds[WaveState.LIVE] == "already-live"
    assert kinds[WaveState.PLANNED] == kinds[WaveState.ROLLED_BACK] == "not-live"


def test_it_is_not_stable_before_it_is_live() -> None:
    found = brought_to(WaveState.LIVE)
    with pytest.raises(Problem) as refused:
        list(found.stabilise(day("2025-09-14"), "sanne", []))
    assert refused.value.errors[0].field == "/on"


def test_stabilised_it_tells_what_was_accepted() -> None:
    (told,) = brought_to(WaveState.LIVE).stabilise(day("2025-10-20"), "sanne", ["backlog"])
    assert isinstance(told, WaveStabilised)
    assert (told.live_on, told.accepted) == (LIVE, ["backlog"])
    assert told.told() == "Wave wave-1 stabilised"


def test_rolled_back_in_an_emergency_it_says_so() -> None:
    why = roll_back()
    on = day("2025-09-16")
    list(why.at_once(on, "Refunds went out twice"))
    (told,) = brought_to(WaveState.STABILISED).roll_back(on, why, gate())
    assert isinstance(told, WaveRolledBack)
    assert told.emergency
    assert told.told() == "Wave wave-1 rolled back as an emergency: Refunds went out twice"


@settings(deadline=None)
@given(st.lists(st.sampled_from(list(WaveStep)), max_size=12))
def test_whatever_is_tried_it_is_live_on_a_day_exactly_in_the_states_that_are_live(
    tries: list[WaveStep],
) -> None:
    found = wave()
    for step in tries:
        with suppress(Problem):
            TAKE[step](found)
    live = {WaveState.LIVE, WaveState.STABILISED, WaveState.HANDED_OVER}
    assert (found.live_on is not None) == (found.state in live)
