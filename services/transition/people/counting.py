"""Roles, groups and placements of a plan, as the rules take them."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.people import Fate
from services.transition.models import AffectedRole, Placement, Pulse, PulseState
from services.transition.models.affected_roles import PlacementState
from services.transition.people.headcount_agrees import RoleCount
from services.transition.people.people_settled import RoleStanding
from services.transition.people.severance import SeveranceLine

ACCEPTED = (PlacementState.ACCEPTED, PlacementState.IN_TRAINING, PlacementState.PLACED)


async def roles_of(db: Db, plan_id: UUID) -> list[AffectedRole]:
    query = select(AffectedRole).where(AffectedRole.plan_id == plan_id)
    return await db.all(query.order_by(col(AffectedRole.id)))


async def placements_of(db: Db, plan_id: UUID) -> list[Placement]:
    query = select(Placement).where(Placement.plan_id == plan_id)
    return await db.all(query.order_by(col(Placement.id)))


async def counted_pulses(db: Db, plan_id: UUID) -> list[Pulse]:
    """Oldest first."""
    query = select(Pulse).where(Pulse.plan_id == plan_id, Pulse.state == PulseState.COUNTED)
    return await db.all(query.order_by(col(Pulse.counted_on), col(Pulse.id)))


def counted(roles: Sequence[AffectedRole]) -> list[RoleCount]:
    return [
        RoleCount(role=role.code, headcount=role.headcount, by_fate=_by_fate(role))
        for role in roles
    ]


def _by_fate(role: AffectedRole) -> dict[Fate, int]:
    found: Counter[Fate] = Counter()
    for group in role.groups:
        found[group.fate] += group.headcount
    return dict(found)


def offered(placements: Sequence[Placement]) -> dict[str, int]:
    """By role, to how many a new place is offered that they did not decline."""
    found: Counter[str] = Counter()
    for each in placements:
        found[each.role] += each.count - each.counts.get(PlacementState.DECLINED, 0)
    return dict(found)


def of_wave(roles: Sequence[AffectedRole], wave: str | None) -> list[AffectedRole]:
    """With those of no wave; all where none is named."""
    return [role for role in roles if wave is None or role.wave in (wave, None)]


def standings(roles: Sequence[AffectedRole], placements: Sequence[Placement]) -> list[RoleStanding]:
    placed = accepted(placements)
    return [
        RoleStanding(
            role=role.code,
            headcount=role.headcount,
            by_fate=_by_fate(role),
            placed=placed.get(role.code, 0),
            severed=sum(each.headcount for each in role.groups if each.severance is not None),
        )
        for role in roles
    ]


def accepted(placements: Sequence[Placement]) -> dict[str, int]:
    """By role, how many accepted a new place, are trained for it or have it."""
    found: Counter[str] = Counter()
    for each in placements:
        found[each.role] += sum(each.counts.get(state, 0) for state in ACCEPTED)
    return dict(found)


def by_state(placements: Sequence[Placement]) -> dict[PlacementState, int]:
    return {
        state: sum(each.counts.get(state, 0) for each in placements) for state in PlacementState
    }


def severance_lines(roles: Sequence[AffectedRole]) -> list[SeveranceLine]:
    return [
        SeveranceLine(role=role.code, headcount=group.headcount, cost=group.severance)
        for role in roles
        for group in role.groups
        if group.fate is Fate.REDUNDANT or group.severance is not None
    ]


def latest_by_team(pulses: Sequence[Pulse], since: date, until: date) -> list[Pulse]:
    """Of each team that enough answered for, the last one counted within the days."""
    last: dict[tuple[str, str], Pulse] = {}
    for pulse in pulses:
        within = pulse.counted_on is not None and since <= pulse.counted_on <= until
        if within and pulse.morale is not None and pulse.morale.mean is not None:
            last[pulse.side, pulse.team] = pulse
    return list(last.values())
