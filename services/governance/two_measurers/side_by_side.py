"""Lays the two measurers' values side by side, and says where they do not agree.

Source: vendor-reported and client-measured values stand side by side; a difference beyond a
tolerance is a finding. Where only one side measured, that is a finding of its own.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.governance.months import Month
from services.governance.two_measurers.readings import Key, Measure, Reading
from services.governance.two_measurers.tolerance import Tolerance

Tolerances = Mapping[Measure, Tolerance]
NONE: Mapping[str, Tolerances] = {}
PLACES = 4
"Decimals in a reason; comparisons are made on the values as they came."


class Finding(StrEnum):
    DIFFERS = "differs"
    VENDOR_MISSING = "vendor_missing"
    CLIENT_MISSING = "client_missing"


class MeasuredTwice(ValueError):
    """One side gave two values for the same: which one stands has to be settled first."""


class NoTolerance(ValueError):
    """Nothing says how far apart the two may lie."""


class Pair(BaseModel):
    model_config = ConfigDict(frozen=True)
    level: str
    period: Month | date
    measure: Measure
    vendor: Decimal | None
    client: Decimal | None
    difference: Decimal | None
    "Vendor's less client's; none where a side is missing."
    finding: Finding | None
    reason: str | None


@rule("side_by_side", version=1)
def side_by_side(
    explain: Explain,
    vendor: Sequence[Reading],
    client: Sequence[Reading],
    tolerances: Tolerances,
    of_levels: Mapping[str, Tolerances] = NONE,
) -> list[Pair]:
    """By level, period and measure, each once. `of_levels`: tolerances that a level has of its
    own, before those for all."""
    theirs, ours = _by_key(vendor, "vendor"), _by_key(client, "client")
    explain("readings of the vendor, of the client", (len(theirs), len(ours)))
    keys = sorted(theirs.keys() | ours.keys())
    pairs = [
        _pair(theirs.get(key), ours.get(key), {**tolerances, **of_levels.get(key[0], {})})
        for key in keys
    ]
    explain("findings", [pair.reason for pair in pairs if pair.finding])
    return pairs


def _by_key(readings: Sequence[Reading], side: str) -> dict[Key, Reading]:
    found: dict[Key, Reading] = {}
    for one in readings:
        if one.key in found:
            raise MeasuredTwice(f"two values of the {side} for {_name(one)}")
        found[one.key] = one
    return found


def _pair(vendor: Reading | None, client: Reading | None, tolerances: Tolerances) -> Pair:
    one = vendor or client
    assert one  # noqa: S101
    theirs, ours = (vendor.value if vendor else None), (client.value if client else None)
    finding, reason = _judged(one, theirs, ours, tolerances)
    return Pair(
        level=one.level,
        period=one.period,
        measure=one.measure,
        vendor=theirs,
        client=ours,
        difference=None if theirs is None or ours is None else theirs - ours,
        finding=finding,
        reason=reason,
    )


def _judged(
    one: Reading,
    vendor: Decimal | None,
    client: Decimal | None,
    tolerances: Tolerances,
) -> tuple[Finding | None, str | None]:
    if vendor is None:
        return Finding.VENDOR_MISSING, f"{_name(one)}: measured by the client only"
    if client is None:
        return Finding.CLIENT_MISSING, f"{_name(one)}: reported by the vendor only"
    if one.measure not in tolerances:
        raise NoTolerance(f"no tolerance is agreed for {one.measure.value}")
    tolerance = tolerances[one.measure]
    if tolerance.allows(vendor, client):
        return None, None
    apart = f"{_shown(abs(vendor - client))} apart, more than {tolerance}"
    said = f"vendor {_shown(vendor)}, client {_shown(client)}: {apart}"
    return Finding.DIFFERS, f"{_name(one)}: {said}"


def _name(one: Reading) -> str:
    return f"{one.level} {one.period} {one.measure.value}"


def _shown(value: Decimal) -> str:
    return format(half_up(value, PLACES).normalize(), "f")
