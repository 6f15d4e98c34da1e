"""Tasks from the schema's Task."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from pydantic import ValidationError

from services.transition.exchange import raci
from services.transition.exchange.imported import Notes, Unreadable, shortened
from services.transition.exchange.mspdi import terms, text
from services.transition.exchange.mspdi.calendars_in import Calendars
from services.transition.exchange.mspdi.facts import gathered
from services.transition.exchange.mspdi.facts_in import Attributes
from services.transition.exchange.mspdi.links_in import links
from services.transition.exchange.mspdi.names import Names, is_code
from services.transition.exchange.mspdi.parsing import Row, value
from services.transition.exchange.plan_document import (
    Demand,
    PlannedConstraint,
    PlannedTask,
    Responsibility,
)
from services.transition.scheduling.network import ConstraintKind

LONGEST_TITLE, LONGEST_NOTE = 500, 4000
LARGEST_AMOUNT = 10**12
UNTOLD = {
    "IsSubproject": "Inserted projects were taken as tasks, without what is in them",
    "ExternalTask": "Tasks of other projects were taken as tasks of this one",
    "Recurring": "Recurring tasks were taken as one task",
}
"Flags, and what they came to."


class _Placed(NamedTuple):
    """A task that is kept, with the number of the summary above."""

    row: Row
    uid: int
    where: str
    above: int | None


class Tasks:
    """`kept`: all numbers of the file, to the task's code; empty for one that was left out.

    `demands`: by number, known once the resources are.
    """

    def __init__(
        self,
        listed: Sequence[Row],
        attributes: Attributes,
        calendars: Calendars,
        is_ours: bool,
        notes: Notes,
    ) -> None:
        self._attributes, self._calendars, self._notes = attributes, calendars, notes
        self._is_ours = is_ours
        self.kept: dict[int, str] = {}
        self.demands: Mapping[int, list[Demand]] = {}
        self._placed: list[_Placed] = []
        self._rows: dict[int, Row] = {}
        self._names = Names()
        self._place(listed)
        self._name()
        self._summaries = {each.above for each in self._placed}

    def earliest(self) -> datetime | None:
        """The first start in the file."""
        starts = [self._moment(each, "Start") for each in self._placed]
        return min((start for start in starts if start), default=None)

    def planned(self) -> Iterator[PlannedTask]:
        for each in self._placed:
            try:
                yield self._task(each)
            except ValidationError as invalid:
                raise Unreadable.because(invalid, each.where) from None

    def _place(self, listed: Sequence[Row]) -> None:
        """Which tasks are kept, and in which of them each lies, by level and order."""
        above: list[tuple[int, int]] = []
        for row in listed:
            where = _where(row)
            uid = value(row, "UID", text.whole, where)
            if uid is None:
                raise Unreadable("It has no UID.", where)
            if uid in self._rows:
                raise Unreadable(f"It has the UID {uid} of another task.", where)
            self._rows[uid] = row
            if uid == 0:
                self.kept[uid] = ""
                continue
            if not self._is_kept(row, uid, where):
                continue
            level = _level(row, where)
            while above and above[-1][0] >= level:
                above.pop()
            self._placed.append(_Placed(row, uid, where, above[-1][1] if above else None))
            above.append((level, uid))

    def _is_kept(self, row: Row, uid: int, where: str) -> bool:
        self.kept[uid] = ""
        if text.truth(row.text("IsNull") or "0"):
            return False
        if not text.truth(row.text("Active") or "1"):
            self._notes.add("Inactive tasks were left out", where)
            return False
        return True

    def _name(self) -> None:
        """Codes first for tasks that have one: what is numbered makes way."""
        new: list[_Placed] = []
        for each in self._placed:
            code = self._attributes.of(each.row).get(terms.CODE.alias)
            if code is None or not is_code(code):
                new.append(each)
            elif self._names.has(code):
                self._notes.add("Copies of a task were given a code of their own", each.where)
                new.append(each)
            else:
                self.kept[each.uid] = self._names.free(code, code)
        for each in new:
            self.kept[each.uid] = self._names.free(f"t{each.uid}", "t")

    def _task(self, each: _Placed) -> PlannedTask:
        row, own = each.row, self._attributes.of(each.row)
        is_summary = each.uid in self._summaries
        self._remark(each)
        minutes, elapsed = self._work(each)
        return PlannedTask(
            code=self.kept[each.uid],
            title=self._text(each, "Name", LONGEST_TITLE),
            parent=None if each.above is None else self.kept[each.above],
            wave=own.get(terms.WAVE.alias, ""),
            minutes=minutes,
            elapsed=elapsed,
            calendar=self._calendar(each),
            milestone=own.get(terms.MILESTONE.alias),
            live=text.truth(own.get(terms.LIVE.alias, "0")),
            predecessors=links(row, self.kept, self._duration_of, each.where, self._notes),
            constraint=self._constraint(each, is_summary),
            deadline=self._moment(each, "Deadline"),
            responsibilities=_responsibilities(own, each.where),
            demands=tuple(self.demands.get(each.uid, ())),
            optimistic=_estimate(own, terms.OPTIMISTIC.alias, each.where),
            pessimistic=_estimate(own, terms.PESSIMISTIC.alias, each.where),
            budget=_budget(row, own, is_summary, each.where),
            actual_cost=_actual_cost(row, own, is_summary, each.where),
            started_at=self._moment(each, "ActualStart"),
            finished_at=self._moment(each, "ActualFinish"),
            percent=value(row, "PercentComplete", text.whole, each.where) or 0,
            note=self._text(each, "Notes", LONGEST_NOTE),
            uid=_number(own, each),
        )

    def _remark(self, each: _Placed) -> None:
        row = each.row
        for name, sentence in UNTOLD.items():
            if text.truth(row.text(name) or "0"):
                self._notes.add(sentence, each.where)
        if row.parts.get("Baseline"):
            self._notes.add("Baselines were left out", each.where)
        if self._attributes.others(row):
            self._notes.add("Custom fields were left out", each.where)
        if row.parts.get("TimephasedData"):
            self._notes.add("Work spread over days was left out", each.where)
        if (row.text("LevelingDelay") or "0") != "0":
            self._notes.add("Levelling delays were left out", each.where)

    def _text(self, each: _Placed, name: str, longest: int) -> str:
        found = each.row.leaves.get(name, "")
        if name == "Name" and len(found) > terms.LONGEST_NAME:
            raise Unreadable(
                f"Its name has {len(found)} characters; the format ends at {terms.LONGEST_NAME}.",
                each.where,
            )
        if len(found) > longest:
            self._notes.add(f"Texts were cut off at {longest} characters ({name})", each.where)
        return found[:longest]

    def _work(self, each: _Placed) -> tuple[int, bool]:
        minutes = self._minutes(each, "Duration")
        has_work = minutes and each.uid not in self._summaries
        if has_work and text.truth(each.row.text("Milestone") or "0"):
            self._notes.add("Milestones with a duration were taken as tasks", each.where)
        return minutes, _is_elapsed(each.row, each.where)

    def _minutes(self, each: _Placed, name: str) -> int:
        found = value(each.row, name, text.minutes_of, each.where) or (0, False)
        if found[1]:
            self._notes.add("Seconds of durations were rounded to minutes", each.where)
        return found[0]

    def _duration_of(self, uid: int) -> int:
        """In minutes, for lags that are a share of it."""
        where = f"Task {uid}"
        return (value(self._rows[uid], "Duration", text.minutes_of, where) or (0, False))[0]

    def _moment(self, each: _Placed, name: str) -> datetime | None:
        found = value(each.row, name, text.moment_of, each.where)
        if found is None:
            return None
        if found[1]:
            self._notes.add("Seconds and offsets of dates were cut off", each.where)
        return found[0]

    def _calendar(self, each: _Placed) -> str | None:
        uid = value(each.row, "CalendarUID", text.whole, each.where)
        return None if uid is None or uid < 0 else self._calendars.code(uid, each.where)

    def _constraint(self, each: _Placed, is_summary: bool) -> PlannedConstraint | None:
        if text.truth(each.row.text("Manual") or "0"):
            return self._pinned(each, is_summary)
        number = value(each.row, "ConstraintType", text.whole, each.where) or 0
        if number == 0:
            return None
        if number not in terms.CONSTRAINTS:
            raise Unreadable(f"ConstraintType {number} is not among 0 to 7.", each.where)
        kind = terms.CONSTRAINTS[number]
        if kind is ConstraintKind.ALAP:
            return PlannedConstraint(kind=kind)
        at = self._moment(each, "ConstraintDate")
        if at is None:
            self._notes.add("Constraints without a date were left out", each.where)
            return None
        return PlannedConstraint(kind=kind, at=at)

    def _pinned(self, each: _Placed, is_summary: bool) -> PlannedConstraint | None:
        """A task that people date by hand must start when they said."""
        at = self._moment(each, "ManualStart") or self._moment(each, "Start")
        if is_summary:
            self._notes.add("Summaries dated by hand follow from their parts here", each.where)
            return None
        if at is None:
            self._notes.add("Tasks dated by hand, but without a date, follow links", each.where)
            return None
        self._notes.add("Tasks dated by hand were given that start as a must (MSO)", each.where)
        return PlannedConstraint(kind=ConstraintKind.MSO, at=at)


def _where(row: Row) -> str:
    number = shortened(row.text("UID") or row.text("ID") or "", 20)
    return f"Task {number} {shortened(row.leaves.get('Name', ''))}".strip()


def _level(row: Row, where: str) -> int:
    """By the dots of its number where the level is not said."""
    level = value(row, "OutlineLevel", text.whole, where)
    if level is not None:
        return level
    return (row.text("OutlineNumber") or row.text("WBS") or "").count(".") + 1


def _is_elapsed(row: Row, where: str) -> bool:
    number = value(row, "DurationFormat", text.whole, where) or terms.WORK_DAYS
    return number % terms.ESTIMATED in terms.ELAPSED_FORMATS


def _responsibilities(own: Mapping[str, str], where: str) -> tuple[Responsibility, ...]:
    try:
        return raci.read(gathered(terms.RACI, own))
    except ValidationError as invalid:
        raise Unreadable.because(invalid, where) from None
    except ValueError as fault:
        raise Unreadable(f"Baton RACI: {fault}.", where) from None


def _own(own: Mapping[str, str], alias: str, read: Any, where: str) -> Any:
    return value(Row(dict(own), {}), alias, read, where)


def _estimate(own: Mapping[str, str], alias: str, where: str) -> int | None:
    found = _own(own, alias, text.minutes_of, where)
    return found and int(found[0])


def _number(own: Mapping[str, str], each: _Placed) -> int | None:
    """Of our own tasks the number that they came with, not the one that the file gave them."""
    if terms.CODE.alias not in own:
        return each.uid
    found: int | None = _own(own, terms.NUMBER.alias, int, each.where)
    return found


def _budget(row: Row, own: Mapping[str, str], is_summary: bool, where: str) -> Decimal | None:
    """Of a summary what it costs beside its parts: their costs are in its own."""
    cost = None if is_summary else value(row, "Cost", text.amount_of, where)
    found = cost or value(row, "FixedCost", text.amount_of, where)
    return _to_the_cent(found) or _own(own, terms.BUDGET.alias, text.number, where)


def _actual_cost(row: Row, own: Mapping[str, str], is_summary: bool, where: str) -> Decimal | None:
    found = None if is_summary else value(row, "ActualCost", text.amount_of, where)
    return _to_the_cent(found) or _own(own, terms.ACTUAL_COST.alias, text.number, where)


def _to_the_cent(amount: Decimal | None) -> Decimal | None:
    """Half-up; what is larger than any plan's is told as it is, and refused."""
    if amount is None or amount > LARGEST_AMOUNT:
        return amount
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)
