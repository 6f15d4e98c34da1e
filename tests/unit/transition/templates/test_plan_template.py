"""A plan from the template: what it has, when it starts."""

from datetime import date, datetime, time

from services.transition.exchange.plan_document import DAY, PlannedTask, Predecessor
from services.transition.scheduling.network import ConstraintKind, LinkKind
from services.transition.templates.plan_template import RESERVE, lead_time, plan_template
from tests.unit.transition.templates.drafting import leaves, plan, task, waits_for, wave


def begins(task: PlannedTask) -> date | None:
    """The day before which it does not start."""
    assert task.constraint is not None and task.constraint.at is not None
    assert task.constraint.kind is ConstraintKind.SNET
    assert task.constraint.at.time() == datetime.min.time()
    return task.constraint.at.date()


def test_every_wave_is_mobilised_taught_piloted_decided_and_cared_for() -> None:
    assert [(task.code, task.minutes // DAY) for task in leaves(plan(wave("w", "2025-09-15")))] == [
        ("w-mobilise", 10),
        ("w-document", 10),
        ("w-teach", 10),
        ("w-shadow", 8),
        ("w-reverse-shadow", 8),
        ("w-pilot", 10),
        ("w-gate", 1),
        ("w-go-live", 1),
        ("w-hypercare", 20),
    ]


def test_each_stage_waits_for_the_one_before_and_teaching_overlaps_documenting() -> None:
    draft = plan(wave("w", "2025-09-15"))
    assert task(draft, "w-teach").predecessors == (
        Predecessor(task="w-document", kind=LinkKind.SS, lag=5 * DAY),
        Predecessor(task="w-document", kind=LinkKind.FF, lag=2 * DAY),
    )
    assert task(draft, "w-go-live").predecessors == (Predecessor(task="w-gate", lag=2 * DAY),)
    others = ("document", "shadow", "reverse-shadow", "pilot", "gate", "hypercare")
    assert [task(draft, f"w-{stage}").predecessors for stage in others] == [
        (Predecessor(task=f"w-{before}"),)
        for before in ("mobilise", "teach", "shadow", "reverse-shadow", "pilot", "go-live")
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
    assert live.live
    assert begins(live) == date(2025, 10, 13)
    assert live.deadline == datetime.combine(date(2025, 10, 14), time.min)


def test_a_planned_date_without_work_means_the_next_business_day() -> None:
    assert begins(task(plan(wave("w", "2025-10-12")), "w-go-live")) == date(2025, 10, 13)


def test_a_wave_begins_with_ten_days_of_reserve_but_never_before_the_plan() -> None:
    late, soon = wave("late", "2026-03-02"), wave("soon", "2025-09-15", "one", "two")
    draft = plan(late, soon)
    assert begins(task(draft, "soon-mobilise")) == date(2025, 6, 16)
    assert begins(task(draft, "late-mobilise")) == date(2025, 11, 27)
    assert RESERVE == 10


def test_a_later_wave_is_taught_and_goes_live_behind_the_earlier_one() -> None:
    draft = plan(wave("second", "2026-03-02"), wave("first", "2025-10-13"))
    assert "first-teach" in waits_for(draft, "second-teach")
    assert Predecessor(task="first-go-live", kind=LinkKind.SS) in (
        task(draft, "second-go-live").predecessors
    )


def test_a_wave_that_is_added_later_comes_behind_the_one_named() -> None:
    draft = plan(wave("more", "2026-09-01"), before="wave-3")
    assert "wave-3-teach" in waits_for(draft, "more-teach")
    assert "wave-3-go-live" in waits_for(draft, "more-go-live")


def test_a_wave_is_a_summary_of_its_tasks() -> None:
    draft = plan(wave("a", "2025-10-13"), wave("b", "2026-03-02"))
    assert [task.code for task in draft.tasks if task.parent is None] == ["a", "b"]
    assert {task.parent for task in leaves(draft) if task.wave == "a"} == {"a"}
    assert all(task.parent == task.wave for task in leaves(draft))


def test_a_wave_called_like_a_task_of_another_still_has_a_summary_of_its_own() -> None:
    codes = [
        task.code for task in plan(wave("a", "2025-10-13"), wave("a-gate", "2026-03-02")).tasks
    ]
    assert len(codes) == len(set(codes))
    assert "a-gate-all" in codes


def test_no_waves_make_no_tasks() -> None:
    assert plan().tasks == []


def test_the_explanation_has_the_days_of_each_stage_and_the_way_to_go_live() -> None:
    waves = [wave("w", "2026-01-12", "one", "two")]
    steps = plan_template.explained(date(2025, 6, 16), "NL", waves).explanation.steps
    told = {step.label: step.value for step in steps}
    assert told["w: working days"]["teach"] == "10 days + 2 per process beyond the first × 1 = 12"
    assert told["w: working days"]["mobilise"] == "10 days"
    assert told["w: working days to go-live"] == 60
    assert told["w: go-live"] == "2026-01-12"
