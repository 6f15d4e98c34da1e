"""A person, a seat and an agreement of either side, for the tests of the ramp."""

from datetime import date
from decimal import Decimal
from typing import Any

from libs.common.events.transition.party import Party
from libs.common.money import Money
from services.transition.models.members import TeamMember
from services.transition.models.retention import RetentionAgreement
from services.transition.models.seats import Seat
from tests.unit.transition.plan_items import OURS, START, deed


def member(**more: Any) -> TeamMember:
    """Of the vendor's team since 1 September."""
    facts: dict[str, Any] = {
        "code": "ewa",
        "name": "Ewa Nowak",
        "side": Party.VENDOR,
        "role": "Clerk",
    }
    found = TeamMember(**{**OURS, **facts, "joined_on": START, **more})
    list(found.join(deed()))
    return found


def seat(**more: Any) -> Seat:
    """Open since 1 September."""
    facts: dict[str, Any] = {"code": "ap-1", "wave": "wave-1", "role": "Clerk", "language": "nl"}
    place: dict[str, Any] = {
        "location": "Kraków",
        "side": Party.VENDOR,
        "needed_by": date(2025, 9, 12),
    }
    listed: dict[str, Any] = {"topics": [], "threshold": Decimal("0.90"), "access": []}
    found = Seat(**{**OURS, **facts, **place, **listed, **more})
    list(found.add(deed()))
    return found


def agreement(side: Party = Party.VENDOR, **more: Any) -> RetentionAgreement:
    """Proposed on 1 September, to keep Ewa until the end of the year."""
    facts = {
        **OURS,
        "vendor_id": OURS["vendor_id"] if side is Party.VENDOR else None,
        "person": "ewa",
        "side": side,
        "from_on": START,
        "until": date(2025, 12, 31),
        "topics": ["vat"],
        "amount": Money.of(4000, "EUR"),
        "remind_days": 30,
    }
    found = RetentionAgreement(**{**facts, **more})
    list(found.propose(deed()))
    return found
