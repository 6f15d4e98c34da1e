"""Which criteria are computed, and by what. The others are answered and signed.

A line here is all that a new measure takes: `criterion.code: module.measure`.
"""

from services.transition.readiness import (
    actions,
    agreement,
    communication,
    consultation,
    culture,
    key_people,
    knowledge,
    milestones,
    morale,
    people_settled,
    pilot,
    rollback_rehearsed,
    seats,
    shadowing,
    stakeholders,
    systems,
)
from services.transition.readiness.criteria import (
    ACTIONS,
    AGREEMENT,
    COMMUNICATED,
    CONNECTED,
    CONSULTED,
    CULTURE,
    KEY_PEOPLE,
    KNOWLEDGE,
    MILESTONES,
    MORALE,
    PEOPLE_SETTLED,
    PILOT,
    REHEARSED,
    SEATS,
    SHADOWING,
    STAKEHOLDERS,
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
    STAKEHOLDERS.code: stakeholders.measure,
    ACTIONS.code: actions.measure,
    CULTURE.code: culture.measure,
    PEOPLE_SETTLED.code: people_settled.measure,
    KEY_PEOPLE.code: key_people.measure,
}
