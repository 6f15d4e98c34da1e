"""Needless escalation loops: tickets that groups hand to and fro.

A hand-over is an event with another group than the one before; events without a group say nothing.
A loop is a group that gets a ticket back from the one it handed it to, with nobody between:
A → B → A. A ticket bounces where it is handed over more often than stated.
"""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl
from pydantic import BaseModel, ConfigDict, NonNegativeInt

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.governance.tickets.log import TicketLog


class Pair(BaseModel):
    """Two groups, in the order of their names. `loops`: how often one got a ticket back."""

    model_config = ConfigDict(frozen=True)
    groups: tuple[str, str]
    loops: int
    tickets: int


class Loops(BaseModel):
    model_config = ConfigDict(frozen=True)
    tickets: int
    handed_over: int
    "Tickets that changed groups at all."
    looping: int
    "Tickets with a loop."
    bouncing: int
    "Tickets handed over more often than stated."
    pairs: tuple[Pair, ...]
    "Most loops first, then by name."


def hand_overs(log: TicketLog) -> pl.DataFrame:
    """Each with its ticket, the group before, and the one before that where there was one."""
    groups = log.events.lazy().select("ticket", "group").drop_nulls()
    changed = pl.col("group").ne_missing(pl.col("group").shift().over("ticket"))
    stays = groups.filter(changed)
    back = stays.with_columns(
        before=pl.col("group").shift().over("ticket"),
        earlier=pl.col("group").shift(2).over("ticket"),
    )
    return back.filter(pl.col("before").is_not_null()).collect()


def bounced(log: TicketLog, more_than: int) -> pl.DataFrame:
    """Tickets handed over more often, most often first: `ticket`, `hand_overs`."""
    counted = hand_overs(log).group_by("ticket").agg(hand_overs=pl.len())
    many = counted.filter(pl.col("hand_overs") > more_than)
    return many.sort("hand_overs", "ticket", descending=[True, False])


def loops(log: TicketLog, more_than: NonNegativeInt) -> Loops:
    """What a log holds of loops, and of tickets handed over more than so many times."""
    moves = hand_overs(log)
    back = moves.filter(pl.col("earlier") == pl.col("group"))
    per_ticket = moves.group_by("ticket").agg(times=pl.len())
    return Loops(
        tickets=log.tickets.height,
        handed_over=per_ticket.height,
        looping=back["ticket"].n_unique(),
        bouncing=per_ticket.filter(pl.col("times") > more_than).height,
        pairs=_pairs(back),
    )


def _pairs(back: pl.DataFrame) -> tuple[Pair, ...]:
    both = back.with_columns(
        one=pl.min_horizontal("group", "before"), other=pl.max_horizontal("group", "before")
    )
    counted = both.group_by("one", "other").agg(loops=pl.len(), tickets=pl.col("ticket").n_unique())
    rows: Sequence[tuple[str, str, int, int]] = counted.sort(
        "loops", "one", "other", descending=[True, False, False]
    ).rows()
    return tuple(
        Pair(groups=(one, other), loops=count, tickets=tickets)
        for one, other, count, tickets in rows
    )


@rule("needless_loops", version=1)
def needless_loops(explain: Explain, found: Loops) -> Decimal | None:
    """Share of all tickets that went to and fro, in per cent, half-up to 0.01."""
    looping = explain("tickets with a loop A → B → A", found.looping)
    tickets = explain("all tickets", found.tickets)
    if not tickets:
        return explain("no score: there are no tickets", None)
    return explain("with a loop / all, %", half_up(Decimal(looping) * 100 / tickets, 2))
