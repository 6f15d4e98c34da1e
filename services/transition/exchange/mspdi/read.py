"""A plan from Microsoft Project's XML."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from pydantic import ValidationError

from services.transition.exchange.imported import Imported, Notes, Unreadable, shortened
from services.transition.exchange.mspdi import text
from services.transition.exchange.mspdi.calendars_in import STANDARD, Calendars
from services.transition.exchange.mspdi.facts_in import Attributes, PlanFacts, plan_facts
from services.transition.exchange.mspdi.kept_beside import kept_beside
from services.transition.exchange.mspdi.names import Names, is_code
from services.transition.exchange.mspdi.parsing import Row, Rows, rows, value
from services.transition.exchange.mspdi.tasks_in import Tasks
from services.transition.exchange.plan_document import Demand, PlanDocument, Resource

UNASSIGNED = -65535
WORK = 1
"The type of resource that works: others are material and cost."


def read_mspdi(data: bytes, base: PlanDocument | None = None) -> Imported:
    """Raises `Unreadable`. A plan from elsewhere keeps the slack that Microsoft Project stores, and
    of the plan `base` as it is what such a file has no place for."""
    try:
        return _read(rows(data), base)
    except ValidationError as invalid:
        raise Unreadable.because(invalid, "Project") from None


def _read(file: Rows, base: PlanDocument | None) -> Imported:
    notes = Notes()
    project = Row(file.project, {})
    attributes = Attributes(file.listed["ExtendedAttribute"])
    whole = next((row for row in file.listed["Task"] if row.text("UID") == "0"), None)
    facts = plan_facts(attributes.of(whole)) if whole else PlanFacts()
    calendars = Calendars(
        file.listed["Calendar"], {k: dict(v) for k, v in facts.calendars.items()}, notes
    )
    calendars.take_bases()
    main = _main_calendar(project, calendars, notes)
    resources = _Resources(file.listed["Resource"], facts, notes)
    per_day = value(project, "MinutesPerDay", text.whole, "Project") or 480
    tasks = Tasks(file.listed["Task"], attributes, calendars, facts.is_ours, notes)
    tasks.demands = _demands(file.listed["Assignment"], tasks.kept, resources, notes)
    starts_at = _moment(project, "StartDate", notes) or tasks.earliest()
    if starts_at is None:
        raise Unreadable("The plan does not say when it starts.", "Project")
    _remark(project, facts, notes)
    planned = tuple(tasks.planned())
    document = PlanDocument(
        title=_title(project, whole, facts),
        starts_at=starts_at,
        calendar=main,
        calendars=tuple(calendars.planned) or (STANDARD,),
        tasks=planned,
        resources=tuple(resources.planned),
        minutes_per_day=per_day,
        currency=_currency(project, notes),
        slack=facts.slack,
        status_at=_moment(project, "StatusDate", notes),
        finishes_at=_moment(project, "FinishDate", notes),
    )
    if base is not None and not facts.is_ours:
        document = kept_beside(document, base, notes)
    return Imported(document, notes.told())


def _moment(project: Row, name: str, notes: Notes) -> datetime | None:
    found = value(project, name, text.moment_of, "Project")
    if found is None:
        return None
    if found[1]:
        notes.add("Seconds and offsets of dates were cut off", name)
    return found[0]


def _title(project: Row, whole: Row | None, facts: PlanFacts) -> str:
    """The plan's own, or of its summary, or of its file."""
    title = project.leaves.get("Title", "")
    if facts.is_ours:
        return title
    named = (title, whole.leaves.get("Name", "") if whole else "", project.leaves.get("Name", ""))
    return next((each.strip() for each in named if each.strip()), "")[:500]


def _currency(project: Row, notes: Notes) -> str:
    code = (project.text("CurrencyCode") or "").strip()
    if len(code) == 3 and code.isascii() and code.isalpha():
        return code.upper()
    notes.add("The file does not name its currency, so costs were taken for euros")
    return "EUR"


def _main_calendar(project: Row, calendars: Calendars, notes: Notes) -> str:
    uid = value(project, "CalendarUID", text.whole, "Project")
    if uid is not None and uid >= 0:
        return calendars.code(uid, "Project")
    if not calendars.planned:
        notes.add("The file has no calendar: Monday to Friday, 8 to 12 and 13 to 17, were taken")
        return STANDARD.code
    codes = [each.code for each in calendars.planned]
    main = STANDARD.code if STANDARD.code in codes else codes[0]
    notes.add(f"The file does not name the plan's calendar, so {main} was taken")
    return main


def _remark(project: Row, facts: PlanFacts, notes: Notes) -> None:
    if project.text("HonorConstraints") == "0":
        notes.add("The file lets links win over constraint dates; here these dates are kept")
    if project.text("ScheduleFromStart") == "0":
        notes.add("The file plans back from its finish; here it is planned on from its start")
    if (project.text("CriticalSlackLimit") or "0") != "0":
        notes.add("The file calls tasks with some slack critical; here it is those without")


class _Resources:
    """`codes`: by number, of those that work."""

    def __init__(self, listed: Sequence[Row], facts: PlanFacts, notes: Notes) -> None:
        self.codes: dict[int, str] = {}
        self.others: set[int] = {0, UNASSIGNED}
        self.planned: list[Resource] = []
        self._names, self._facts, self._notes = Names(), facts, notes
        for row in listed:
            self._take(row)

    def _take(self, row: Row) -> None:
        name = row.leaves.get("Name", "")
        where = f"Resource {shortened(name)}"
        uid = value(row, "UID", text.whole, where)
        if uid is None:
            raise Unreadable("It has no UID.", where)
        if uid in self.codes:
            raise Unreadable(f"It has the UID {uid} of another.", where)
        if uid == 0 or text.truth(row.text("IsNull") or "0"):
            return
        if value(row, "Type", text.whole, where) not in (WORK, None):
            self._notes.add("Material and cost resources were left out", shortened(name))
            self.others.add(uid)
            return
        self.codes[uid] = code = self._code(row, name, uid)
        title = "" if code in self._facts.untitled and name == code else name
        if not self._facts.is_ours and name == code:
            title = ""
        try:
            self.planned.append(
                Resource(code=code, title=title[:500], capacity=self._capacity(row, where))
            )
        except ValidationError as invalid:
            raise Unreadable.because(invalid, where) from None

    def _code(self, row: Row, name: str, uid: int) -> str:
        own = row.leaves.get("Code")
        if self._facts.is_ours and own is not None and is_code(own):
            return self._names.free(own, own)
        return self._names.free(name, f"resource {uid}")

    def _capacity(self, row: Row, where: str) -> int:
        units = value(row, "MaxUnits", text.number, where)
        return 1 if units is None else _rounded_up(units, "MaxUnits", where, self._notes)


def _rounded_up(units: Decimal, name: str, where: str, notes: Notes) -> int:
    whole = int(units.to_integral_value(ROUND_CEILING))
    if whole != units:
        notes.add(f"Parts of units were rounded up ({name})", where)
    return whole


def _demands(
    listed: Sequence[Row], tasks: Mapping[int, str], resources: _Resources, notes: Notes
) -> dict[int, list[Demand]]:
    """By the number of the task."""
    found: dict[int, list[Demand]] = {}
    for row in listed:
        task = value(row, "TaskUID", text.whole, "An assignment")
        who = value(row, "ResourceUID", text.whole, "An assignment")
        where = f"Assignment of task {task}"
        if task is None or who is None or task == 0 or who in resources.others:
            continue
        if who not in resources.codes:
            raise Unreadable(f"It names the resource {who}, which the file does not have.", where)
        if task not in tasks:
            raise Unreadable("The file does not have the task.", where)
        units = value(row, "Units", text.number, where)
        count = 1 if units is None else _rounded_up(units, "Units", where, notes)
        if count > 0:
            try:
                demand = Demand(resource=resources.codes[who], units=count)
            except ValidationError as invalid:
                raise Unreadable.because(invalid, where) from None
            found.setdefault(task, []).append(demand)
    return found
