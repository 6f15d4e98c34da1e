"""Small logs and files for tests."""

from datetime import UTC, datetime

import polars as pl

from services.governance.tickets.log import TicketLog, ticket_log
from services.governance.tickets.reading.mapping import TicketMapping


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def a_log(*events: dict) -> TicketLog:
    """Moments as text."""
    moments = ("at", "opened_at", "resolved_at", "closed_at")
    rows = [
        {name: at(value) if name in moments and value else value for name, value in event.items()}
        for event in events
    ]
    return ticket_log(pl.DataFrame(rows, infer_schema_length=None))


def moves(ticket: str, *groups: str | None) -> list[dict]:
    """A ticket that goes from group to group, an hour each."""
    return [
        {"ticket": ticket, "at": f"2026-03-02T{8 + hour:02}:00", "group": group}
        for hour, group in enumerate(groups)
    ]


def mapping(**stated) -> TicketMapping:
    plain = {
        "name": "test",
        "source": "made up",
        "zone": "UTC",
        "columns": {"ticket": "id", "at": "at", "status": "status"},
    }
    return TicketMapping.model_validate(plain | stated)
