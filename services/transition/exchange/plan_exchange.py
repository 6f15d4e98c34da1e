"""A plan written down, as planners' tools read it."""

from collections.abc import Mapping, Sequence

from services.transition.exchange.plan_document import Dates, PlanDocument
from services.transition.models import Plan, Task
from services.transition.plan.network import PlanNetwork
from services.transition.scheduling.work_time import moment

MONEY = ("budget", "actual_cost")


def document_of(plan: Plan, network: PlanNetwork, tasks: Sequence[Task]) -> PlanDocument:
    """`tasks`: all of the plan."""
    return PlanDocument(
        title=plan.title,
        starts_at=plan.starts_at,
        calendar=plan.calendar,
        calendars=plan.calendars,
        tasks=tuple(task.as_planned() for task in tasks),
        resources=plan.resources,
        minutes_per_day=plan.minutes_per_day,
        currency=plan.currency,
        slack=plan.slack,
        finishes_at=moment(network.finish),
    )


def without_money(document: PlanDocument) -> PlanDocument:
    """As the vendor may have it."""
    bare = (task.model_copy(update=dict.fromkeys(MONEY)) for task in document.tasks)
    return document.model_copy(update={"tasks": tuple(bare)})


def dates_of(network: PlanNetwork) -> Mapping[str, Dates]:
    return {code: _dates(network, code) for code in network.outline.codes}


def _dates(network: PlanNetwork, code: str) -> Dates:
    at = network[code]
    return Dates(
        start=moment(at.start),
        finish=moment(at.finish),
        early_start=moment(at.early_start),
        early_finish=moment(at.early_finish),
        late_start=moment(at.late_start),
        late_finish=moment(at.late_finish),
        total_float=at.total_float,
        free_float=at.free_float,
        critical=at.critical,
    )
