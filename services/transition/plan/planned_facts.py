"""A task as planned, told to the network: nothing else is known of it."""

from dataclasses import dataclass, fields
from datetime import date, datetime

from services.transition.exchange.plan_document import PlannedConstraint, PlannedTask, Predecessor


@dataclass(frozen=True, slots=True)
class PlannedFacts:
    """As `Facts` of `plan.network` has them."""

    code: str
    parent: str | None
    minutes: int
    elapsed: bool
    calendar: str | None
    predecessors: tuple[Predecessor, ...]
    constraint: PlannedConstraint | None
    deadline: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    done_on: date | None = None
    reported_on: date | None = None
    slipped_to: date | None = None


NAMES = tuple(f.name for f in fields(PlannedFacts) if f.name in PlannedTask.model_fields)


def facts_of(task: PlannedTask) -> PlannedFacts:
    return PlannedFacts(**{name: getattr(task, name) for name in NAMES})
