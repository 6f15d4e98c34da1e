"""A small plan that waits for something from each side, and periods of lateness."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from libs.common.events.transition.party import Party
from services.transition.exchange.plan_document import DAY, Predecessor, not_before
from services.transition.models import Plan, Relief
from services.transition.models.plan_items import Deed
from services.transition.models.relief_terms import ReliefSource, other
from services.transition.plan.network import PlanNetwork, last_day
from services.transition.plan.networks import of_plan
from services.transition.plan.planned_facts import PlannedFacts
from services.transition.relief.collapsed import Collapsed
from services.transition.relief.delay_shares import Shares, Without, delay_shares
from services.transition.relief.made_good import Late
from tests.unit.transition.plan_items import CONTRACT, NOW, OURS, START, small_plan

CLIENT, VENDOR = frozenset({Party.CLIENT}), frozenset({Party.VENDOR})
DUE = date(2025, 9, 5)
"A Friday: what waits for it begins on Monday."


def day(text: str) -> date:
    return date.fromisoformat(f"2025-{text}")


def fact(code: str, days: int, *behind: str, **more: Any) -> PlannedFacts:
    nothing: dict[str, Any] = dict.fromkeys(
        ("parent", "calendar", "constraint", "deadline", "started_at", "finished_at")
    )
    links = tuple(Predecessor(task=before) for before in behind)
    given = {"minutes": days * DAY, "elapsed": False, "predecessors": links, **more}
    return PlannedFacts(code=code, **{**nothing, **given})


def tasks(**done: str) -> list[PlannedFacts]:
    """Data of the client and screens of the vendor are due on 5 September. Teaching waits for
    data, building for screens, both five days; then a pilot of two. Beside them a report of one
    day, which also waits for a decision of the client, and ends with the pilot's first day."""
    start = not_before(START)
    planned = [
        fact("data", 0, constraint=not_before(DUE)),
        fact("screens", 0, constraint=not_before(DUE)),
        fact("decision", 0, constraint=not_before(DUE)),
        fact("teach", 5, "data", constraint=start),
        fact("build", 5, "screens", constraint=start),
        fact("pilot", 2, "teach", "build"),
        fact("report", 1, "decision"),
        fact("live", 1, "pilot", "report"),
    ]
    happened = {code.replace("_", "-"): day(text) for code, text in done.items()}
    return [replace(task, done_on=happened.get(task.code)) for task in planned]


def network(of: Sequence[PlannedFacts]) -> PlanNetwork:
    return of_plan(plan(), of)


def plan() -> Plan:
    made = small_plan().plan
    made.starts_at = datetime.combine(START, time.min)
    return made


def late(side: Party, until: str, since: date = DUE) -> Late:
    return Late(since, day(until), side)


def collapsed(
    of: Sequence[PlannedFacts],
    owed: dict[str, list[Late]] | None = None,
    named: dict[str, list[Late]] | None = None,
    agreed: dict[str, date] | None = None,
) -> Collapsed:
    return Collapsed(network(of), of, "NL", DAY, owed or {}, named or {}, agreed)


def shares(
    of: Sequence[PlannedFacts],
    owed: dict[str, list[Late]] | None = None,
    named: dict[str, list[Late]] | None = None,
) -> Shares:
    """Of the plan's end against the plan in which all was in time, in working minutes."""
    happened = collapsed(of, owed, named)
    clock = happened.network.clocks.usual
    agreed = network(tasks(data="09-05", screens="09-05", decision="09-05")).finish
    stood = network(of).finish
    found = [
        happened.network,
        happened.without(CLIENT),
        happened.without(VENDOR),
        happened.without(CLIENT | VENDOR),
    ]
    dates = Without(*(clock.at(each.finish) for each in found))
    return delay_shares(clock.at(agreed), clock.at(stood), dates)


def in_days(found: Shares) -> tuple[int, int, int, int, int]:
    """Movement, client, vendor, concurrent, rest."""
    parts = (found.movement, found.client, found.vendor, found.concurrent, found.rest)
    assert not any(part % DAY for part in parts)
    movement, client, vendor, concurrent, rest = (part // DAY for part in parts)
    return movement, client, vendor, concurrent, rest


def end_day(of: PlanNetwork) -> date:
    return last_day(of.finish)


def deed(text: str = "09-08", by: str = "sanne", note: str = "") -> Deed:
    return Deed(day(text), by, NOW, note)


def relief(caused_by: Party = Party.CLIENT, **more: Any) -> Relief:
    """Opened on 8 September, for data that were due on the 5th."""
    given: dict[str, Any] = {
        "number": 1,
        "source": ReliefSource.PROPOSAL,
        "caused_by": caused_by,
        "from_on": DUE,
        "cause": "Vendor master data",
        "tasks": ["teach"],
        "milestones": [],
        "waves": ["wave-1"],
        "service_levels": [],
        "evidence": [],
        "side": other(caused_by),
        **more,
    }
    made = Relief(contract_id=CONTRACT, **OURS | given)
    list(made.open(deed(by="baton")))
    return made
