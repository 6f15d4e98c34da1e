"""Cases handled unaided in reverse shadowing: the wave's latest."""

from datetime import date
from decimal import Decimal

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.knowledge.knowledge_transfer import ReverseShadowing, reverse_shadow_pass
from services.transition.loading import records_of
from services.transition.models import Gate, counted_on, tallies
from services.transition.readiness.criteria import SHADOWING
from services.transition.readiness.measured import Measured, share_result


async def measure(db: Db, gate: Gate, on: date) -> Measured:
    records = await records_of(db, gate.plan_id, gate.wave)
    found = reverse_shadow_pass.explained(tallies(records))
    newest = max(counted_on(records), default=None)
    return Measured(
        shadowing_result(found.value, gate.threshold(SHADOWING)), found.explanation, newest
    )


def shadowing_result(shadowing: ReverseShadowing, threshold: Decimal) -> CriterionResult:
    share = shadowing.share if shadowing.enough else None
    missing = f"not enough data, {shadowing.cases} cases"
    return share_result(SHADOWING, share, threshold, missing)
