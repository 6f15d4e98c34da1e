"""Cases handled unaided in reverse shadowing: the wave's latest."""

from datetime import date
from decimal import Decimal

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.knowledge.graph import graph_of
from services.transition.knowledge.knowledge_transfer import ReverseShadowing
from services.transition.models import Gate
from services.transition.readiness.criteria import SHADOWING
from services.transition.readiness.measured import Measured, share_result


async def measure(db: Db, gate: Gate, on: date) -> Measured:
    graph = await graph_of(db, gate.plan_id, on, gate.wave)
    found = graph.shadowing
    result = shadowing_result(found.value, gate.threshold(SHADOWING))
    result = result.model_copy(update={"vendors_word": graph.vendors_word.of_cases})
    return Measured(result, found.explanation, graph.newest)


def shadowing_result(shadowing: ReverseShadowing, threshold: Decimal) -> CriterionResult:
    share = shadowing.share if shadowing.enough else None
    missing = f"not enough data, {shadowing.cases} cases"
    return share_result(SHADOWING, share, threshold, missing)
