"""Staff consulted: the consultations of the wave, and of the whole plan."""

from collections import Counter
from datetime import date

from sqlmodel import col, or_, select

from libs.common.db import Db
from services.transition.models import Consultation, Gate
from services.transition.people.staff_consulted import Standing, staff_consulted
from services.transition.readiness.criteria import CONSULTED
from services.transition.readiness.measured import Measured, all_wanted, day_after, first_after


async def measure(db: Db, gate: Gate, on: date) -> Measured | None:
    wanted = or_(col(Consultation.wave) == gate.wave, col(Consultation.wave).is_(None))
    query = select(Consultation).where(Consultation.plan_id == gate.plan_id, wanted)
    items: list[Consultation] = await db.all(query.order_by(col(Consultation.id)))
    if not items:
        return None
    standing = Counter(item.as_consulted.standing(on) for item in items)
    found = staff_consulted.explained({each: standing[each] for each in Standing})
    result = all_wanted(CONSULTED, found.value)
    asked = [item.as_consulted for item in items]
    days = [one.carry_out_from for one in asked]
    days += [day_after(one.next_promise_due) for one in asked]
    newest = max(item.last.on for item in items)
    return Measured(result, found.explanation, newest, first_after(on, days))
