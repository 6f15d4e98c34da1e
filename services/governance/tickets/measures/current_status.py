"""How many tickets are in each status now: by each ticket's last event."""

import polars as pl

from services.governance.tickets.log import TicketLog


def current_status(log: TicketLog) -> pl.DataFrame:
    """`status`, `tickets`, in the order of the names; a ticket whose status is unknown is null."""
    counted = log.tickets.group_by("status").agg(tickets=pl.len().cast(pl.Int64))
    return counted.sort("status", nulls_last=True)
