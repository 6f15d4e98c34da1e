"""Published plans as networks: slack as Microsoft Project stored it, and a peer's."""

import json
from datetime import date, datetime, time
from typing import Any

from services.transition.scheduling.network import (
    Activity,
    Constraint,
    ConstraintKind,
    Link,
    LinkKind,
)
from services.transition.scheduling.work_time import Hours, WorkTime, instant
from tests.shared_data import shared_data

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFFICE = ((480, 720), (780, 1020))
KINDS = {
    "AS_LATE_AS_POSSIBLE": ConstraintKind.ALAP,
    "START_NO_EARLIER_THAN": ConstraintKind.SNET,
    "FINISH_NO_EARLIER_THAN": ConstraintKind.FNET,
    "START_NO_LATER_THAN": ConstraintKind.SNLT,
    "FINISH_NO_LATER_THAN": ConstraintKind.FNLT,
    "MUST_START_ON": ConstraintKind.MSO,
    "MUST_FINISH_ON": ConstraintKind.MFO,
}


def at(text: str) -> int:
    return instant(datetime.fromisoformat(text))


def stored_plans() -> list[dict[str, Any]]:
    plans: list[dict[str, Any]] = json.loads(
        (shared_data("schedules") / "msproject_calculated.json").read_text()
    )
    return plans


def peer_plans() -> list[dict[str, Any]]:
    lines = (shared_data("schedules") / "peer_mixed_links.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def minutes(amount: dict[str, Any], plan: dict[str, Any]) -> int:
    """Working minutes of a duration with its unit."""
    day = plan["minutes_per_day"]
    unit = {"MINUTES": 1, "HOURS": 60, "DAYS": day, "WEEKS": 5 * day}[amount["units"]]
    return round(amount["value"] * unit)


def stored_network(plan: dict[str, Any]) -> tuple[list[Activity], list[Link]]:
    clock = WorkTime(_week(plan["calendar"]["week"]), _day(plan))
    leaves = [task for task in plan["tasks"] if not task["summary"]]
    activities = [
        Activity(
            code=str(task["uid"]),
            work=minutes(task["duration"], plan),
            clock=clock,
            constraint=_constraint(task),
            deadline=task["deadline"] and at(task["deadline"]),
        )
        for task in leaves
    ]
    links = [
        Link(
            str(link["uid"]),
            str(task["uid"]),
            LinkKind(link["type"]),
            minutes(link["lag"], plan),
        )
        for task in leaves
        for link in task["preds"]
    ]
    return activities, links


def peer_network(plan: dict[str, Any]) -> tuple[list[Activity], list[Link]]:
    closed = {date.fromisoformat(day) for day in plan["holidays"]}

    def hours(day: date) -> Hours:
        return () if day.weekday() > 4 or day in closed else OFFICE

    clock = WorkTime(hours, datetime.fromisoformat(plan["start"]).date())
    activities = [
        Activity(task["name"], round(task["days"] * 480), clock) for task in plan["tasks"]
    ]
    links = [
        Link(link["pred"], link["succ"], LinkKind(link["type"]), link["lag_days"] * 480)
        for link in plan["links"]
    ]
    return activities, links


def _constraint(task: dict[str, Any]) -> Constraint | None:
    kind = KINDS.get(task["constraint"])
    if kind is None:
        return None
    return Constraint(kind, task["constraint_date"] and at(task["constraint_date"]))


def _day(plan: dict[str, Any]) -> date:
    return datetime.fromisoformat(plan["project_start"]).date()


def _week(week: dict[str, list[list[str]]]) -> Any:
    spans = [tuple((_of_day(a), _of_day(b) or 1440) for a, b in week[day]) for day in WEEK]
    return lambda day: spans[day.weekday()]


def _of_day(text: str) -> int:
    clock = time.fromisoformat(text)
    return clock.hour * 60 + clock.minute
