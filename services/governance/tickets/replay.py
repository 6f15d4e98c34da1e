"""Replay: a past log of tickets through draft service levels, before anything is signed.

A ticket counts in the month in which it stopped, in its clock's zone. What has not stopped counts
in no month. Months between the first and the last that have no ticket for a metric are there, with
no score. Nothing depends on the order or the parts in which the log was read.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict

from services.governance.months import Month
from services.governance.tickets.clocks.clock_terms import ClockTerms
from services.governance.tickets.clocks.ticket_clocks import TicketClocks
from services.governance.tickets.log import TicketLog
from services.governance.tickets.measures.within_target import Tally, share_within_target, tallies

MICROSECOND = timedelta(microseconds=1)


class Metric(BaseModel):
    """Which tickets, and what is measured of them. Empty filters let every ticket in."""

    model_config = ConfigDict(frozen=True)
    code: str
    measured: Literal["clock", "stated"] = "clock"
    "By our clock; or what the source itself says of its target, on the ticket's last event."
    clock: ClockTerms = ClockTerms()
    priorities: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


class Target(BaseModel):
    """Open time within which a ticket has to stop; by priority where that says otherwise."""

    model_config = ConfigDict(frozen=True)
    within: timedelta | None = None
    "None: a ticket whose priority has no target of its own is excluded."
    by_priority: dict[str, timedelta] = {}


class MonthAttainment(BaseModel):
    """`percent` is none where nothing counts. `excluded`: no target, or nothing stated."""

    model_config = ConfigDict(frozen=True)
    month: Month
    metric: str
    met: int
    total: int
    excluded: int
    percent: Decimal | None


class UntargetedMetric(ValueError):
    """A metric is measured by the clock, and nothing says within what time."""


def replay(
    log: TicketLog, metrics: Sequence[Metric], targets: Mapping[str, Target]
) -> list[MonthAttainment]:
    """Attainment of each month and metric, months first; `targets` by the metric's code."""
    if open_ends := [one.code for one in metrics if _needs(one) and one.code not in targets]:
        raise UntargetedMetric(f"no target for {', '.join(open_ends)}")
    clocks, ran = TicketClocks(log), dict[str, pl.Series]()
    counted = []
    for metric in metrics:
        clock = metric.clock.model_dump_json()
        if _needs(metric) and clock not in ran:
            ran[clock] = clocks.ran(metric.clock)
        own = ran[clock] if _needs(metric) else None
        judged = _judged(log, metric, own, targets.get(metric.code))
        months = tallies(judged, ["month"]).with_columns(metric=pl.lit(metric.code))
        counted.append(months)
    return _attainments(pl.concat(counted), metrics) if counted else []


def _needs(metric: Metric) -> bool:
    return metric.measured == "clock"


def _judged(
    log: TicketLog, metric: Metric, ran: pl.Series | None, target: Target | None
) -> pl.DataFrame:
    """Of each ticket that stopped and counts here: its month, and whether it met its target."""
    stops = pl.col(metric.clock.stops)
    met = pl.col("made_sla") if ran is None or target is None else _met(target)
    tickets = log.tickets.lazy()
    if ran is not None:
        tickets = tickets.with_columns(ran=pl.lit(ran))
    local = stops if metric.clock.zone == "UTC" else stops.dt.convert_time_zone(metric.clock.zone)
    return (
        tickets.filter(stops.is_not_null(), *_filters(metric))
        .select(month=local.dt.truncate("1mo").dt.date(), met=met)
        .collect()
    )


def _filters(metric: Metric) -> list[pl.Expr]:
    wanted = {
        "priority": metric.priorities,
        "department": metric.departments,
        "group": metric.groups,
    }
    return [pl.col(name).is_in(list(some)) for name, some in wanted.items() if some]


def _met(target: Target) -> pl.Expr:
    own = {name: within // MICROSECOND for name, within in target.by_priority.items()}
    default = None if target.within is None else target.within // MICROSECOND
    limit = pl.lit(default, pl.Int64)
    for name, most in own.items():
        limit = pl.when(pl.col("priority") == name).then(most).otherwise(limit)
    return pl.col("ran") <= limit


def _attainments(counted: pl.DataFrame, metrics: Sequence[Metric]) -> list[MonthAttainment]:
    if not counted.height:
        return []
    month = pl.col("month")
    months = counted.select(pl.date_range(month.min(), month.max(), "1mo")).to_series()
    found = {
        (of, code): Tally(met=met, total=total, excluded=excluded)
        for of, met, total, excluded, code in counted.rows()
    }
    nothing = Tally(met=0, total=0)
    return [
        _attainment(f"{of:%Y-%m}", metric.code, found.get((of, metric.code), nothing))
        for of in months
        for metric in metrics
    ]


def _attainment(month: str, code: str, tally: Tally) -> MonthAttainment:
    percent = share_within_target(tally)
    return MonthAttainment(month=month, metric=code, percent=percent, **tally.model_dump())


def still_running(log: TicketLog, metric: Metric, now: datetime) -> pl.DataFrame:
    """Tickets of a metric that have not stopped: `ticket`, `opened_at`, and the age by the wall."""
    running = log.tickets.filter(pl.col(metric.clock.stops).is_null(), *_filters(metric))
    age = pl.lit(now).dt.convert_time_zone("UTC") - pl.col("opened_at")
    return running.select("ticket", "opened_at", age=age)
