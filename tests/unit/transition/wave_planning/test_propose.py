"""Wave plans without a search, and what may be asked of a plan."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from services.transition.wave_planning.check import check_waves
from services.transition.wave_planning.explaining import explain_wave
from services.transition.wave_planning.greedy import propose
from services.transition.wave_planning.objective import Objective, wave_objective
from services.transition.wave_planning.problem import (
    UnknownProcess,
    WaveProblem,
    waves_of,
    weekly,
)
from services.transition.wave_planning.proposal import Scale, proposal
from services.transition.wave_planning.violation import Limit
from services.transition.wave_planning.what_if import Change, what_if
from tests.unit.transition.wave_planning.drawn import wave_problems
from tests.unit.transition.wave_planning.veldkamp import (
    BEHIND_THE_FREEZE,
    FINANCE,
    MAIL,
    PLAN,
    START,
    VELDKAMP,
    VOICE,
    with_process,
)

FEW = settings(max_examples=40)


def test_finance_goes_first_as_the_least_critical_then_mail_and_chat_then_voice() -> None:
    live_on = propose(VELDKAMP)
    assert live_on == PLAN
    assert waves_of(live_on) == {
        FINANCE: ["AP", "AR"],
        MAIL: ["chat", "mail"],
        VOICE: ["voice"],
    }


def test_ten_more_days_of_shadowing_take_mail_and_chat_behind_the_freeze_to_19_january() -> None:
    ready = date(2025, 10, 27)
    change = Change(not_before={"mail": ready, "chat": ready})
    found = what_if(VELDKAMP, PLAN, change)
    assert found.lands_on == {"chat": BEHIND_THE_FREEZE, "mail": BEHIND_THE_FREEZE}
    assert {violation.limit for violation in found.new} == {Limit.EARLIEST}
    late = replace(with_process("mail", earliest=ready))
    assert propose(late) == PLAN | dict.fromkeys(("mail", "chat"), BEHIND_THE_FREEZE)


def test_what_if_tells_what_would_break_and_leaves_the_plan_alone() -> None:
    plan = dict(PLAN)
    found = what_if(VELDKAMP, plan, Change(live_on={"voice": date(2025, 12, 1)}))
    assert plan == PLAN
    assert {v.limit for v in found.new} == {Limit.EARLIEST, Limit.BLACKOUT, Limit.SEATS}
    [moved] = found.moved
    assert (moved.process, moved.days) == ("voice", -91)
    assert found.after.waiting == found.before.waiting - 91
    with pytest.raises(KeyError):
        what_if(VELDKAMP, plan, Change(live_on={"ghost": VOICE}))


def test_a_wave_says_what_forbids_each_earlier_day() -> None:
    why = explain_wave(VELDKAMP, PLAN, "mail")
    assert why.with_it == ("chat", "mail")
    assert why.sentence == (
        "mail goes live on 2025-10-13, and not on 2025-10-06: "
        "Between the waves of 2025-09-15 and 2025-10-06 lie 21 days, of 28 at least."
    )
    by_day = {other.on: other for other in why.alternatives}
    assert by_day[FINANCE].wave
    assert [v.limit for v in by_day[FINANCE].forbidden_by] == [Limit.MOST_PROCESSES]
    assert by_day[date(2025, 6, 16)].forbidden_by
    assert not any(other.better for other in why.alternatives)


def test_a_day_that_nothing_forbids_says_what_it_would_cost() -> None:
    free = replace(VELDKAMP, gap_days=0)
    why = explain_wave(free, PLAN, "mail")
    before_finance = next(a for a in why.alternatives if a.on == date(2025, 9, 8))
    assert before_finance.forbidden_by == ()
    assert before_finance.costs[0] == (
        "mail (criticality 3) goes live on 2025-09-08, before AP (criticality 2) on 2025-09-15."
    )
    assert why.sentence == "mail goes live on 2025-10-13, but could on 2025-10-06."


def test_the_objective_counts_inversions_before_waiting_before_waves() -> None:
    inverted = PLAN | {"voice": date(2025, 6, 30)}
    assert wave_objective(VELDKAMP, inverted).inversions == Decimal(10)
    assert wave_objective(VELDKAMP, PLAN) == Objective(Decimal(0), 679, 3)
    steps = wave_objective.explained(VELDKAMP, inverted).explanation.steps
    assert len(steps[0].value) == 4


def test_savings_make_a_process_weigh_more() -> None:
    problem = with_process("voice", saving=Decimal(500_000))
    assert wave_objective(problem, PLAN).waiting == 679 + 99 * (VOICE - START).days


def test_a_must_with_an_unknown_process_is_refused_by_name() -> None:
    with pytest.raises(UnknownProcess, match="voice names the process ghost"):
        propose(with_process("voice", together_with=("ghost",)))


def test_where_the_simple_way_finds_no_plan_it_says_so() -> None:
    assert propose(with_process("voice", latest=date(2026, 2, 1))) is None


def test_a_holiday_gives_way_to_the_next_business_day() -> None:
    assert weekly(date(2026, 4, 1), date(2026, 4, 14), "NL") == (
        date(2026, 4, 7),
        date(2026, 4, 13),
    )


@FEW
@given(wave_problems())
def test_what_is_proposed_breaks_nothing(problem: WaveProblem) -> None:
    live_on = propose(problem)
    if live_on is None:
        return
    assert check_waves(problem, live_on) == []
    for process in problem.processes:
        assert all(live_on[code] <= live_on[process.code] for code in process.depends_on)


@FEW
@given(wave_problems())
def test_the_objective_as_one_number_keeps_its_parts(problem: WaveProblem) -> None:
    if live_on := propose(problem):
        found = proposal(problem, live_on)
        assert Scale(problem).parts(found.objective_number) == found.objective
