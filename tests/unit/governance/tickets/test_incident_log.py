"""The published incident log gives its published numbers."""

from decimal import Decimal

import polars as pl
import pytest

from services.governance.tickets.clocks.clock_terms import ClockTerms
from services.governance.tickets.clocks.ticket_clocks import TicketClocks
from services.governance.tickets.log import joined
from services.governance.tickets.loops import loops
from services.governance.tickets.measures.backlog import backlog
from services.governance.tickets.measures.reopened import reopen_rate, reopened
from services.governance.tickets.measures.resolution_time import (
    ResolutionTime,
    resolution_time,
    times_of,
)
from services.governance.tickets.measures.within_target import (
    Tally,
    share_within_target,
    tallies,
)
from tests.unit.governance.tickets.incident_log import expected, log, whole

FIRST = 119_998
"Events, over which the published times are."


def hours(tickets: pl.DataFrame) -> ResolutionTime:
    time = resolution_time(times_of(tickets["ran"]))
    assert time is not None
    return time


def timed() -> pl.DataFrame:
    part = log(FIRST)
    return part.tickets.with_columns(TicketClocks(part).ran(ClockTerms()))


def test_every_event_is_read_and_none_is_bad():
    (file,) = whole().files
    stated = expected()["whole_file"]
    assert (file.rows, file.good, file.bad) == (stated["events"], stated["events"], 0)
    assert log().events.height == stated["events"]
    assert log().tickets.height == stated["incidents"]


def test_the_first_events_hold_so_many_incidents_and_so_many_unresolved():
    stated, tickets = expected()["first_119998_events"], log(FIRST).tickets
    assert tickets.height == stated["incidents"]
    assert tickets["resolved_at"].null_count() == stated["resolved_at_missing"]


def test_times_to_resolve_are_as_published():
    stated, time = expected()["first_119998_events"], hours(timed())
    assert time.count == stated["mttr_count"]
    for measured, name in ((time.mean, "mean"), (time.median, "median"), (time.p90, "p90")):
        assert measured == Decimal(str(stated[f"mttr_{name}_h"]))


@pytest.mark.parametrize("priority", ["1 - Critical", "2 - High"])
def test_mean_times_by_priority_are_as_published(priority):
    stated = expected()["first_119998_events"]["priority_mean_h"][priority]
    assert hours(timed().filter(pl.col("priority") == priority)).mean == Decimal(str(stated))


def test_the_last_event_in_our_order_is_the_last_in_the_file():
    """So `made_sla` and `priority` are those that the definitions mean."""
    read = log()
    in_file = (
        pl.read_csv(_csv(), columns=["number", "priority", "made_sla"], infer_schema=False)
        .group_by("number")
        .last()
        .sort("number")
    )
    ours = read.tickets.sort("ticket")
    assert ours["priority"].to_list() == in_file["priority"].to_list()
    assert ours["made_sla"].cast(pl.String).to_list() == in_file["made_sla"].to_list()


def test_the_share_that_made_its_sla_is_as_counted_by_hand():
    counted = tallies(log().tickets.rename({"made_sla": "met"}), ["priority"])
    tally = Tally(met=counted["met"].sum(), total=counted["total"].sum())
    plain = log().tickets["made_sla"]
    assert (tally.met, tally.total) == (plain.sum(), len(plain))
    assert share_within_target(tally) == round(Decimal(tally.met) * 100 / tally.total, 2)


def test_the_backlog_ends_with_the_incidents_that_were_never_resolved():
    days = backlog(log(), "UTC")
    assert days["open"][-1] == log().tickets["resolved_at"].null_count()
    assert days["opened"].sum() == log().tickets.height
    assert days["open"].min() >= 0


def test_reopened_incidents_are_those_that_the_source_counts():
    counts = reopened(log(), {"Resolved", "Closed"})
    resolved = log().tickets.filter(
        pl.col("resolved_at").is_not_null() | (pl.col("status").is_in(["Resolved", "Closed"]))
    )
    assert counts.resolved >= resolved.height
    assert counts.reopened == log().tickets.filter(pl.col("reopens") > 0).height
    assert 0 < reopen_rate(counts) < 100


def test_loops_are_found_with_the_groups_between_which_they_run():
    found = loops(log(), more_than=3)
    assert 0 < found.looping < found.handed_over < found.tickets
    assert sum(pair.loops for pair in found.pairs) >= found.looping
    assert found.pairs[0].loops == max(pair.loops for pair in found.pairs)


def test_parts_in_any_order_make_the_same_log():
    events = log().events
    parts = [events.gather_every(3, offset) for offset in (2, 0, 1)]
    again = joined(type(log())(part) for part in parts)
    assert again.events.equals(events)


def _csv() -> bytes:
    import zipfile

    from tests.shared_data import shared_data
    from tests.unit.governance.tickets.incident_log import FILE

    with zipfile.ZipFile(shared_data(FILE)) as archive:
        return archive.read(archive.namelist()[0])
