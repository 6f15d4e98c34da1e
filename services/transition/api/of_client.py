"""What the routes about the client's people share. None of them lets a vendor in."""

from datetime import date
from typing import Annotated, Any

from pydantic import StringConstraints

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.bodies import Body
from libs.common.db import Db
from libs.common.edge import needs
from libs.common.events.vendor.evidence import Evidence
from services.transition.api.common import Day, Reason
from services.transition.models import Plan
from services.transition.models.of_client import FeedsGates, OfClient
from services.transition.models.plan_items import Deed
from services.transition.plan.items import day_of
from services.transition.plan.loading import must_be_new

Client = Annotated[Actor, needs()]
"People of the client with any role on the programme: no vendor."
Communicator = Annotated[Actor, needs(Role.PROGRAMME_OFFICE)]
People = Annotated[Actor, needs(Role.HR)]
PeopleReader = Annotated[
    Actor,
    needs(
        Role.HR,
        Role.PROGRAMME_OFFICE,
        Role.SPONSOR,
        Role.FINANCE,
        Role.LEGAL,
        Role.DATA_PROTECTION,
        Role.AUDITOR,
    ),
]
"Who reads roles, counts and what they cost."
Note = Annotated[str, StringConstraints(max_length=2000)]


class TakeStep(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Note = ""
    evidence: Evidence = []


class GiveReason(Body):
    on: Day | None = None
    "Today, unless stated."
    reason: Reason


def deed(plan: Plan, body: Any, db: Db, actor: Actor) -> Deed:
    """On its day, or today; 422 for a day that has not come."""
    note: str = getattr(body, "reason", "") or getattr(body, "note", "")
    on: date = day_of(plan, body.on, db.now)
    return Deed(on, actor.id, db.now, note, getattr(body, "evidence", []))


async def begin(db: Db, kind: type[OfClient], plan_id: Any, code: str, actor: Actor) -> Plan:
    """The plan, locked, so that a code is taken once. 409 where it is taken."""
    plan = await db.locked(Plan, plan_id, actor)
    await must_be_new(db, kind, plan_id, code)
    return plan


def of_plan(plan: Plan, kind: type[OfClient]) -> dict[str, Any]:
    """Where a new row belongs."""
    vendor = {"vendor_id": plan.vendor_id} if issubclass(kind, FeedsGates) else {}
    return {"programme_id": plan.programme_id, "plan_id": plan.id, **vendor}


NOTHING_TO_ADD = TakeStep()
