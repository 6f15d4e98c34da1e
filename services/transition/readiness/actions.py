"""Actions in time: what the meetings of the plan asked for."""

from datetime import date

from sqlmodel import col, select

from libs.common.db import Db
from services.transition.meetings.actions_in_time import LateAction, actions_in_time
from services.transition.models import ActionState, Gate, MeetingAction
from services.transition.readiness.criteria import ACTIONS
from services.transition.readiness.measured import Measured, all_wanted, day_after, first_after


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    query = select(MeetingAction).where(
        MeetingAction.plan_id == gate.plan_id, MeetingAction.state != ActionState.DROPPED
    )
    actions: list[MeetingAction] = await db.all(
        query.order_by(col(MeetingAction.due_on), col(MeetingAction.id))
    )
    if not actions:
        return None
    late = [each for each in actions if each.is_late(on)]
    found = actions_in_time.explained(
        len(actions), [LateAction.model_validate(each, from_attributes=True) for each in late]
    )
    result = all_wanted(ACTIONS, found.value)
    newest = max(a.done_on or a.agreed_on for a in actions)
    days = [day_after(a.due_on) for a in actions if a.state is ActionState.OPEN]
    return Measured(result, found.explanation, newest, first_after(on, days))
