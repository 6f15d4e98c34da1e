"""What a decision to let a wave go live no longer finds as it was.

Choices: a mandatory criterion that was measured at the decision, is measured now, and is neither
met nor covered by a waiver on which that decision rests; and an open blocker of severity 1 or 2. A
waiver granted since, or for what was met then, covers nothing: somebody must decide on it. What
somebody answered for stays answered,
also where it can be measured since. A freeze is not counted: go-live is refused within it by its
own name, and the wave may go live beside it.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.claims.blockers import open_blockers
from services.transition.models import Gate, GateDecision
from services.transition.readiness.gate import shortfall
from services.transition.readiness.showing import Readiness


async def fallen(db: Db, gate: Gate, found: Readiness) -> list[str]:
    """A sentence for each."""
    covered = {waiver.criterion for waiver in gate.rests_on}
    short = [
        c
        for c in found.results
        if c.mandatory and c.measured and not c.met and not (c.waived and c.code in covered)
    ]
    lost = await _measured_then(db, gate, short) if short else []
    return [*map(shortfall, lost), *await open_blockers(db, gate.plan_id, gate.wave)]


async def _measured_then(
    db: Db, gate: Gate, short: Sequence[CriterionResult]
) -> list[CriterionResult]:
    last = await last_decision(db, gate.id)
    measured = {c.code for c in last.criteria if c.measured} if last else set()
    return [criterion for criterion in short if criterion.code in measured]


async def last_decision(db: Db, gate_id: UUID) -> GateDecision | None:
    query = select(GateDecision).where(GateDecision.gate_id == gate_id)
    found: list[GateDecision] = await db.all(query.order_by(col(GateDecision.id).desc()).limit(1))
    return found[0] if found else None
