"""What stands on the next meeting's agenda, put together from what is open.

Order, as a choice: actions that are late, by how long; what else is overdue; blockers; actions that
are open; then what stands on it every time, which is never left out. Where the others do not fit,
the last place says how many more there are. Version 1 left out whatever came last, in silence.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule

MOST = 200
"Points on one agenda. Of each kind as many are read, so that there may be more than are counted."


class PointKind(StrEnum):
    LATE_ACTION = "late_action"
    OVERDUE = "overdue"
    BLOCKER = "blocker"
    OPEN_ACTION = "open_action"
    BEYOND = "beyond"
    STANDING = "standing"


class AgendaPoint(BaseModel):
    """`why`: how it came onto the agenda."""

    model_config = ConfigDict(frozen=True)
    kind: PointKind
    text: str
    why: str
    action: UUID | None = None


class OpenAction(BaseModel):
    model_config = ConfigDict(frozen=True)
    id: UUID
    what: str
    owner: str
    due_on: date
    carried: int


class OverdueItem(BaseModel):
    """What the plan waits for, and who is to make it good."""

    model_config = ConfigDict(frozen=True)
    text: str
    needed_by: date
    obliged: str


@rule("next_agenda", version=2)
def next_agenda(
    explain: Explain,
    on: date,
    standing: Sequence[str],
    actions: Sequence[OpenAction],
    overdue: Sequence[OverdueItem],
    blockers: Sequence[str],
) -> list[AgendaPoint]:
    by_due = sorted(actions, key=lambda action: (action.due_on, action.id))
    late = explain("late actions", [action for action in by_due if action.due_on < on])
    ahead = explain("open actions", [action for action in by_due if action.due_on >= on])
    points = [_action(PointKind.LATE_ACTION, action, on) for action in late]
    points += [_overdue(item, on) for item in sorted(overdue, key=lambda i: i.needed_by)]
    points += [AgendaPoint(kind=PointKind.BLOCKER, text=b, why="It is open.") for b in blockers]
    points += [_action(PointKind.OPEN_ACTION, action, on) for action in ahead]
    fits = _as_many_as_fit(points, explain("places left for them", MOST - len(standing)))
    every = "It stands on every agenda."
    fits += [AgendaPoint(kind=PointKind.STANDING, text=text, why=every) for text in standing]
    explain("points", len(fits))
    return fits


def _as_many_as_fit(points: list[AgendaPoint], places: int) -> list[AgendaPoint]:
    """The first, and in the last place how many more there are."""
    if len(points) <= places:
        return points
    kept = points[: max(places - 1, 0)]
    text = f"At least {len(points) - len(kept)} more are open"
    return [*kept, AgendaPoint(kind=PointKind.BEYOND, text=text, why="One agenda ends here.")]


def _action(kind: PointKind, action: OpenAction, on: date) -> AgendaPoint:
    days = (on - action.due_on).days
    due = f"{days} days late" if days > 0 else f"due {action.due_on}"
    carried = f", carried over {action.carried} times" if action.carried else ""
    text = f"{action.owner}: {action.what}"
    return AgendaPoint(kind=kind, text=text, why=f"{due}{carried}", action=action.id)


def _overdue(item: OverdueItem, on: date) -> AgendaPoint:
    why = f"needed by {item.needed_by}, {(on - item.needed_by).days} days ago: {item.obliged}'s"
    return AgendaPoint(kind=PointKind.OVERDUE, text=item.text, why=f"{why} move")
