"""What gates asked for under each version of the rule: older decisions are held to it.

Version 2 was added to while it was in use, by criteria that are asked for only where they were
measured. It stays as that left it. From version 3 on another criterion is another version: the
tests hold each table to what it was.
"""

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
SECOND = {
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
}
USUAL = {1: FIRST, 2: SECOND, 3: SECOND}
