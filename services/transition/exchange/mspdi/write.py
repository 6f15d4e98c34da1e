"""A plan as Microsoft Project's XML.

Elements stand in the schema's order, else Microsoft Project refuses the file. What the schema
has no place for goes into custom fields; facts of the plan as a whole go with its summary, task 0.
"""

from collections.abc import Iterator, Mapping

from services.transition.exchange.mspdi import calendars_out, terms
from services.transition.exchange.mspdi.facts import defined, plan_facts
from services.transition.exchange.mspdi.tasks_out import task
from services.transition.exchange.mspdi.text import duration, moment
from services.transition.exchange.mspdi.xml_out import element, flag, values
from services.transition.exchange.outline import outlined
from services.transition.exchange.plan_document import Dates, PlanDocument, PlannedTask

LARGEST_UID = 2**31 - 1


def write_mspdi(document: PlanDocument, dates: Mapping[str, Dates]) -> bytes:
    """`dates` by code, told to readers that do not compute. Tasks go out in outline order.

    The same input gives the same bytes. Raises `ValueError` where the plan names a task, a
    calendar or a resource that it does not have, or one code twice.
    """
    return "".join(_project(document, dates)).encode()


def _project(document: PlanDocument, dates: Mapping[str, Dates]) -> Iterator[str]:
    outline = outlined(document.tasks)
    tasks = [entry.task for entry in outline]
    uids = _uids(tasks)
    calendars = {each.code: n for n, each in enumerate(document.calendars, start=1)}
    resources = {each.code: n for n, each in enumerate(document.resources, start=1)}
    yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    yield f'<Project xmlns="{terms.NAMESPACE}">\n'
    yield _properties(document, _known(calendars, document.calendar, "calendar"))
    yield element("ExtendedAttributes", *defined())
    years = calendars_out.years(document, dates)
    yield element(
        "Calendars",
        *(calendars_out.calendar(c, calendars[c.code], years) for c in document.calendars),
    )
    yield "\n<Tasks>"
    yield _whole(document)
    for n, entry in enumerate(outline, start=1):
        for name in (p.task for p in entry.task.predecessors):
            _known(uids, name, "task")
        named = entry.task.calendar
        calendar = -1 if named is None else _known(calendars, named, "calendar")
        yield task(entry, n, uids, calendar, dates.get(entry.task.code))
    yield "\n</Tasks>"
    yield element("Resources", *_resources(document))
    yield element("Assignments", *_assignments(tasks, uids, resources))
    yield "\n</Project>\n"


def _uids(tasks: list[PlannedTask]) -> dict[str, int]:
    """A task's own number where it can be had: 0 is the plan's."""
    taken: dict[int, str] = {}
    for each in tasks:
        if each.uid is not None and 0 < each.uid <= LARGEST_UID:
            taken.setdefault(each.uid, each.code)
    found = {code: uid for uid, code in taken.items()}
    free = (n for n in range(1, LARGEST_UID) if n not in taken)
    return {each.code: found.get(each.code) or next(free) for each in tasks}


def _known(numbers: Mapping[str, int], code: str, what: str) -> int:
    if code not in numbers:
        raise ValueError(f"The plan names the {what} {code}, which it does not have")
    return numbers[code]


def _properties(document: PlanDocument, calendar: int) -> str:
    opens, closes = calendars_out.office_hours(document)
    per_day = document.minutes_per_day
    return values(
        ("SaveVersion", 14),
        ("Title", document.title),
        ("ScheduleFromStart", 1),
        ("StartDate", moment(document.starts_at)),
        ("FinishDate", moment(document.finishes_at)),
        ("CriticalSlackLimit", 0),
        ("CurrencyDigits", 2),
        ("CurrencyCode", document.currency),
        ("CalendarUID", calendar),
        ("DefaultStartTime", opens),
        ("DefaultFinishTime", closes),
        ("MinutesPerDay", per_day),
        ("MinutesPerWeek", per_day * 5),
        ("DaysPerMonth", 20),
        ("DefaultTaskType", 1),
        ("DurationFormat", terms.WORK_DAYS),
        ("HonorConstraints", 1),
        ("NewTasksEffortDriven", 0),
        ("NewTasksEstimated", 0),
        ("WeekStartDay", 1),
        ("StatusDate", moment(document.status_at)),
        ("NewTasksAreManual", 0),
    )


def _whole(document: PlanDocument) -> str:
    head = values(
        ("UID", 0),
        ("ID", 0),
        ("Name", document.title),
        ("Active", 1),
        ("Manual", 0),
        ("Type", 1),
        ("IsNull", 0),
        ("WBS", 0),
        ("OutlineNumber", 0),
        ("OutlineLevel", 0),
        ("Summary", flag(True)),
    )
    return element("Task", head, *plan_facts(document))


def _resources(document: PlanDocument) -> Iterator[str]:
    for n, each in enumerate(document.resources, start=1):
        yield element(
            "Resource",
            values(
                ("UID", n),
                ("ID", n),
                ("Name", each.title or each.code),
                ("Type", 1),
                ("IsNull", 0),
                ("Code", each.code),
                ("MaxUnits", each.capacity),
            ),
        )


def _assignments(
    tasks: list[PlannedTask], uids: Mapping[str, int], resources: Mapping[str, int]
) -> Iterator[str]:
    n = 0
    for each in tasks:
        for demand in each.demands:
            n += 1
            work = duration(each.minutes * demand.units)
            yield element(
                "Assignment",
                values(
                    ("UID", n),
                    ("TaskUID", uids[each.code]),
                    ("ResourceUID", _known(resources, demand.resource, "resource")),
                    ("RemainingWork", work),
                    ("Units", demand.units),
                    ("Work", work),
                ),
            )
