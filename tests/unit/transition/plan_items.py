"""A small plan in the Netherlands, and what stands in it for access and integrations."""

from datetime import UTC, date, datetime, time

from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from services.transition.exchange.plan_document import DAY, PlannedTask, Predecessor, not_before
from services.transition.models import AccessRequest, Integration, Plan, Wave
from services.transition.models.integrations import Direction, IntegrationKind
from services.transition.models.plan_items import Deed
from services.transition.plan.clock import office_calendar
from services.transition.plan.loading import Laid
from services.transition.plan.networks import of_plan

START = date(2025, 9, 1)
"A Monday."
NOW = datetime(2025, 9, 1, 12, tzinfo=UTC)
OURS = {"programme_id": new_id(), "vendor_id": new_id(), "plan_id": new_id()}
CONTRACT = new_id()
DIGEST = "0" * 64


def deed(day: str = "2025-09-01", note: str = "", evidence: tuple[str, ...] = ()) -> Deed:
    return Deed(date.fromisoformat(day), "sanne", NOW, note, list(evidence))


def access(*, blocks: tuple[str, ...] = ("shadow",), days: int = 5) -> AccessRequest:
    """Asked for on 1 September."""
    request = AccessRequest(
        **OURS,
        contract_id=CONTRACT,
        code="ledger",
        system="Ledger",
        who="Clerks of Kestrel",
        seats=12,
        level="post invoices",
        wave="wave-1",
        requested_on=START,
        needed_by=date(2025, 9, 12),
        days=days,
        blocks=list(blocks),
        task="access-ledger",
        asked_by=Party.VENDOR,
        obliged=Party.CLIENT,
    )
    list(request.request(deed()))
    return request


def integration(*, blocks: tuple[str, ...] = ("shadow",), days: int = 5) -> Integration:
    """Planned on 1 September."""
    planned = Integration(
        **OURS,
        contract_id=CONTRACT,
        code="invoices",
        title="Invoices to the ledger",
        from_system="Scanning",
        to_system="Ledger",
        direction=Direction.ONE_WAY,
        kind=IntegrationKind.FILE,
        wave="wave-1",
        starts_on=START,
        needed_by=date(2025, 9, 12),
        days=days,
        blocks=list(blocks),
        task="integration-invoices",
        builder=Party.VENDOR,
        obliged=Party.VENDOR,
        planned_by="sanne",
    )
    list(planned.plan(deed()))
    return planned


def small_plan() -> Laid:
    """Teach five days, shadow five, go live; all of the first wave, under one summary."""
    plan = Plan(
        id=OURS["plan_id"],
        programme_id=OURS["programme_id"],
        vendor_id=OURS["vendor_id"],
        contract_id=CONTRACT,
        title="Payables",
        country="NL",
        acceptance_days=3,
        starts_at=datetime.combine(START, time.min),
        baseline_finishes_on=START,
        finishes_on=START,
        calendar="NL",
        calendars=(office_calendar("NL"),),
        critical_path=[],
        warnings=[],
    )
    drafted = [
        PlannedTask(code="way", title="The way of wave 1", wave="wave-1"),
        _part("teach", 5, constraint=not_before(START)),
        _part("shadow", 5, "teach"),
        _part("live", 1, "shadow", live=True),
        _part("hypercare", 5, "live"),
    ]
    tasks = [plan.task(task, n) for n, task in enumerate(drafted)]
    wave = Wave(
        **OURS,
        contract_id=CONTRACT,
        code="wave-1",
        title="Payables",
        processes=["payables"],
        first_planned_on=date(2025, 9, 15),
        planned_on=date(2025, 9, 15),
        live_task="live",
    )
    found = Laid(plan, of_plan(plan, tasks), [wave], tasks)
    list(found.rebuild("planned"))
    return found


def _part(code: str, days: int, after: str | None = None, **more: object) -> PlannedTask:
    predecessors = (Predecessor(task=after),) if after else ()
    facts = {"minutes": days * DAY, "predecessors": predecessors, **more}
    return PlannedTask(code=code, title=code, parent="way", wave="wave-1", **facts)
