"""Whose delay moved a date, and by how much.

Choices: a side's part is what the date would gain if that side's delays alone were taken out of
what happened. Where both are late at once, taking out one side's gains less than both together, or
either gains what both would: those days are concurrent. They count for neither side's part: both
are excused for them, and neither pays. What is left of the movement has other causes.
Source: the idea of concurrent delay of the SCL Delay and Disruption Protocol (2nd edition, 2017):
time is given for it, money is not; and the collapsed as-built method of that protocol.
"""

from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class Shares(BaseModel):
    """In the unit of the dates; client + vendor + concurrent + rest is the movement."""

    model_config = ConfigDict(frozen=True)
    movement: int
    client: int
    vendor: int
    concurrent: int
    rest: int


class Without(NamedTuple):
    """The date with delays taken out; `neither`: with those of both sides."""

    now: int
    client: int
    vendor: int
    neither: int


@rule("delay_shares", version=1)
def delay_shares(explain: Explain, agreed: int, stands: int, dates: Without) -> Shares:
    """`stands`: where the date is; `dates.now`: as the model of what happened has it, which the
    others are held against. A difference of the two is in the rest."""
    client = explain("gained without the client's delays", dates.now - dates.client)
    vendor = explain("gained without the vendor's delays", dates.now - dates.vendor)
    both = explain("gained without either's delays", dates.now - dates.neither)
    more = explain("both together − the client's − the vendor's", both - client - vendor)
    concurrent = explain("concurrent", abs(more))
    shared = explain("of these counted for both sides", max(-more, 0))
    movement = explain("movement = where it stands − agreed", stands - agreed)
    parts = {
        "client": explain("client's part", client - shared),
        "vendor": explain("vendor's part", vendor - shared),
    }
    rest = explain("rest = movement − all of these", movement - both)
    return Shares(movement=movement, concurrent=concurrent, rest=rest, **parts)
