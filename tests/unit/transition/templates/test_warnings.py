"""What the plan warns of, with its numbers and what to do."""

from datetime import date

import pytest

from services.transition.roll_out.freeze import FreezeSpan
from services.transition.templates.plan_template import TransitionKind, WaveShape, WaveToPlan
from tests.unit.transition.templates.drafting import plan, wave

ONE = wave("w", "2025-09-01")


def warned(*waves: WaveToPlan, **more: object) -> list[str]:
    return plan(*waves, **more).warnings  # type: ignore[arg-type]


def test_a_usual_plan_has_no_warnings() -> None:
    assert warned(ONE) == []


@pytest.mark.parametrize(
    ("waves", "warning"),
    [
        (
            [wave("w", "2025-06-30")],
            "2 weeks to the last go-live; usual are 6 to 12: plan a later date or take less over.",
        ),
        (
            [wave("w", "2025-12-15", "a", "b")],
            "All 2 processes go live on one day: a big bang."
            " Plan waves, the least critical process first.",
        ),
        (
            [wave("a", "2025-09-15"), wave("b", "2027-01-11")],
            "82 weeks to the last go-live; usual are 26 to 52: split it or begin later.",
        ),
    ],
)
def test_it_warns_of_what_is_unusual(waves: list[WaveToPlan], warning: str) -> None:
    assert warning in warned(*waves)


def test_one_complex_process_may_take_a_year() -> None:
    late = wave("w", "2026-03-02")
    assert warned(late)[0].startswith("37 weeks")
    assert warned(late, shapes={"w": WaveShape(complexity=5)}) == []


def test_it_warns_where_no_holidays_are_known() -> None:
    assert warned(ONE, country="XX") == [
        "No public holidays are known for XX: Monday to Friday are worked."
        " Add them to the plan's calendar."
    ]


def test_it_says_by_how_many_working_days_a_date_is_rushed() -> None:
    waves = (wave("wave-2", "2025-10-13", "mail", "chat"), wave("wave-3", "2026-03-02", "voice"))
    assert warned(*waves, starts_on="2025-09-01") == [
        "wave-2 is rushed: planned on 2025-10-13, possible from 2025-11-24, 30 working days later."
        " Move the date, begin earlier or take less over."
    ]


def test_it_warns_where_nothing_is_piloted() -> None:
    assert warned(ONE, shapes={"w": WaveShape(pilot=False)}) == [
        "w has no pilot before its 1 process goes live:"
        " pilot a sample of cases, or let its gate accept the risk by name."
    ]


def test_an_exit_needs_no_pilot() -> None:
    shapes = {"w": WaveShape(pilot=False, critical=True)}
    assert warned(ONE, kind=TransitionKind.REVERSE, shapes=shapes) == []


def test_a_critical_process_should_run_in_parallel() -> None:
    assert warned(ONE, shapes={"w": WaveShape(critical=True)}) == [
        "w is critical and its 1 process goes live without a parallel run:"
        " keep the old team working beside the new one."
    ]
    shapes = {"w": WaveShape(critical=True, parallel_run=True)}
    assert not [line for line in warned(ONE, shapes=shapes) if "parallel" in line]


def test_hypercare_should_not_run_into_a_freeze() -> None:
    peak = FreezeSpan(title="Peak", starts_on=date(2025, 9, 20), ends_on=date(2025, 10, 5))
    assert warned(ONE, freezes=[peak]) == [
        "w: go-live and hypercare, 2025-09-01 to 2025-09-29, run into the freeze Peak,"
        " 2025-09-20 to 2025-10-05: go live earlier, or after it."
    ]


def test_a_freeze_after_hypercare_is_none_of_its_business() -> None:
    later = FreezeSpan(title="Later", starts_on=date(2025, 9, 30), ends_on=date(2025, 10, 5))
    assert warned(ONE, freezes=[later]) == []


def test_hypercare_should_not_run_into_a_week_of_holidays() -> None:
    assert warned(wave("w", "2025-12-08"), starts_on="2025-09-22") == [
        "w: hypercare, 2025-12-09 to 2026-01-08, runs into the week of 2025-12-22"
        " with 2 public holidays: staff it, or go live after it."
    ]


def test_all_people_should_not_be_trained_in_one_week() -> None:
    shapes = {"w": WaveShape(training_days=1, people=20)}
    assert [line for line in warned(ONE, shapes=shapes) if "trained" in line] == [
        "All 20 people are trained in the week of 2025-07-14:"
        " train them in groups over several weeks."
    ]


def test_a_single_group_is_trained_in_one_week() -> None:
    assert warned(ONE, shapes={"w": WaveShape(training_days=2)}) == []


def test_one_team_cannot_teach_two_waves_at_once() -> None:
    waves = (wave("a", "2026-01-12"), wave("b", "2026-01-19"))
    assert [line for line in warned(*waves) if "team" in line] == [
        "One team would teach a and b at once, from 2025-11-06 to 2025-11-12: b is"
        " taught from 2025-11-13. Plan it later, or find a second team."
    ]
