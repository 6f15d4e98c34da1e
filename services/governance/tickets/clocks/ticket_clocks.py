"""How long each ticket ran: open time from opening to stop, less what was spent in pauses.

A status lasts from its event to the ticket's next; the last one lasts to the stop. Before the first
event no status is known and nothing pauses. Where the source numbers its events against their
moments, a status begins at the latest moment told so far. Pauses outside opening and stop are cut.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from services.governance.tickets.clocks.clock_terms import ClockTerms
from services.governance.tickets.clocks.open_time_table import (
    Micros,
    OpenTimeTable,
    micros,
    table_for,
)
from services.governance.tickets.log import MOMENT, TicketLog

Index = np.ndarray[tuple[int], np.dtype[np.intp]]


@dataclass(frozen=True)
class Spells:
    """Of each event, in order: its ticket's row among the tickets, when it began and ended."""

    ticket: Index
    begins: Micros
    ends: Micros
    "Of a ticket's last event: the end of time."


@dataclass(frozen=True)
class TicketClocks:
    """A log's clocks. What several metrics share is worked out once."""

    log: TicketLog

    def ran(self, terms: ClockTerms) -> pl.Series:
        """Microseconds each ticket ran; null while it has no stop."""
        stops = self.log.tickets[terms.stops]
        done = stops.is_not_null().to_numpy()
        opened = micros(self.log.tickets["opened_at"])
        stopped = np.maximum(micros(stops.fill_null(self.log.tickets["opened_at"])), opened)
        ran = self._between(terms, opened, stopped) - self._paused(terms, opened, stopped)
        return pl.Series("ran", ran).set(pl.Series(~done), None)

    @cached_property
    def spells(self) -> Spells:
        events = self.log.events
        lengths = self.log.tickets["events"].to_numpy()
        at = micros(events["at"])
        ticket = np.repeat(np.arange(len(lengths)), lengths)
        same = ticket[1:] == ticket[:-1]
        back = ticket[1:][same & (np.diff(at) < 0)]
        at = _never_back(ticket, at, back) if back.size else at
        ends = np.append(at[1:], 0)
        ends[np.append(~same, True)] = np.iinfo(np.int64).max
        return Spells(ticket, at, ends[: at.size])

    def _paused(self, terms: ClockTerms, opened: Micros, stopped: Micros) -> Micros:
        paused = np.zeros(len(opened), dtype=np.int64)
        if not terms.pausing:
            return paused
        status = self.log.events["status"].is_in(sorted(terms.pausing)).fill_null(False)
        rows = np.flatnonzero(status.to_numpy())
        ticket = self.spells.ticket[rows]
        since = np.maximum(self.spells.begins[rows], opened[ticket])
        until = np.minimum(self.spells.ends[rows], stopped[ticket])
        until = np.maximum(since, until)
        inside = until > since
        np.add.at(paused, ticket[inside], self._between(terms, since[inside], until[inside]))
        return paused

    def _between(self, terms: ClockTerms, since: Micros, until: Micros) -> Micros:
        if terms.calendar is None:
            return until - since
        table = self._table(terms)
        return table.between(*(table.positions(_moments(some)) for some in (since, until)))

    def _table(self, terms: ClockTerms) -> OpenTimeTable:
        tickets = self.log.tickets
        both = pl.concat([tickets["opened_at"], tickets[terms.stops].drop_nulls()])
        assert terms.calendar is not None  # noqa: S101
        return table_for(terms.calendar, both)


def _never_back(ticket: Index, at: Micros, tickets: Index) -> Micros:
    """The latest moment told so far, for those tickets whose moments go back."""
    rows = np.isin(ticket, tickets)
    some = pl.DataFrame({"ticket": ticket[rows], "at": at[rows]})
    at = at.copy()
    at[rows] = some.select(pl.col("at").cum_max().over("ticket")).to_series().to_numpy()
    return at


def _moments(positions: Micros) -> pl.Series:
    return pl.Series(positions).cast(pl.Datetime("us")).dt.replace_time_zone(MOMENT.time_zone)
