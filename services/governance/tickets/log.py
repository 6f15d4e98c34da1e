"""The common form of ticket histories: one row an event, one column a fact, in a stated order.

An event is what a ticket system wrote down when a ticket changed: the moment, and what the ticket
was from then on. Order within a ticket: the source's own numbering where it has one, then the
moment, then what the event says, column by column. So it does not matter in which order, or in how
many parts, a log was read. Two events that are alike in everything stay two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

MOMENT = pl.Datetime("us", "UTC")
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "ticket": pl.String,
    "sequence": pl.Int64,
    "at": MOMENT,
    "status": pl.String,
    "priority": pl.String,
    "department": pl.String,
    "group": pl.String,
    "opened_at": MOMENT,
    "resolved_at": MOMENT,
    "closed_at": MOMENT,
    "made_sla": pl.Boolean,
    "reopens": pl.Int64,
}
MOMENTS = ("at", "opened_at", "resolved_at", "closed_at")
ORDER = ("ticket", "sequence", "at")


@dataclass(frozen=True)
class TicketLog:
    """`events` has `COLUMNS`, sorted. Build one with `ticket_log` or `joined`."""

    events: pl.DataFrame

    @cached_property
    def tickets(self) -> pl.DataFrame:
        """One row a ticket: first opening, last resolution and closing, and its last event."""
        last = ("status", "priority", "department", "group", "made_sla")
        return self.events.group_by("ticket", maintain_order=True).agg(
            pl.len().alias("events"),
            pl.col("opened_at").min(),
            pl.col("resolved_at", "closed_at").max(),
            pl.col(*last).last(),
            pl.col("reopens").max(),
        )


def ticket_log(events: pl.DataFrame) -> TicketLog:
    """Columns that are left out are unknown. An event without an opening opens at its moment."""
    if not events.width:
        return TicketLog(pl.DataFrame(schema=COLUMNS))
    known = [
        pl.col(name).cast(kind) if name in events.columns else pl.lit(None, kind).alias(name)
        for name, kind in COLUMNS.items()
    ]
    whole = events.select(known).with_columns(pl.col("opened_at").fill_null(pl.col("at")))
    return TicketLog(_in_order(whole))


def joined(logs: Iterable[TicketLog]) -> TicketLog:
    """Parts of one log, in whatever order they were read."""
    frames = [log.events for log in logs]
    return TicketLog(_in_order(pl.concat(frames))) if frames else ticket_log(pl.DataFrame())


def _in_order(events: pl.DataFrame) -> pl.DataFrame:
    """Sorts by the key; only where that leaves a tie, by everything else."""
    events = events.sort(ORDER)
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift()) for name in ORDER)
    tied = events.select(tied=same & (pl.int_range(pl.len()) > 0)).to_series().to_numpy()
    if not tied.any():
        return events
    places = np.flatnonzero(tied | np.append(tied[1:], False))
    rest = [name for name in COLUMNS if name not in ORDER]
    rows = events[places].with_columns(place=pl.Series(places)).sort([*ORDER, *rest])
    turn = np.arange(len(events))
    turn[places] = rows["place"].to_numpy()
    return events[turn]
