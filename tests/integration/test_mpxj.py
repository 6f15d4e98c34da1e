"""Another reader opens a plan's file and finds the plan that was written."""

import json
import os
import subprocess
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from services.transition.exchange.mspdi.read import read_mspdi
from services.transition.exchange.mspdi.write import write_mspdi
from services.transition.exchange.plan_document import (
    CalendarException,
    Dates,
    Demand,
    PlanDocument,
    PlannedCalendar,
    PlannedConstraint,
    PlannedTask,
    Predecessor,
    RaciRole,
    Resource,
    Responsibility,
    Side,
)
from services.transition.plan.clock import clock_of
from services.transition.scheduling.network import ConstraintKind, LinkKind
from services.transition.scheduling.work_time import instant
from tests.mpxj.jars import Unavailable, class_path

PROGRAM = Path(__file__).parents[1] / "mpxj" / "ReadPlan.java"
MONDAY = datetime.fromisoformat("2026-01-05T08:00")
OFFICE = (("08:00", "12:00"), ("13:00", "17:00"))
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CONSTRAINTS = {
    None: "As Soon As Possible",
    ConstraintKind.ALAP: "As Late As Possible",
    ConstraintKind.SNET: "Start No Earlier Than",
    ConstraintKind.SNLT: "Start No Later Than",
    ConstraintKind.FNET: "Finish No Earlier Than",
    ConstraintKind.FNLT: "Finish No Later Than",
    ConstraintKind.MSO: "Must Start On",
    ConstraintKind.MFO: "Must Finish On",
}


try:
    JARS = class_path()
except Unavailable as missing:
    if "CI" in os.environ:
        raise
    pytest.skip(str(missing), allow_module_level=True)


def week(days: int, hours: tuple[tuple[str, str], ...] = OFFICE) -> dict[str, object]:
    return {day: hours if n < days else () for n, day in enumerate(WEEKDAYS)}


CALENDARS = (
    PlannedCalendar(
        code="Office NL",
        title="Amsterdam",
        week=week(5),
        country="NL",
        exceptions=(
            CalendarException(first=date(2026, 2, 16), last=date(2026, 2, 20), title="Carnival"),
            CalendarException(
                first=date(2026, 3, 7), last=date(2026, 3, 7), hours=(("09:00", "13:00"),)
            ),
        ),
    ),
    PlannedCalendar(code="Night and day", week=week(7, (("00:00", "24:00"),))),
    PlannedCalendar(code="Nights", week=week(6, (("00:00", "06:00"), ("22:00", "24:00")))),
)


def task(code: str, minutes: int, **more: object) -> PlannedTask:
    return PlannedTask(
        **({"code": code, "title": f"Do <{code}> & more", "minutes": minutes} | more)
    )


def link(code: str, kind: LinkKind, lag: int = 0, elapsed: bool = False) -> Predecessor:
    return Predecessor(task=code, kind=kind, lag=lag, elapsed=elapsed)


def constrained(kind: ConstraintKind) -> PlannedConstraint:
    at = None if kind is ConstraintKind.ALAP else MONDAY + timedelta(days=14)
    return PlannedConstraint(kind=kind, at=at)


PLAN = PlanDocument(
    title="Payroll to Kraków",
    starts_at=MONDAY,
    calendar="Office NL",
    calendars=CALENDARS,
    resources=(Resource(code="trainer", title="Trainers", capacity=3),),
    tasks=(
        task("wave", 0, title="Wave 1"),
        task(
            "teach",
            2400,
            parent="wave",
            wave="w1",
            demands=(Demand(resource="trainer", units=2),),
            responsibilities=(
                Responsibility(role=RaciRole.RESPONSIBLE, side=Side.VENDOR, who="Ann; Bo"),
                Responsibility(role=RaciRole.ACCOUNTABLE, side=Side.CLIENT, who="Joris"),
            ),
            optimistic=1440,
            pessimistic=4800,
            budget=Decimal("1250.50"),
            actual_cost=Decimal("300"),
            percent=40,
            started_at=MONDAY,
            note="First line\nsecond line",
        ),
        task("cure", 2880, parent="wave", elapsed=True, predecessors=(link("teach", LinkKind.FS),)),
        task(
            "shadow",
            480,
            parent="wave",
            calendar="Nights",
            predecessors=(link("teach", LinkKind.SS, 960), link("cure", LinkKind.FF, -240)),
            deadline=MONDAY + timedelta(days=30),
        ),
        task(
            "live",
            0,
            parent="wave",
            milestone="w1-live",
            live=True,
            predecessors=(link("shadow", LinkKind.FS, 1440, elapsed=True),),
        ),
        task("stop", 480, predecessors=(link("live", LinkKind.SF, 480),)),
        *(task(kind.lower(), 480, constraint=constrained(kind)) for kind in ConstraintKind),
    ),
)


def dates() -> dict[str, Dates]:
    """Not those that a planner would find: what is written must be what is read."""
    found = {}
    for n, each in enumerate(PLAN.tasks):
        start = MONDAY + timedelta(days=n)
        found[each.code] = Dates(
            start=start,
            finish=start + timedelta(hours=9),
            early_start=start,
            early_finish=start + timedelta(hours=9),
            late_start=start + timedelta(days=1),
            late_finish=start + timedelta(days=1, hours=9),
            total_float=480 * (n % 3 - 1),
            free_float=max(0, 60 * (n % 3 - 1)),
            critical=n % 3 < 2,
        )
    return found


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> dict:
    """What MPXJ says of the plan. `again`: the file that its own writer made of it."""
    folder = tmp_path_factory.mktemp("mpxj")
    ours, theirs = folder / "plan.xml", folder / "again.xml"
    ours.write_bytes(write_mspdi(PLAN, dates()))
    command = ["java", "-cp", JARS, str(PROGRAM), str(ours), str(theirs)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1]) | {"again": theirs.read_bytes()}


@pytest.fixture(scope="module")
def tasks(read) -> dict[str, dict]:
    return {each["code"]: each for each in read["tasks"]}


def test_every_task_is_there_under_its_name_in_its_summary(tasks):
    uids = {code: each["uid"] for code, each in tasks.items()}
    assert list(tasks) == [each.code for each in PLAN.tasks]
    for each in PLAN.tasks:
        told = tasks[each.code]
        assert told["name"] == each.title
        assert told["parent"] == (uids[each.parent] if each.parent else 0)
        assert told["summary"] is (each.code == "wave")


def test_durations_are_the_same_by_work_and_by_the_clock(tasks):
    for each in PLAN.tasks[1:]:
        told = tasks[each.code]
        assert (told["minutes"], told["elapsed"]) == (each.minutes, each.elapsed)
        assert told["milestone"] is (each.minutes == 0)


def test_links_have_their_kind_and_lag(tasks):
    codes = {each["uid"]: code for code, each in tasks.items()}
    for each in PLAN.tasks:
        told = {(codes[uid], kind, lag, e) for uid, kind, lag, e in tasks[each.code]["links"]}
        assert told == {(p.task, p.kind, p.lag, p.elapsed) for p in each.predecessors}


def test_constraints_and_deadlines_hold(tasks):
    for each in PLAN.tasks:
        told, constraint = tasks[each.code], each.constraint
        kind = constraint.kind if constraint else None
        assert told["constraint"].replace("_", " ").lower() == CONSTRAINTS[kind].lower()
        if constraint and constraint.at:
            assert datetime.fromisoformat(told["constraint_date"]) == constraint.at
        assert told["deadline"] == (each.deadline and f"{each.deadline:%Y-%m-%dT%H:%M}")


def test_slack_dates_and_the_critical_flag_are_those_that_were_computed(tasks):
    for code, each in dates().items():
        told = tasks[code]
        assert (told["total_slack"], told["free_slack"]) == (each.total_float, each.free_float)
        assert told["critical"] is each.critical
        for name in ("start", "finish", "late_start", "late_finish"):
            assert datetime.fromisoformat(told[name]) == getattr(each, name)


def test_every_day_of_every_calendar_has_the_same_working_time_holidays_among_them(read):
    for calendar in PLAN.calendars:
        clock = clock_of(calendar)
        for n, told in enumerate(read["calendars"][calendar.code]):
            midnight = instant(MONDAY.replace(hour=0) + timedelta(days=n))
            work = clock.at(midnight + 1440) - clock.at(midnight)
            assert told == work, (calendar.code, MONDAY.date() + timedelta(days=n))


def test_costs_progress_people_and_notes_are_the_same(tasks, read):
    told = tasks["teach"]
    assert (told["cost"], told["actual_cost"], told["percent"]) == (1250.5, 300, 40)
    assert datetime.fromisoformat(told["actual_start"]) == MONDAY
    assert told["notes"] == "First line\nsecond line"
    assert told["demands"] == [["Trainers", 200]]
    assert told["optimistic"] == 1440
    assert ["Trainers", 300] in read["resources"]


def test_the_file_as_the_other_reader_writes_it_is_the_same_plan(read):
    """But for what its writer adds: the dates of its own of the plan as a whole."""
    document = read_mspdi(read["again"]).document
    assert document.tasks == PLAN.tasks
    assert document.calendars == PLAN.calendars
    assert document.resources == PLAN.resources
    assert document.model_copy(update={"finishes_at": None, "status_at": None}) == PLAN
