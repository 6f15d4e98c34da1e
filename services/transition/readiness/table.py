"""Which criteria are computed, and by what. The others are answered and signed.

A line here is all that a new measure takes: `criterion.code: module.measure`.
"""

from services.transition.readiness import knowledge, milestones, shadowing, systems
from services.transition.readiness.criteria import (
    CONNECTED,
    KNOWLEDGE,
    MILESTONES,
    SHADOWING,
)
from services.transition.readiness.measured import Measure

MEASURES: dict[str, Measure] = {
    KNOWLEDGE.code: knowledge.measure,
    SHADOWING.code: shadowing.measure,
    MILESTONES.code: milestones.measure,
    CONNECTED.code: systems.measure,
}
