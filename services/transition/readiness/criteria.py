"""What a wave must show at its gate, unless the gate chooses otherwise."""

from decimal import Decimal
from typing import Any, NamedTuple

from libs.common.events.transition.gates import CriterionResult

LEAST_THRESHOLD = Decimal("0.50")
"No gate asks for less."


class Criterion(NamedTuple):
    """`only_measured`: where nothing is measured it is no criterion, and nobody answers for it.
    `threshold`: a share 0 to 1 that a gate may choose for itself."""

    code: str
    title: str
    mandatory: bool = True
    only_measured: bool = False
    threshold: Decimal | None = None

    def result(self, *, met: bool, note: str, **more: Any) -> CriterionResult:
        named = {"code": self.code, "title": self.title, "mandatory": self.mandatory}
        return CriterionResult(**named, met=met, note=note, **more)


def usual(criterion: Criterion) -> Decimal:
    """The threshold that gates hold it to; all, where a share is not asked for."""
    return Decimal(1) if criterion.threshold is None else criterion.threshold


KNOWLEDGE = Criterion("knowledge-transfer", "Knowledge transferred", threshold=Decimal("0.90"))
SHADOWING = Criterion(
    "reverse-shadowing",
    "Cases handled unaided in reverse shadowing",
    threshold=Decimal("0.85"),
)
MILESTONES = Criterion("milestones-accepted", "Milestones before go-live accepted")
CONSULTED = Criterion("staff-consulted", "Staff consulted")
REHEARSED = Criterion("rollback-rehearsed", "Rollback rehearsed")
CONNECTED = Criterion("systems-connected", "Systems connected")
COMMUNICATED = Criterion("communication-sent", "Communication sent", mandatory=False)
SEATS = Criterion(
    "seats-certified",
    "Seats certified",
    mandatory=False,
    only_measured=True,
    threshold=Decimal("0.90"),
)
PILOT = Criterion("pilot-passed", "Pilot passed", only_measured=True)
MORALE = Criterion("morale", "Morale of the teams", mandatory=False, only_measured=True)
AGREEMENT = Criterion(
    "working-agreement", "Working agreement in place", mandatory=False, only_measured=True
)
STAKEHOLDERS = Criterion(
    "stakeholders-mapped",
    "Stakeholders mapped and on side",
    mandatory=False,
    only_measured=True,
    threshold=Decimal("0.80"),
)
ACTIONS = Criterion(
    "actions-in-time", "Actions of meetings in time", mandatory=False, only_measured=True
)
CULTURE = Criterion(
    "both-sides-trained",
    "Both sides trained in working together",
    mandatory=False,
    only_measured=True,
    threshold=Decimal("0.90"),
)
PEOPLE_SETTLED = Criterion(
    "people-settled", "Settled what becomes of people", mandatory=False, only_measured=True
)
KEY_PEOPLE = Criterion(
    "key-people-kept", "Key people kept until go-live", mandatory=False, only_measured=True
)
STANDARD = (
    KNOWLEDGE,
    SHADOWING,
    MILESTONES,
    CONSULTED,
    REHEARSED,
    CONNECTED,
    COMMUNICATED,
    SEATS,
    PILOT,
    MORALE,
    AGREEMENT,
    STAKEHOLDERS,
    ACTIONS,
    CULTURE,
    PEOPLE_SETTLED,
    KEY_PEOPLE,
)
