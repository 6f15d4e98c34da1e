"""The published incident log, read once for all tests of a process."""

import json
from functools import cache

from services.governance.tickets.log import TicketLog
from services.governance.tickets.reading.library import known_mapping
from services.governance.tickets.reading.read import Read, read_tickets
from tests.shared_data import shared_data

FILE = "incident-log/incident_event_log_original.zip"


@cache
def whole(rows: int | None = None) -> Read:
    return read_tickets(shared_data(FILE), known_mapping("incident-log"), rows=rows)


def log(rows: int | None = None) -> TicketLog:
    return whole(rows).log


def expected():
    return json.loads(shared_data("incident-log/expected.json").read_text())
