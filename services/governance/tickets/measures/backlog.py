"""Backlog: tickets that are open at the end of each day.

Opened on that day or before, and not resolved by then. A day ends at midnight in the named zone. A
ticket that was resolved more than once counts as open until the last time.
"""

from datetime import timedelta

import polars as pl

from services.governance.tickets.log import TicketLog

DAY = timedelta(days=1)


def backlog(log: TicketLog, zone: str) -> pl.DataFrame:
    """`day`, `opened`, `resolved`, `open`: every day from the first opening to the last event."""
    if not log.events.height:
        return pl.DataFrame(schema={"day": pl.Date} | dict.fromkeys(_COUNTS, pl.Int64))
    opened, resolved = (_per_day(log, column, zone) for column in ("opened_at", "resolved_at"))
    last = log.events.select(pl.col("at").max().dt.convert_time_zone(zone).dt.date().alias("day"))
    known = pl.concat([opened["day"], resolved["day"], last["day"]])
    days = known.to_frame().select(pl.date_range(pl.col("day").min(), pl.col("day").max(), DAY))
    counted = days.join(opened.rename({"count": "opened"}), on="day", how="left").join(
        resolved.rename({"count": "resolved"}), on="day", how="left"
    )
    return (
        counted.sort("day")
        .with_columns(pl.col("opened", "resolved").fill_null(0))
        .with_columns(open=pl.col("opened").cum_sum() - pl.col("resolved").cum_sum())
    )


_COUNTS = ("opened", "resolved", "open")


def _per_day(log: TicketLog, column: str, zone: str) -> pl.DataFrame:
    """A resolution before the opening counts on the day of the opening."""
    moments = (
        log.tickets.select(
            pl.when(pl.col(column).is_not_null()).then(pl.max_horizontal(column, "opened_at"))
        )
        .to_series()
        .drop_nulls()
    )
    days = moments.dt.convert_time_zone(zone).dt.date().alias("day").to_frame()
    return days.group_by("day").agg(count=pl.len().cast(pl.Int64))
