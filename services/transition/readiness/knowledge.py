"""Knowledge transferred: the wave's topics, by what was done on them and who has left."""

from datetime import date
from decimal import Decimal

from libs.common.db import Db
from libs.common.events.transition.gates import CriterionResult
from services.transition.knowledge.graph import graph_of
from services.transition.knowledge.knowledge_transfer import Knowledge
from services.transition.models import Gate
from services.transition.readiness.criteria import KNOWLEDGE
from services.transition.readiness.measured import Measured, share_result


async def measure(db: Db, gate: Gate, on: date) -> Measured:
    graph = await graph_of(db, gate.plan_id, on, gate.wave)
    found = graph.knowledge
    result = knowledge_result(found.value, gate.threshold(KNOWLEDGE))
    result = result.model_copy(update={"vendors_word": graph.vendors_word.of_steps})
    return Measured(result, found.explanation, graph.newest)


def knowledge_result(knowledge: Knowledge, threshold: Decimal) -> CriterionResult:
    return share_result(KNOWLEDGE, knowledge.share, threshold, "no topics are listed")
