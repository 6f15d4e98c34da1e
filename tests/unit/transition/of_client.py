"""Rows about the client's people, as they are when they begin."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from libs.common.events.transition.communication import Attitude
from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from services.transition.models import (
    AffectedRole,
    Communication,
    Consultation,
    Placement,
    Pulse,
    Stakeholder,
)
from services.transition.models.affected_roles import PlacementKind
from services.transition.models.communications import Channel
from services.transition.models.consultations import Deadline
from services.transition.models.plan_items import Deed
from services.transition.models.stakeholders import StakeholderKind

START = date(2025, 9, 1)
DIGEST = "0" * 64
OURS = {"programme_id": new_id(), "plan_id": new_id()}
OF_GATES = {**OURS, "vendor_id": new_id()}


def deed(day: str = "2025-09-01", note: str = "", by: str = "noor") -> Deed:
    return Deed(date.fromisoformat(day), by, datetime(2025, 9, 1, 12, tzinfo=UTC), note, [DIGEST])


def stakeholder() -> Stakeholder:
    row = Stakeholder(
        **OURS,
        code="council",
        name="Works council",
        kind=StakeholderKind.GROUP,
        side=Party.CLIENT,
        influence=5,
        interest=5,
        attitude=Attitude.CRITIC,
        wanted=Attitude.NEUTRAL,
        owner="Noor",
        needs="To hear of changes first",
        rhythm_days=14,
        listed_on=START,
    )
    list(row.enlist(deed()))
    return row


def communication(**more: Any) -> Communication:
    facts = {"fixed_on": date(2025, 9, 5), **more}
    row = Communication(
        **OF_GATES,
        code="suppliers",
        audience=["council"],
        message="Invoices go to a new address",
        channel=Channel.E_MAIL,
        sender="Joris",
        languages=["nl"],
        **facts,
    )
    list(row.plan(date(2025, 9, 5), deed()))
    return row


def consultation() -> Consultation:
    row = Consultation(
        **OF_GATES,
        code="council",
        body="Works council",
        about="Roles and working conditions",
        owner="Noor",
        due_on=date(2025, 9, 20),
        deadline=Deadline.STATUTORY,
    )
    list(row.plan(deed()))
    return row


def role(headcount: int = 10) -> AffectedRole:
    return AffectedRole(
        **OURS, code="clerk", title="Clerk", process="payables", headcount=headcount, groups=[]
    )


def placement(count: int = 10) -> Placement:
    row = Placement(
        **OURS,
        code="to-control",
        role="clerk",
        kind=PlacementKind.RETRAINING,
        to_role="Controller",
        count=count,
        offered_on=START,
        answer_by=date(2025, 9, 15),
        place_by=date(2025, 12, 1),
    )
    list(row.offer(deed()))
    return row


def pulse(code: str = "september") -> Pulse:
    row = Pulse(
        **OF_GATES,
        code=code,
        title="How are you",
        side=Party.CLIENT,
        team="Payables",
        questions=["Do you know your place?"],
        opens_on=START,
        tell_fall_beyond=Decimal("0.50"),
    )
    list(row.open(deed()))
    return row
