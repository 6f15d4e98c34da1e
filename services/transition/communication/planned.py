"""The communication plan as it stands: its items with the days on which they are due."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.problems import invalid
from services.transition.communication.sent_in_time import PlannedItem
from services.transition.models import Communication, CommunicationState, Stakeholder, Wave
from services.transition.plan.loading import waves_of


async def waves_by_code(db: Db, plan_id: UUID) -> dict[str, Wave]:
    return {wave.code: wave for wave in await waves_of(db, plan_id)}


async def communications_of(db: Db, plan_id: UUID) -> list[Communication]:
    query = select(Communication).where(Communication.plan_id == plan_id)
    return await db.all(query.order_by(col(Communication.id)))


def live_on(wave: Wave) -> date:
    """When it went live, or is expected to."""
    return wave.live_on or wave.expected_on or wave.planned_on


def due_on(item: Communication, waves: Mapping[str, Wave]) -> date:
    """As it was when it was sent, missed or cancelled; else by its wave as it stands now."""
    day = item.was_due_on or item.fixed_on
    if day is not None:
        return day
    assert item.wave is not None  # noqa: S101
    assert item.days_from_live is not None  # noqa: S101
    return live_on(waves[item.wave]) + timedelta(days=item.days_from_live)


def as_planned(item: Communication, waves: Mapping[str, Wave]) -> PlannedItem:
    return PlannedItem(
        code=item.code,
        due_on=due_on(item, waves),
        sent_on=item.sent_on,
        is_cancelled=item.state is CommunicationState.CANCELLED,
    )


async def must_know(db: Db, plan_id: UUID, field: str, codes: Sequence[str]) -> None:
    """Refuses (422) stakeholders whom the plan does not list."""
    query = select(Stakeholder).where(
        Stakeholder.plan_id == plan_id, col(Stakeholder.code).in_(codes)
    )
    known = {each.code for each in await db.all(query)}
    for n, code in enumerate(codes):
        if code not in known:
            raise invalid(f"{field}/{n}", f"The plan lists no stakeholder {code}.")


def must_be_wave(waves: Mapping[str, Wave], code: str | None) -> None:
    if code is not None and code not in waves:
        raise invalid("/wave", f"The plan has no wave {code}.")
