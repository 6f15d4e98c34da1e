"""From what an export holds to events: one row for each moment at which a ticket changed."""

import polars as pl

from services.governance.tickets.log import COLUMNS
from services.governance.tickets.reading.mapping import TicketMapping

TRACKED = ("status", "priority", "department", "group")
SIDES = ("old", "new")
EMPTIED = ""
"Stands for a field that was emptied, while values are carried forward."


def resolved_by(events: pl.DataFrame, mapping: TicketMapping) -> pl.DataFrame:
    """Where the source has no column for it, an event with such a status is the resolution."""
    new = []
    for field, statuses in (
        ("resolved_at", mapping.resolved_by),
        ("closed_at", mapping.closed_by),
    ):
        if statuses and "status" in events.columns:
            said = pl.when(pl.col("status").is_in(list(statuses))).then(pl.col("at"))
            old = [pl.col(field)] if field in events.columns else []
            new.append(pl.coalesce(*old, said).alias(field))
    return events.with_columns(new)


def from_tickets(tickets: pl.DataFrame, mapping: TicketMapping) -> pl.DataFrame:
    """Opened, resolved, closed: three events at most. What the ticket was between is not known.

    The opening has the mapping's status for it, or else none; the last event has the ticket's own.
    """
    tickets = _with(tickets, "at", *COLUMNS)
    moments = pl.concat_list("opened_at", "resolved_at", "closed_at", "at")
    events = (
        tickets.with_columns(at=moments)
        .explode("at", empty_as_null=True, keep_nulls=True)
        .drop_nulls("at")
        .unique(["ticket", "at"], keep="first", maintain_order=True)
    )
    first = pl.col("at") == pl.col("at").min().over("ticket")
    last = pl.col("at") == pl.col("at").max().over("ticket")
    between = pl.when(pl.col("at") == pl.col("resolved_at")).then(
        pl.lit(mapping.resolved_by[0] if mapping.resolved_by else None, pl.String)
    )
    opened = pl.when(first).then(pl.lit(mapping.opens_as, pl.String)).otherwise(between)
    return events.with_columns(status=pl.when(last).then(pl.col("status")).otherwise(opened))


def from_changes(
    tickets: pl.DataFrame,
    changes: pl.DataFrame,
    of_tickets: TicketMapping,
    of_changes: TicketMapping,
) -> pl.DataFrame:
    """The opening as it was before the first change, then one event for each moment of change.

    Changes of one moment make one event: of several values for a field, the last in the file.
    """
    tickets = _with(tickets, *COLUMNS)
    if "key" not in tickets.columns:
        tickets = tickets.with_columns(key=pl.col("ticket"))
    changes = _known_fields(_with(changes, "old", "sequence"), of_changes)
    openings = tickets.select("key", pl.col("opened_at").alias("at"), *_before(tickets, changes))
    opened = tickets.select("key", opened="opened_at")
    steps = (
        _steps(changes)
        .join(opened, on="key")
        .with_columns(at=pl.max_horizontal("at", "opened"))
        .drop("opened")
    )
    events = pl.concat([openings, steps], how="diagonal").sort("key", "at", maintain_order=True)
    events = events.with_columns(pl.col(*TRACKED).forward_fill().over("key"))
    events = events.with_columns(pl.col(*TRACKED).replace(EMPTIED, None))
    facts = [name for name in COLUMNS if name not in (*TRACKED, "at", "sequence")]
    whole = events.join(tickets.select("key", *facts), on="key", maintain_order="left")
    numbered = whole.with_columns(sequence=pl.int_range(pl.len()).over("key"))
    return resolved_by(numbered, of_tickets)


def _known_fields(changes: pl.DataFrame, mapping: TicketMapping) -> pl.DataFrame:
    """Those of fields that count, in order of their moments and then as the source numbers them.

    Names for codes are those of the field that changed.
    """
    counted = changes.filter(pl.col("field").is_in(list(mapping.fields)))
    named = counted.with_columns(
        pl.col("field").replace({source: str(name) for source, name in mapping.fields.items()}),
        pl.col(*SIDES).fill_null(EMPTIED),
    )
    for name, names in mapping.values.items():
        of = pl.col("field") == name
        told = [pl.when(of).then(pl.col(side).replace(names)).otherwise(side) for side in SIDES]
        named = named.with_columns(told)
    return named.rename({"ticket": "key"}).sort("key", "at", "sequence", maintain_order=True)


def _steps(changes: pl.DataFrame) -> pl.DataFrame:
    """Each moment of a ticket with the fields that changed then."""
    return changes.group_by("key", "at", maintain_order=True).agg(
        pl.col("new").filter(pl.col("field") == name).last().alias(name) for name in TRACKED
    )


def _before(tickets: pl.DataFrame, changes: pl.DataFrame) -> list[pl.Series]:
    """A field before any change: what the first change says it was; else what it is now."""
    first = changes.unique(["key", "field"], keep="first", maintain_order=True)
    columns = []
    for name in TRACKED:
        old = first.filter(pl.col("field") == name).select("key", was="old")
        was = tickets.join(old, on="key", how="left", maintain_order="left")["was"]
        columns.append(was.zip_with(was.is_not_null(), tickets[name]).alias(name))
    return columns


def _with(frame: pl.DataFrame, *names: str) -> pl.DataFrame:
    """With columns of nothing for what the export does not hold."""
    kinds = COLUMNS | {"old": pl.String, "new": pl.String}
    return frame.with_columns(
        pl.lit(None, kinds[name]).alias(name) for name in names if name not in frame.columns
    )
