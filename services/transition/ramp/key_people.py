"""The key people of both sides, and whom an agreement keeps until a day."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from sqlmodel import col, or_, select

from libs.common.db import Db
from libs.common.events.transition.party import Party
from services.transition.models.members import MemberState, TeamMember
from services.transition.models.retention import RetentionAgreement, RetentionState


class KeyPerson(NamedTuple):
    """`kept_until`: the last day of what is agreed, none where nothing is. `since`: the newest fact
    about them."""

    code: str
    name: str
    side: Party
    leaving_on: date | None
    kept_until: date | None
    is_kept: bool
    since: date


async def key_people_of(db: Db, plan_id: UUID, until: date) -> list[KeyPerson]:
    """`is_kept` until that day, as far as the session may know of it. Who has left is kept no
    longer; where a successor was named, that one stands in, and is listed if key too."""
    query = select(TeamMember).where(
        TeamMember.plan_id == plan_id,
        col(TeamMember.is_key).is_(True),
        or_(TeamMember.state != MemberState.LEFT, col(TeamMember.successor).is_(None)),
    )
    members = await db.all(query.order_by(col(TeamMember.id)))
    agreed = await _agreed(db, plan_id)
    return [_person(member, agreed.get(member.code), until) for member in members]


async def _agreed(db: Db, plan_id: UUID) -> dict[str, RetentionAgreement]:
    """By person; of several the one that lasts longest."""
    query = select(RetentionAgreement).where(
        RetentionAgreement.plan_id == plan_id,
        RetentionAgreement.state == RetentionState.AGREED,
    )
    return {
        each.person: each for each in await db.all(query.order_by(col(RetentionAgreement.until)))
    }


def _person(member: TeamMember, agreement: RetentionAgreement | None, until: date) -> KeyPerson:
    gone_on = member.left_on or member.leaving_on
    stays = gone_on is None or gone_on >= until
    last = [member.last.on, *([agreement.last.on] if agreement else [])]
    return KeyPerson(
        code=member.code,
        name=member.name,
        side=member.side,
        leaving_on=member.leaving_on,
        kept_until=agreement.until if agreement else None,
        is_kept=stays and agreement is not None and agreement.until >= until,
        since=max(last),
    )
