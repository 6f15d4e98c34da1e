"""What is taken from a file that Microsoft Project or another tool wrote, and what is told."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from services.transition.exchange.mspdi.read import read_mspdi
from services.transition.exchange.plan_document import Predecessor, SlackConvention
from services.transition.scheduling.network import ConstraintKind, LinkKind
from tests.unit.transition.exchange.mspdi_files import (
    STANDARD,
    calendar,
    day,
    file,
    link,
    read,
    week,
)
from tests.unit.transition.exchange.mspdi_files import task as row

OFFICE = (("08:00", "12:00"), ("13:00", "17:00"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_tasks_are_coded_by_their_number_and_slack_is_that_of_microsoft_project():
    document, notes = read(row(7), row(9))
    assert [(task.code, task.uid) for task in document.tasks] == [("t7", 7), ("t9", 9)]
    assert document.slack is SlackConvention.MICROSOFT
    assert notes == []


def test_levels_make_parents_and_the_plans_own_summary_is_left_out():
    document, _ = read(row(0, "Plan", 0), row(1), row(2, level=2), row(3, level=3), row(4, level=2))
    assert [task.parent for task in document.tasks] == [None, "t1", "t2", "t1"]


@pytest.mark.parametrize(
    ("form", "elapsed"),
    [
        (3, False),
        (4, True),
        (5, False),
        (7, False),
        (8, True),
        (11, False),
        (12, True),
        (39, False),
        (40, True),
        (42, True),
        (43, False),
    ],
)
def test_elapsed_durations_are_told_by_their_format_estimated_or_not(form, elapsed):
    task = read(row(1, more=f"<DurationFormat>{form}</DurationFormat>")).document.tasks[0]
    assert (task.minutes, task.elapsed) == (480, elapsed)


@pytest.mark.parametrize(
    ("number", "kind"), [(0, LinkKind.FF), (1, LinkKind.FS), (2, LinkKind.SF), (3, LinkKind.SS)]
)
def test_a_lag_is_a_tenth_of_a_minute_each(number, kind):
    task = read(row(1), row(2, more=link(1, number, -4800))).document.tasks[1]
    assert task.predecessors == (Predecessor(task="t1", kind=kind, lag=-480),)


def test_an_elapsed_lag_goes_on_day_and_night():
    task = read(row(1), row(2, more=link(1, 1, 14400, 8))).document.tasks[1]
    assert task.predecessors == (Predecessor(task="t1", lag=1440, elapsed=True),)


def test_a_lag_in_percent_is_that_share_of_the_task_before_and_noted():
    document, notes = read(row(1, hours=40), row(2, more=link(1, 1, 25, 19)))
    assert document.tasks[1].predecessors[0].lag == 600
    assert any("percent" in note and "Task 2" in note for note in notes)


@pytest.mark.parametrize(
    ("number", "kind"), [(n, kind) for n, kind in enumerate(["MSO", "MFO", "SNET", "SNLT"], 2)]
)
def test_constraints_have_their_kind_and_date(number, kind):
    more = f"<ConstraintType>{number}</ConstraintType>"
    more += "<ConstraintDate>2026-02-02T08:00:00</ConstraintDate>"
    constraint = read(row(1, more=more)).document.tasks[0].constraint
    assert (constraint.kind, constraint.at) == (ConstraintKind(kind), at("2026-02-02T08:00"))


def test_a_task_dated_by_hand_must_start_then_and_is_noted():
    document, notes = read(row(1, more="<Manual>1</Manual><Start>2026-03-02T08:00:00</Start>"))
    constraint = document.tasks[0].constraint
    assert (constraint.kind, constraint.at) == (ConstraintKind.MSO, at("2026-03-02T08:00"))
    assert any("dated by hand" in note for note in notes)


def test_an_inactive_task_is_left_out_with_the_links_to_it_and_both_are_noted():
    document, notes = read(row(1, more="<Active>0</Active>"), row(2, more=link(1)))
    assert [(task.code, task.predecessors) for task in document.tasks] == [("t2", ())]
    assert len(notes) == 2


def test_costs_are_hundredths_and_nothing_is_no_budget():
    paid, free = read(
        row(1, more="<FixedCost>0</FixedCost><Cost>125050</Cost><ActualCost>100</ActualCost>"),
        row(2, more="<Cost>0</Cost>"),
    ).document.tasks
    assert (paid.budget, paid.actual_cost) == (Decimal("1250.50"), Decimal(1))
    assert (free.budget, free.actual_cost) == (None, None)


def test_a_summarys_rolled_up_cost_is_not_counted_twice():
    summary, part = read(
        row(1, more="<Cost>500</Cost><ActualCost>500</ActualCost>"),
        row(2, level=2, more="<Cost>500</Cost><ActualCost>500</ActualCost>"),
    ).document.tasks
    assert (summary.budget, summary.actual_cost) == (None, None)
    assert part.budget == Decimal(5)


def test_progress_deadline_and_notes_are_taken_over():
    more = (
        "<PercentComplete>40</PercentComplete><ActualStart>2026-01-05T08:00:00</ActualStart>"
        "<Deadline>2026-02-01T17:00:00</Deadline><Notes>One\nTwo</Notes>"
    )
    task = read(row(1, more=more)).document.tasks[0]
    assert (task.percent, task.started_at) == (40, at("2026-01-05T08:00"))
    assert (task.deadline, task.note) == (at("2026-02-01T17:00"), "One\nTwo")


def test_people_and_teams_become_demands_and_materials_are_noted():
    resources = (
        "<Resources><Resource><UID>1</UID><Name>Trainer</Name><Type>1</Type><MaxUnits>2</MaxUnits>"
        "</Resource><Resource><UID>2</UID><Name>Paper</Name><Type>0</Type></Resource></Resources>"
        "<Assignments><Assignment><UID>1</UID><TaskUID>1</TaskUID><ResourceUID>1</ResourceUID>"
        "<Units>0.5</Units></Assignment><Assignment><UID>2</UID><TaskUID>1</TaskUID>"
        "<ResourceUID>2</ResourceUID></Assignment><Assignment><UID>3</UID><TaskUID>1</TaskUID>"
        "<ResourceUID>-65535</ResourceUID></Assignment></Assignments>"
    )
    document, notes = read(row(1), rest=resources)
    assert [(r.code, r.capacity) for r in document.resources] == [("Trainer", 2)]
    assert [(d.resource, d.units) for d in document.tasks[0].demands] == [("Trainer", 1)]
    assert any("Paper" in note for note in notes)
    assert any("rounded up" in note for note in notes)


def test_what_is_not_taken_over_is_told():
    project = "<HonorConstraints>0</HonorConstraints><ScheduleFromStart>0</ScheduleFromStart>"
    more = (
        "<IsSubproject>1</IsSubproject><Baseline><Number>0</Number></Baseline>"
        "<ExtendedAttribute><FieldID>188743731</FieldID><Value>x</Value></ExtendedAttribute>"
    )
    notes = " ".join(read(row(1, more=more), project=project).notes)
    for word in ("constraint dates", "from its start", "Inserted", "Baselines", "Custom fields"):
        assert word in notes


def test_a_day_that_is_open_day_and_night_ends_at_its_midnight():
    days = "".join(day(n, ("00:00", "00:00")) for n in range(1, 8))
    found = read(row(1), calendars=calendar(1, "24 hours", days)).document.calendars[0]
    assert found.code == "24 hours"
    assert set(found.week.values()) == {(("00:00", "24:00"),)}


def test_a_calendar_keeps_the_hours_and_the_closed_days_of_its_base():
    closed = (
        "<Exceptions><Exception><TimePeriod><FromDate>2026-04-27T00:00:00</FromDate>"
        "<ToDate>2026-04-28T23:59:00</ToDate></TimePeriod><Name>King</Name><Type>1</Type>"
        "<DayWorking>0</DayWorking></Exception></Exceptions>"
    )
    base = calendar(1, "Base", week(*OFFICE), more=closed)
    found = read(row(1), calendars=base + calendar(2, "Short", day(6), base=1)).document.calendars
    short = found[1]
    assert short.week["mon"] == OFFICE
    assert short.week["fri"] == ()
    assert [(e.first, e.last, e.title) for e in short.exceptions] == [
        (date(2026, 4, 27), date(2026, 4, 28), "King")
    ]


def test_exceptions_of_before_2007_stand_among_the_days_of_the_week():
    older = (
        "<WeekDay><DayType>0</DayType><DayWorking>1</DayWorking><TimePeriod>"
        "<FromDate>2026-01-10T00:00:00</FromDate><ToDate>2026-01-10T23:59:00</ToDate></TimePeriod>"
        "<WorkingTimes><WorkingTime><FromTime>09:00:00</FromTime><ToTime>13:00:00</ToTime>"
        "</WorkingTime></WorkingTimes></WeekDay>"
    )
    found = read(row(1), calendars=calendar(1, "Old", week(*OFFICE) + older)).document.calendars[0]
    assert [(e.first, e.hours) for e in found.exceptions] == [
        (date(2026, 1, 10), (("09:00", "13:00"),))
    ]


def test_the_last_monday_of_may_is_closed_every_year():
    rule = (
        "<Exceptions><Exception><TimePeriod><FromDate>2026-01-01T00:00:00</FromDate>"
        "<ToDate>2028-12-31T23:59:00</ToDate></TimePeriod><Type>3</Type><Period>1</Period>"
        "<MonthItem>4</MonthItem><MonthPosition>4</MonthPosition><Month>4</Month>"
        "<DayWorking>0</DayWorking></Exception></Exceptions>"
    )
    found = read(row(1), calendars=calendar(1, "S", week(*OFFICE), more=rule)).document.calendars[0]
    assert [e.first for e in found.exceptions] == [
        date(2026, 5, 25),
        date(2027, 5, 31),
        date(2028, 5, 29),
    ]


def test_a_work_week_of_its_own_holds_for_its_days():
    summer = (
        "<WorkWeeks><WorkWeek><TimePeriod><FromDate>2026-07-06T00:00:00</FromDate>"
        "<ToDate>2026-07-12T23:59:00</ToDate></TimePeriod><Name>Summer</Name><WeekDays>"
        + day(2, ("07:00", "11:00"))
        + day(3, ("07:00", "11:00"))
        + "</WeekDays></WorkWeek></WorkWeeks>"
    )
    found = read(row(1), calendars=calendar(1, "S", week(*OFFICE), more=summer)).document
    assert [(e.first, e.last, e.hours) for e in found.calendars[0].exceptions] == [
        (date(2026, 7, 6), date(2026, 7, 7), (("07:00", "11:00"),))
    ]


def test_working_times_of_single_people_are_left_out_and_noted():
    own = calendar(2, "Ann", day(6), base=1, is_base=0)
    document, notes = read(row(1), calendars=STANDARD + own)
    assert [each.code for each in document.calendars] == ["Standard"]
    assert any("Ann" in note for note in notes)


def test_a_file_in_utf_16_is_read_as_well():
    text = file(row(1, "Kraków")).decode().replace('"1.0"', '"1.0" encoding="UTF-16"')
    assert read_mspdi(text.encode("utf-16")).document.tasks[0].title == "Kraków"
