"""Plans of every shape, for laws."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

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
    SlackConvention,
)
from services.transition.scheduling.network import ConstraintKind, LinkKind

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE = (("08:00", "12:00"), ("13:00", "17:00"))
STANDARD = PlannedCalendar(
    code="Standard", week={day: OFFICE if n < 5 else () for n, day in enumerate(WEEKDAYS)}
)
MONDAY = datetime.fromisoformat("2026-01-05T08:00")


def plan(*tasks: PlannedTask, **more: object) -> PlanDocument:
    given = {"title": "Plan", "starts_at": MONDAY, "calendar": "Standard"} | more
    return PlanDocument(**({"calendars": (STANDARD,), "tasks": tasks} | given))


def task(code: str, minutes: int = 480, **more: object) -> PlannedTask:
    return PlannedTask(**({"code": code, "title": code, "minutes": minutes} | more))


def dated(start: datetime = MONDAY, slack: int = 0) -> Dates:
    finish = start + timedelta(hours=9)
    return Dates(
        start=start,
        finish=finish,
        early_start=start,
        early_finish=finish,
        late_start=start,
        late_finish=finish,
        total_float=slack,
        free_float=slack,
        critical=slack <= 0,
    )


walls = st.datetimes(
    datetime.fromisoformat("1990-01-01"), datetime.fromisoformat("2089-12-31")
).map(lambda at: at.replace(second=0, microsecond=0))
NASTY = [
    "=1+1",
    "'=x",
    "_x000D_",
    "_x0041_",
    "a\r\nb",
    "\t",
    " x ",
    "<&>]]>",
    "；;,\"'",
]
NASTY += ["Closed · NL", "Closed · NL  ", "\\;", "a: b", "\ufffe", "😀", "-", "'", "''@"]
letters = st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\t\r\n"))
words = st.one_of(st.sampled_from(NASTY), st.text(letters, max_size=12))
CODES = [
    "a",
    "a FS",
    "b",
    "b SS+2d",
    "b SS+2 FS",
    "x;y",
    "=cmd",
    "p\\q",
    "t1",
    "t2",
    "é",
    "1",
    "a,b",
    '"q"',
]
SPANS = [(), OFFICE, (("00:00", "24:00"),), (("00:00", "06:00"), ("22:00", "24:00"))]
minutes = st.one_of(st.sampled_from([0, 480, 90, 1440]), st.integers(0, 60 * 24 * 366 * 40))
money = st.one_of(st.none(), st.decimals(0, 10**12, places=2), st.sampled_from([Decimal(0)]))


@st.composite
def exceptions(draw: st.DrawFn) -> CalendarException:
    first = draw(st.dates(date(1990, 1, 1), date(2080, 1, 1)))
    last = first + timedelta(draw(st.integers(0, 30)))
    hours = draw(st.sampled_from(SPANS))
    return CalendarException(first=first, last=last, hours=hours, title=draw(words))


@st.composite
def calendars(draw: st.DrawFn, code: str) -> PlannedCalendar:
    return PlannedCalendar(
        code=code,
        title=draw(words),
        week=draw(st.dictionaries(st.sampled_from(WEEKDAYS), st.sampled_from(SPANS))),
        exceptions=tuple(draw(st.lists(exceptions(), max_size=3))),
        country=draw(st.sampled_from([None, "NL", "IN", "ZZ"])),
    )


@st.composite
def tasks(draw: st.DrawFn, code: str, parent: str | None, plan: dict[str, list[str]]):
    kind = draw(st.one_of(st.none(), st.sampled_from(ConstraintKind)))
    at = None if kind in (None, ConstraintKind.ALAP) else draw(walls)
    links = st.builds(
        Predecessor,
        task=st.sampled_from(plan["tasks"]),
        kind=st.sampled_from(LinkKind),
        lag=st.one_of(st.integers(-2000, 2000), st.sampled_from([0, 480, -2880, 60])),
        elapsed=st.booleans(),
    )
    raci = st.builds(
        Responsibility,
        role=st.sampled_from(RaciRole),
        side=st.sampled_from(Side),
        who=st.one_of(words.filter(bool), st.text("ab;\\ ", min_size=1, max_size=200)),
    )
    demands = st.builds(
        Demand, resource=st.sampled_from(plan["resources"]), units=st.integers(1, 9)
    )
    shortest, work, longest = sorted(draw(st.tuples(minutes, minutes, minutes)))
    return PlannedTask(
        code=code,
        title=draw(words),
        parent=parent,
        wave=draw(words),
        minutes=work,
        elapsed=draw(st.booleans()),
        calendar=draw(st.one_of(st.none(), st.sampled_from(plan["calendars"]))),
        milestone=draw(st.one_of(st.none(), st.sampled_from(CODES))),
        live=draw(st.booleans()),
        predecessors=tuple(draw(st.lists(links, max_size=3))),
        constraint=kind and PlannedConstraint(kind=kind, at=at),
        deadline=draw(st.one_of(st.none(), walls)),
        responsibilities=tuple(draw(st.lists(raci, max_size=4))),
        demands=tuple(draw(st.lists(demands, max_size=2))),
        optimistic=draw(st.sampled_from([None, shortest])),
        pessimistic=draw(st.sampled_from([None, longest])),
        budget=draw(money),
        actual_cost=draw(money),
        started_at=draw(st.one_of(st.none(), walls)),
        finished_at=draw(st.one_of(st.none(), walls)),
        percent=draw(st.integers(0, 100)),
        note=draw(words),
        uid=draw(st.one_of(st.none(), st.integers(-3, 5), st.integers(-(2**31 - 1), 2**31 - 1))),
    )


@st.composite
def plans(draw: st.DrawFn) -> PlanDocument:
    codes = draw(st.lists(st.sampled_from(CODES), unique=True, max_size=5))
    names = {
        "tasks": codes,
        "calendars": draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1, max_size=2)),
        "resources": draw(st.lists(st.sampled_from(CODES), unique=True, min_size=1, max_size=2)),
    }
    above: list[str] = []
    listed = []
    for code in codes:
        above = above[: draw(st.integers(0, len(above)))]
        listed.append(draw(tasks(code, above[-1] if above else None, names)))
        above.append(code)
    return PlanDocument(
        title=draw(words),
        starts_at=draw(walls),
        calendar=draw(st.sampled_from(names["calendars"])),
        calendars=tuple(draw(calendars(code)) for code in names["calendars"]),
        tasks=tuple(listed),
        resources=tuple(
            Resource(
                code=code,
                title=draw(st.one_of(words, st.just(code))),
                capacity=draw(st.integers(0, 10**6)),
            )
            for code in names["resources"]
        ),
        minutes_per_day=draw(st.integers(1, 1440)),
        currency=draw(st.sampled_from(["EUR", "USD", "XAU"])),
        slack=draw(st.sampled_from(SlackConvention)),
        status_at=draw(st.one_of(st.none(), walls)),
        finishes_at=draw(st.one_of(st.none(), walls)),
    )
