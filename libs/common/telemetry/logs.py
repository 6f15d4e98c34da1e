"""Logs as JSON lines, each with its trace and programme."""

import logging
import sys
from contextvars import ContextVar

from opentelemetry import trace
from pythonjsonlogger.json import JsonFormatter

from libs.common.telemetry.calm import Calm

programme: ContextVar[str] = ContextVar("programme", default="")
"The programme that the present step belongs to."

FIELDS = "{asctime}{levelname}{name}{message}"


class _Context(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        context = trace.get_current_span().get_span_context()
        if context.is_valid:
            record.trace_id = format(context.trace_id, "032x")
        if programme.get():
            record.programme_id = programme.get()
        return True


def configure(level: str) -> None:
    """To standard error; loggers of libraries speak from a warning on."""
    handler = logging.StreamHandler(sys.stderr)
    names = {"asctime": "time", "levelname": "level", "name": "logger"}
    handler.setFormatter(JsonFormatter(FIELDS, style="{", rename_fields=names))
    handler.addFilter(_Context())
    handler.addFilter(Calm())
    logging.root.handlers = [handler]
    logging.root.setLevel(logging.WARNING)
    for ours in ("libs", "services"):
        logging.getLogger(ours).setLevel(level)
