"""Reopen rate: of the tickets that were resolved, how many were opened again.

A choice: where the source counts reopenings its count is believed; else a ticket was reopened that
has an event in another status after one in a status that resolves.
"""

from collections.abc import Collection
from decimal import Decimal

import polars as pl
from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.governance.tickets.log import TicketLog

PLACES = 2


class Reopened(BaseModel):
    model_config = ConfigDict(frozen=True)
    resolved: int
    reopened: int


def reopened(log: TicketLog, resolving: Collection[str]) -> Reopened:
    """Counts; `resolving`: statuses in which a ticket is resolved or closed."""
    done = pl.col("status").is_in(list(resolving)).fill_null(False)
    was_done = done.cast(pl.Int8).cum_max().shift(fill_value=0)
    told = log.events.group_by("ticket").agg(
        resolved=done.any() | pl.col("resolved_at").is_not_null().any(),
        again=(~done & (was_done == 1) & pl.col("status").is_not_null()).any(),
        counted=pl.col("reopens").max() > 0,
    )
    back = told.filter("resolved").select(pl.coalesce("counted", "again")).to_series()
    return Reopened(resolved=len(back), reopened=int(back.sum()))


@rule("ticket_reopen_rate", version=1)
def reopen_rate(explain: Explain, counts: Reopened) -> Decimal | None:
    """In per cent, half-up to 0.01; none where nothing was resolved."""
    again = explain("opened again", counts.reopened)
    resolved = explain("resolved", counts.resolved)
    if not resolved:
        return explain("no score: nothing was resolved", None)
    return explain("opened again / resolved, %", half_up(Decimal(again) * 100 / resolved, PLACES))
