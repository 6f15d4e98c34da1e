"""What gates asked for under each version of the rule, frozen: older decisions are held to it."""

from decimal import Decimal
from typing import NamedTuple


class Asked(NamedTuple):
    """`only_measured`: where nothing was measured it was no criterion."""

    mandatory: bool = True
    threshold: Decimal | None = None
    only_measured: bool = False


FIRST = {
    "knowledge-transfer": Asked(threshold=Decimal("0.90")),
    "reverse-shadowing": Asked(threshold=Decimal("0.85")),
    "milestones-accepted": Asked(),
    "staff-consulted": Asked(),
    "rollback-rehearsed": Asked(),
    "systems-connected": Asked(),
    "communication-sent": Asked(mandatory=False),
}
USUAL = {
    1: FIRST,
    2: {
        **FIRST,
        "seats-certified": Asked(False, Decimal("0.90"), only_measured=True),
        "pilot-passed": Asked(only_measured=True),
        "morale": Asked(mandatory=False, only_measured=True),
        "working-agreement": Asked(mandatory=False, only_measured=True),
        "stakeholders-mapped": Asked(False, Decimal("0.80"), only_measured=True),
        "actions-in-time": Asked(mandatory=False, only_measured=True),
        "both-sides-trained": Asked(False, Decimal("0.90"), only_measured=True),
        "people-settled": Asked(mandatory=False, only_measured=True),
        "key-people-kept": Asked(mandatory=False, only_measured=True),
    },
}
