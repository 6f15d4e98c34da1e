"""Which criteria are computed, and by what. The others are answered and signed.

A line here is all that a new measure takes: `criterion.code: module.measure`.
"""

from services.transition.readiness import (
    agreement,
    communication,
    consultation,
    knowledge,
    milestones,
    morale,
    pilot,
    rollback_rehearsed,
    seats,
    shadowing,
    systems,
)
from services.transition.readiness.criteria import (
    AGREEMENT,
    COMMUNICATED,
    CONNECTED,
    CONSULTED,
    KNOWLEDGE,
    MILESTONES,
    MORALE,
    PILOT,
    REHEARSED,
    SEATS,
    SHADOWING,
)
from services.transition.readiness.measured import Measure

MEASURES: dict[str, Measure] = {
    KNOWLEDGE.code: knowledge.measure,
    SHADOWING.code: shadowing.measure,
    MILESTONES.code: milestones.measure,
    CONNECTED.code: systems.measure,
    REHEARSED.code: rollback_rehearsed.measure,
    CONSULTED.code: consultation.measure,
    COMMUNICATED.code: communication.measure,
    MORALE.code: morale.measure,
    PILOT.code: pilot.measure,
    AGREEMENT.code: agreement.measure,
    SEATS.code: seats.measure,
}
