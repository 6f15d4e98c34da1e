"""A task as the schema's Task."""

from collections.abc import Iterator, Mapping

from services.transition.exchange import raci
from services.transition.exchange.mspdi import terms
from services.transition.exchange.mspdi.facts import attribute, spread
from services.transition.exchange.mspdi.text import duration, hundredths, moment
from services.transition.exchange.mspdi.xml_out import element, flag, values
from services.transition.exchange.outline import Entry
from services.transition.exchange.plan_document import Dates, PlannedTask, Predecessor

CONSTRAINTS = {kind: number for number, kind in terms.CONSTRAINTS.items()}
COMPUTED = (
    *("Critical", "EarlyStart", "EarlyFinish", "LateStart", "LateFinish"),
    *("FreeSlack", "TotalSlack"),
)
LINKS = {kind: number for number, kind in terms.LINKS.items()}


def task(
    entry: Entry, row: int, uids: Mapping[str, int], calendar: int, dates: Dates | None
) -> str:
    """`calendar`: -1 for that of the plan."""
    each = entry.task
    return element(
        "Task",
        _identity(entry, row, uids[each.code]),
        _timing(entry, dates),
        _progress(entry),
        _bounds(each, calendar),
        *(_link(p, uids) for p in each.predecessors),
        *_facts(entry),
    )


def _identity(entry: Entry, row: int, uid: int) -> str:
    return values(
        ("UID", uid),
        ("ID", row),
        ("Name", entry.task.title),
        ("Active", 1),
        ("Manual", 0),
        ("Type", 1),
        ("IsNull", 0),
        ("WBS", entry.number),
        ("OutlineNumber", entry.number),
        ("OutlineLevel", entry.level),
    )


def _timing(entry: Entry, dates: Dates | None) -> str:
    each = entry.task
    told = _told(dates) if dates else {}
    return values(
        ("Start", told.get("Start")),
        ("Finish", told.get("Finish")),
        ("Duration", duration(each.minutes)),
        ("DurationFormat", terms.ELAPSED_DAYS if each.elapsed else terms.WORK_DAYS),
        ("EffortDriven", 0),
        ("Estimated", 0),
        ("Milestone", flag(each.minutes == 0 and not entry.is_summary)),
        ("Summary", flag(entry.is_summary)),
        *((name, told.get(name)) for name in COMPUTED),
    )


def _told(dates: Dates) -> dict[str, str | int | None]:
    return {
        "Start": moment(dates.start),
        "Finish": moment(dates.finish),
        "Critical": flag(dates.critical),
        "EarlyStart": moment(dates.early_start),
        "EarlyFinish": moment(dates.early_finish),
        "LateStart": moment(dates.late_start),
        "LateFinish": moment(dates.late_finish),
        "FreeSlack": dates.free_float * 10,
        "TotalSlack": dates.total_float * 10,
    }


def _progress(entry: Entry) -> str:
    """Of a part the cost is its budget, of a summary only what it costs beside its parts."""
    each = entry.task
    budget = hundredths(each.budget) if each.budget else None
    done = each.minutes * each.percent // 100
    return values(
        ("FixedCost", budget),
        ("PercentComplete", each.percent),
        ("Cost", None if entry.is_summary else budget),
        ("ActualStart", moment(each.started_at)),
        ("ActualFinish", moment(each.finished_at)),
        ("ActualDuration", duration(done)),
        ("ActualCost", _actual_cost(entry)),
        ("RemainingDuration", duration(each.minutes - done)),
    )


def _actual_cost(entry: Entry) -> str | None:
    """None of a summary: it would be taken for the sum of its parts."""
    cost = entry.task.actual_cost
    return hundredths(cost) if cost and not entry.is_summary else None


def _bounds(each: PlannedTask, calendar: int) -> str:
    constraint = each.constraint
    return values(
        ("ConstraintType", CONSTRAINTS[constraint.kind] if constraint else 0),
        ("CalendarUID", calendar),
        ("ConstraintDate", moment(constraint.at if constraint else None)),
        ("Deadline", moment(each.deadline)),
        ("IgnoreResourceCalendar", flag(calendar >= 0)),
        ("Notes", each.note or None),
    )


def _link(predecessor: Predecessor, uids: Mapping[str, int]) -> str:
    return element(
        "PredecessorLink",
        values(
            ("PredecessorUID", uids[predecessor.task]),
            ("Type", LINKS[predecessor.kind]),
            ("CrossProject", 0),
            ("LinkLag", predecessor.lag * 10),
            ("LagFormat", terms.ELAPSED_DAYS if predecessor.elapsed else terms.WORK_DAYS),
        ),
    )


def _facts(entry: Entry) -> Iterator[str]:
    """A cost is told here where the schema's own would not come back: nothing, or a summary's."""
    each = entry.task
    lasts = terms.ELAPSED_DAYS if each.elapsed else terms.WORK_DAYS
    yield attribute(terms.CODE, each.code)
    if each.wave:
        yield attribute(terms.WAVE, each.wave)
    if each.milestone is not None:
        yield attribute(terms.MILESTONE, each.milestone)
    if each.uid is not None:
        yield attribute(terms.NUMBER, str(each.uid))
    if each.budget is not None and not each.budget:
        yield attribute(terms.BUDGET, "0")
    if each.actual_cost is not None and _actual_cost(entry) is None:
        yield attribute(terms.ACTUAL_COST, format(each.actual_cost, "f").lstrip("-"))
    if each.live:
        yield attribute(terms.LIVE, "1")
    if each.optimistic is not None:
        yield attribute(terms.OPTIMISTIC, duration(each.optimistic), lasts)
    if each.pessimistic is not None:
        yield attribute(terms.PESSIMISTIC, duration(each.pessimistic), lasts)
    yield from spread(terms.RACI, raci.told(each.responsibilities))
