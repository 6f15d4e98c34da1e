"""Milestone events of many programmes, in the order in which they happened and as they arrive."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from libs.common.bus import Message
from libs.common.events import Event
from libs.common.events.terms import WaveTerms
from libs.common.events.vendor.contracts import ContractSigned
from libs.common.events.vendor.milestones import MilestoneProgressReported, MilestoneReported
from libs.common.money import Money
from tests.telling import message

BEGIN = datetime(2025, 6, 16, 8, tzinfo=UTC)
TOLD = BEGIN + timedelta(days=300)
WAVES = ("wave-1", "wave-2")
STEPS = ("kt-complete", "pilot-complete", "live", "stable")


@dataclass(frozen=True)
class Storm:
    """`contracts`: one a programme. `in_order`: what their vendors report, as it happened."""

    contracts: list[Message]
    in_order: list[Message]

    def as_it_arrives(self, seed: int) -> list[Message]:
        """Late, out of order, and one in ten twice."""
        chance = random.Random(seed)
        again = chance.sample(self.in_order, len(self.in_order) // 10)
        arriving = [*self.in_order, *again]
        chance.shuffle(arriving)
        return arriving


def storm(programmes: int, events: int, seed: int = 1) -> Storm:
    chance = random.Random(seed)
    signed = [_signed(_id(chance), _id(chance), _id(chance)) for _ in range(programmes)]
    told = [
        message(report, stated_at=TOLD, id=_id(chance, seven=True))
        for n in range(events)
        for report in [_report(signed[n % programmes], n, chance)]
    ]
    contracts = [message(each, stated_at=BEGIN, id=_id(chance, seven=True)) for each in signed]
    return Storm(contracts, told)


def _report(contract: ContractSigned, n: int, chance: random.Random) -> Event:
    """The nth thing that happens: mostly progress, sometimes a milestone that is reached."""
    ours: dict[str, Any] = {
        "programme_id": contract.programme_id,
        "vendor_id": contract.vendor_id,
        "contract_id": contract.contract_id,
        "milestone": f"{chance.choice(WAVES)}-{chance.choice(STEPS)}",
        "as_of": BEGIN + timedelta(minutes=7 * n),
    }
    day = BEGIN.date() + timedelta(days=chance.randrange(250))
    if chance.random() < 0.2:
        return MilestoneReported(**ours, reached_on=day)
    facts = {
        "percent": chance.randrange(101),
        "started_on": day,
        "expected_on": day + timedelta(days=chance.randrange(60)),
        "reason": "It takes longer",
    }
    kept = {name: value for name, value in facts.items() if chance.random() < 0.6}
    return MilestoneProgressReported(**ours, **kept)


def _signed(programme: UUID, vendor: UUID, contract: UUID) -> ContractSigned:
    waves = [
        WaveTerms(code=code, title=code, processes=[f"p{n}"], planned_on=date(2025, 10 + n, 13))
        for n, code in enumerate(WAVES)
    ]
    return ContractSigned(
        programme_id=programme,
        vendor_id=vendor,
        contract_id=contract,
        title="Customer service",
        signed_on=date(2025, 6, 13),
        starts_on=date(2025, 6, 16),
        term_months=60,
        monthly_fee=Money.of(100_000, "EUR"),
        at_risk_share="0.12",  # type: ignore[arg-type]
        service_levels=[],
        waves=waves,
        price=[],
        country="NL",
    )


def _id(chance: random.Random, seven: bool = False) -> UUID:
    """Minted at the moment of the story, so that the same story has the same ids."""
    if not seven:
        return UUID(int=chance.getrandbits(128), version=4)
    stamp = int(TOLD.timestamp() * 1000) << 80
    version, variant = 7 << 76, 2 << 62
    return UUID(
        int=stamp | version | chance.getrandbits(12) << 64 | variant | chance.getrandbits(62)
    )


def batches(messages: Sequence[Message], size: int = 500) -> Iterator[Sequence[Message]]:
    for first in range(0, len(messages), size):
        yield messages[first : first + size]
