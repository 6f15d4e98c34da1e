"""Who runs a wave's service levels, from its handover on."""

from sqlmodel import select

from libs.common.db import Db
from libs.common.events.transition.waves import WaveHandedOver
from libs.common.held import Early
from services.governance.models import Contract, ServiceLevel


async def note_who_runs_it(event: WaveHandedOver, db: Db) -> None:
    """Of every level of the contract that lives with the wave."""
    if await db.find(Contract, event.contract_id) is None:
        raise Early(f"contract {event.contract_id}")
    query = select(ServiceLevel).where(ServiceLevel.contract_id == event.contract_id)
    for level in await db.all(query.where(ServiceLevel.wave == event.wave).with_for_update()):
        level.is_run_by(event.run_by, event.accepted_on)
