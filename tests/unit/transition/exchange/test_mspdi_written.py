"""What a plan's file says to others."""

from datetime import date
from xml.etree import ElementTree

import pytest

from services.transition.exchange.mspdi.read import read_mspdi
from services.transition.exchange.mspdi.write import write_mspdi
from services.transition.exchange.plan_document import (
    CalendarException,
    Demand,
    Predecessor,
    RaciRole,
    Resource,
    Responsibility,
    Side,
)
from tests.unit.transition.exchange.plans import MONDAY, STANDARD, dated, plan, task

ORDERS = {
    "Project": "SaveVersion Title ScheduleFromStart StartDate FinishDate CriticalSlackLimit"
    " CurrencyDigits CurrencyCode CalendarUID DefaultStartTime DefaultFinishTime MinutesPerDay"
    " MinutesPerWeek DaysPerMonth DefaultTaskType DurationFormat HonorConstraints"
    " NewTasksEffortDriven NewTasksEstimated WeekStartDay StatusDate NewTasksAreManual"
    " ExtendedAttributes Calendars Tasks Resources Assignments",
    "Task": "UID ID Name Active Manual Type IsNull WBS OutlineNumber OutlineLevel Start Finish"
    " Duration DurationFormat EffortDriven Estimated Milestone Summary Critical EarlyStart"
    " EarlyFinish LateStart LateFinish FreeSlack TotalSlack FixedCost PercentComplete Cost"
    " ActualStart ActualFinish ActualDuration ActualCost RemainingDuration ConstraintType"
    " CalendarUID ConstraintDate Deadline IgnoreResourceCalendar Notes PredecessorLink"
    " ExtendedAttribute",
    "PredecessorLink": "PredecessorUID Type CrossProject LinkLag LagFormat",
    "Calendar": "UID Name IsBaseCalendar BaseCalendarUID WeekDays Exceptions",
    "WeekDay": "DayType DayWorking TimePeriod WorkingTimes",
    "Exception": "EnteredByOccurrences TimePeriod Occurrences Name Type DayWorking WorkingTimes",
    "Resource": "UID ID Name Type IsNull Code MaxUnits",
    "Assignment": "UID TaskUID ResourceUID RemainingWork Units Work",
}
"Of the public schema, as far as it is used."
RICH = plan(
    task("whole", 0),
    task(
        "a",
        parent="whole",
        demands=(Demand(resource="r", units=2),),
        note="n",
        deadline=MONDAY,
        started_at=MONDAY,
        budget=5,
        actual_cost=5,
        uid=12,
    ),
    task("b", predecessors=(Predecessor(task="a", lag=30),), optimistic=1, pessimistic=900),
    resources=(Resource(code="r", capacity=2),),
    calendars=(
        STANDARD.model_copy(
            update={
                "country": "NL",
                "exceptions": (
                    CalendarException(
                        first=date(2026, 4, 27), last=date(2026, 4, 27), hours=(("09:00", "12:00"),)
                    ),
                ),
            }
        ),
    ),
    status_at=MONDAY,
    finishes_at=MONDAY,
)


def tree(document=RICH, dates=None) -> ElementTree.Element:
    text = write_mspdi(document, dates or {}).decode().replace(' xmlns="', ' was="')
    return ElementTree.fromstring(text)


@pytest.mark.parametrize("name", ORDERS)
def test_elements_stand_in_the_order_of_the_schema(name):
    order = ORDERS[name].split()
    root = tree(dates={"a": dated(), "b": dated()})
    found = [root] if name == "Project" else list(root.iter(name))
    assert found
    for element in found:
        places = [order.index(child.tag) for child in element]
        assert places == sorted(places)


def test_slack_is_told_in_tenths_of_a_minute_and_critical_as_a_flag():
    told = tree(dates={"a": dated(slack=-480)}).find("./Tasks/Task[UID='12']")
    assert (told.findtext("TotalSlack"), told.findtext("Critical")) == ("-4800", "1")
    assert told.findtext("Start") == "2026-01-05T08:00:00"


def test_the_outline_is_told_by_level_and_number():
    tasks = tree().findall("./Tasks/Task")
    told = [(t.findtext("OutlineLevel"), t.findtext("OutlineNumber")) for t in tasks]
    assert told == [("0", "0"), ("1", "1"), ("2", "1.1"), ("1", "2")]


def test_public_holidays_are_told_as_closed_days_but_where_the_calendar_says_otherwise():
    names = {
        e.findtext("./TimePeriod/FromDate")[:10]: e.findtext("DayWorking")
        for e in tree().findall("./Calendars/Calendar/Exceptions/Exception")
    }
    assert names["2026-12-25"] == "0"
    assert names["2026-04-27"] == "1"


def test_the_numbers_that_tasks_came_with_stay_theirs():
    document = plan(task("new"), task("old", uid=1), task("twin", uid=1))
    uids = [t.findtext("UID") for t in tree(document).findall("./Tasks/Task")]
    assert uids == ["0", "2", "1", "3"]
    assert read_mspdi(write_mspdi(document, {})).document == document


def test_a_plan_that_names_what_it_does_not_have_is_not_written():
    broken = [
        plan(task("a", predecessors=(Predecessor(task="x"),))),
        plan(task("a", calendar="x")),
        plan(task("a", parent="x")),
        plan(task("a", demands=(Demand(resource="x", units=1),))),
        plan(task("a"), task("a")),
        plan(task("a", parent="b"), task("b", parent="a")),
    ]
    for document in broken:
        with pytest.raises(ValueError, match=r"[ax]"):
            write_mspdi(document, {})


def test_an_outline_of_a_thousand_levels_comes_back():
    tasks = [task(f"t{n}", parent=f"t{n - 1}" if n else None) for n in range(1000)]
    document = plan(*tasks)
    assert read_mspdi(write_mspdi(document, {})).document == document


def test_more_people_than_one_field_holds_come_back():
    people = tuple(
        Responsibility(role=RaciRole.INFORMED, side=Side.CLIENT, who=f"{n}" * 90)
        for n in range(10, 40)
    )
    document = plan(task("a", responsibilities=people))
    assert read_mspdi(write_mspdi(document, {})).document == document


def test_a_copy_of_a_task_made_elsewhere_gets_a_code_of_its_own():
    text = write_mspdi(plan(task("a"), task("b")), {}).decode()
    copied = text.replace("<Value>b</Value>", "<Value>a</Value>")
    document, notes = read_mspdi(copied.encode())
    assert [each.code for each in document.tasks] == ["a", "t2"]
    assert any("Copies" in note for note in notes)
