"""A plan from the template: what it has, when it starts, what it warns of."""

from datetime import date

import pytest

from services.transition.plan_template import (
    RESERVE,
    PlanDraft,
    PlannedTask,
    WaveToPlan,
    lead_time,
    plan_template,
)


def wave(code: str, planned_on: str, *processes: str) -> WaveToPlan:
    return WaveToPlan(
        code=code,
        title=code,
        processes=list(processes or ("one",)),
        planned_on=date.fromisoformat(planned_on),
    )


def plan(*waves: WaveToPlan, starts_on: str = "2025-06-16", **more: str | bool) -> PlanDraft:
    return plan_template(date.fromisoformat(starts_on), "NL", list(waves), **more)  # type: ignore[arg-type]


def task(draft: PlanDraft, code: str) -> PlannedTask:
    return next(task for task in draft.tasks if task.code == code)


def test_every_wave_is_mobilised_taught_piloted_decided_and_cared_for() -> None:
    draft = plan(wave("wave-1", "2025-09-15"))
    assert [task.code for task in draft.tasks] == [
        f"wave-1-{stage}"
        for stage in (
            "mobilise",
            "document",
            "teach",
            "shadow",
            "reverse-shadow",
            "pilot",
            "gate",
            "go-live",
            "hypercare",
        )
    ]


def test_the_milestones_are_known_by_the_codes_that_vendors_report() -> None:
    milestones = [task.milestone for task in plan(wave("wave-1", "2025-09-15")).tasks]
    assert [m for m in milestones if m] == [
        "wave-1-kt-complete",
        "wave-1-pilot-complete",
        "wave-1-live",
        "wave-1-stable",
    ]


def test_the_way_to_go_live_of_one_process_takes_six_to_twelve_weeks() -> None:
    assert 30 <= lead_time(plan(wave("w", "2025-12-01")).tasks) <= 60


def test_each_further_process_makes_the_way_longer_up_to_ten() -> None:
    leads = [
        lead_time(plan(wave("w", "2026-12-01", *map(str, range(n)))).tasks) for n in (1, 2, 10, 40)
    ]
    assert leads == [54, 60, 108, 108]


def test_go_live_is_held_to_its_planned_date_from_both_sides() -> None:
    live = task(plan(wave("w", "2025-10-13")), "w-go-live")
    assert live.not_before == live.finish_by == date(2025, 10, 13)


def test_a_planned_date_without_work_means_the_next_business_day() -> None:
    assert task(plan(wave("w", "2025-10-12")), "w-go-live").not_before == date(2025, 10, 13)


def test_a_wave_begins_with_ten_days_of_reserve_but_never_before_the_plan() -> None:
    late, soon = wave("late", "2026-03-02"), wave("soon", "2025-09-15", "one", "two")
    draft = plan(late, soon)
    assert task(draft, "soon-mobilise").not_before == date(2025, 6, 16)
    assert task(draft, "late-mobilise").not_before == date(2025, 11, 27)
    assert RESERVE == 10


def test_a_later_wave_is_taught_and_goes_live_behind_the_earlier_one() -> None:
    draft = plan(wave("second", "2026-03-02"), wave("first", "2025-10-13"))
    assert "first-teach" in [p.task for p in task(draft, "second-teach").predecessors]
    assert "first-go-live" in [p.task for p in task(draft, "second-go-live").predecessors]


def test_a_wave_that_is_added_later_comes_behind_the_one_named() -> None:
    draft = plan(wave("more", "2026-09-01"), before="wave-3")
    assert "wave-3-teach" in [p.task for p in task(draft, "more-teach").predecessors]


def test_an_exit_hands_the_work_back() -> None:
    assert task(plan(wave("exit-1", "2026-09-01"), is_exit=True), "exit-1-go-live").title == (
        "Hand the work back"
    )


@pytest.mark.parametrize(
    ("waves", "warning"),
    [
        ([wave("w", "2025-06-30")], "2 weeks to the last go-live; usual are 6 to 12."),
        ([wave("w", "2025-12-15", "a", "b")], "All 2 processes go live on one day: a big bang."),
        (
            [wave("a", "2025-09-15"), wave("b", "2027-01-11")],
            "82 weeks to the last go-live; usual are 26 to 52.",
        ),
    ],
)
def test_it_warns_of_what_is_unusual(waves: list[WaveToPlan], warning: str) -> None:
    assert warning in plan(*waves).warnings


def test_it_warns_where_no_holidays_are_known() -> None:
    draft = plan_template(date(2025, 6, 16), "XX", [wave("w", "2025-09-15")])
    assert "No public holidays are known for XX: Monday to Friday are worked." in draft.warnings


def test_a_usual_plan_has_no_warnings() -> None:
    assert plan(wave("w", "2025-09-01")).warnings == []


def test_no_waves_make_no_tasks() -> None:
    assert plan().tasks == []
