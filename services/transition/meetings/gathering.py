"""What the agenda of a series' next meeting is put together from."""

from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.explain import Explained
from services.transition.meetings.next_agenda import (
    MOST,
    AgendaPoint,
    OpenAction,
    OverdueItem,
    next_agenda,
)
from services.transition.models import (
    AccessRequest,
    ActionState,
    Blocker,
    BlockerState,
    Integration,
    MeetingAction,
    MeetingSeries,
    Obligation,
    ObligationState,
)


async def agenda_of(db: Db, series: MeetingSeries, on: date) -> Explained[list[AgendaPoint]]:
    """As of a day: actions of the series, and what is overdue or in the way of the whole plan."""
    actions = [_open(action) for action in await open_actions(db, series.id)]
    overdue = [
        *await _overdue(db, series.plan_id, AccessRequest),
        *await _overdue(db, series.plan_id, Integration),
        *await _owed(db, series.plan_id),
    ]
    blockers = await _blockers(db, series.plan_id)
    return next_agenda.explained(on, series.agenda, actions, overdue, blockers)


async def open_actions(db: Db, series_id: UUID) -> list[MeetingAction]:
    query = select(MeetingAction).where(
        MeetingAction.series_id == series_id, MeetingAction.state == ActionState.OPEN
    )
    first = (col(MeetingAction.due_on), col(MeetingAction.id))
    return await db.all(query.order_by(*first).limit(MOST))


def _open(action: MeetingAction) -> OpenAction:
    return OpenAction(
        id=action.id,
        what=action.what,
        owner=action.owner,
        due_on=action.due_on,
        carried=action.carried,
    )


async def _overdue(
    db: Db, plan_id: UUID, kind: type[AccessRequest] | type[Integration]
) -> list[OverdueItem]:
    query = select(kind).where(kind.plan_id == plan_id, col(kind.overdue).is_(True))
    found = await db.all(query.order_by(col(kind.id)).limit(MOST))
    return [
        OverdueItem(text=item.title, needed_by=item.needed_by, obliged=item.obliged)
        for item in found
        if item.is_wanted and not item.is_ready
    ]


async def _owed(db: Db, plan_id: UUID) -> list[OverdueItem]:
    late = (Obligation.plan_id == plan_id, Obligation.state == ObligationState.LATE)
    found = await db.all(select(Obligation).where(*late).order_by(col(Obligation.id)).limit(MOST))
    return [OverdueItem(text=o.title, needed_by=o.due, obliged=o.side) for o in found]


async def _blockers(db: Db, plan_id: UUID) -> list[str]:
    """Of whatever severity: the meeting is where the milder ones are worked off."""
    query = select(Blocker).where(
        Blocker.plan_id == plan_id, Blocker.state != BlockerState.RESOLVED
    )
    worst = (col(Blocker.severity), col(Blocker.id))
    return [each.sentence for each in await db.all(query.order_by(*worst).limit(MOST))]
