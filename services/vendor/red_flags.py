"""What a careful reader of bids would ask about. A flag is a question, not a verdict.

Source: the usual screens for collusion and for bids that cannot be kept: a single bid, a price
below 1 % apart from the next, a price far below the field.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from statistics import median
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up

TOO_CLOSE = Decimal("0.01")
FAR_BELOW = Decimal("0.30")


class FlagKind(StrEnum):
    SINGLE_BID = "single_bid"
    TOO_CLOSE = "too_close"
    FAR_BELOW_THE_FIELD = "far_below_the_field"


class RedFlag(BaseModel):
    model_config = ConfigDict(frozen=True)
    kind: FlagKind
    bids: list[UUID]
    detail: str


@rule("red_flags", version=1)
def red_flags(explain: Explain, prices: Mapping[UUID, Decimal]) -> list[RedFlag]:
    """Over every bid for the lot, those knocked out included; prices above nil, one currency."""
    return [
        *explain("a single bid", _single(prices)),
        *explain("below 1 % apart from the next", _close(prices)),
        *explain("more than 30 % below the median", _far_below(prices)),
    ]


def _single(prices: Mapping[UUID, Decimal]) -> list[RedFlag]:
    if len(prices) != 1:
        return []
    return [_flag(FlagKind.SINGLE_BID, "Only one bid came: there was no competition.", *prices)]


def _close(prices: Mapping[UUID, Decimal]) -> list[RedFlag]:
    ordered = sorted(prices, key=prices.__getitem__)
    return [
        _flag(FlagKind.TOO_CLOSE, f"Two prices are {_percent(apart)} % apart.", low, high)
        for low, high in pairwise(ordered)
        if (apart := prices[high] / prices[low] - 1) < TOO_CLOSE
    ]


def _far_below(prices: Mapping[UUID, Decimal]) -> list[RedFlag]:
    middle = median(prices.values()) if prices else Decimal(0)
    return [
        _flag(FlagKind.FAR_BELOW_THE_FIELD, f"{_percent(below)} % below the median price.", bid)
        for bid, price in prices.items()
        if (below := 1 - price / middle) > FAR_BELOW
    ]


def _flag(kind: FlagKind, detail: str, *bids: UUID) -> RedFlag:
    return RedFlag(kind=kind, bids=list(bids), detail=detail)


def _percent(share: Decimal) -> Decimal:
    return half_up(share * 100, 2)
