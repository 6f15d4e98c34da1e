"""Keeps an outage from filling the disk with what was just said."""

import logging
import time
from collections.abc import Callable, Hashable
from types import TracebackType

TRACE_EVERY = 60.0
"Seconds in which the same fault at the same place is told without its stack trace again."
CHATTER_EVERY = 10.0
CHATTERS = ("aiokafka",)
"A lost broker makes it say the same some two hundred times a second."
REMEMBERED = 1000


class Calm(logging.Filter):
    """The first of its kind is told whole; a library's repetitions not at all."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._now = now
        self._told: dict[Hashable, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] in CHATTERS:
            return self._is_news((record.name, record.msg), CHATTER_EVERY)
        if record.exc_info and record.exc_info[1] is not None:
            _, fault, trace = record.exc_info
            if not self._is_news((record.name, record.msg, type(fault), _end(trace)), TRACE_EVERY):
                record.exc_info, record.exc_text = None, None
                record.fault = repr(fault)
        return True

    def _is_news(self, kind: Hashable, every: float) -> bool:
        now = self._now()
        if now - self._told.get(kind, -every) < every:
            return False
        if len(self._told) >= REMEMBERED:
            self._told.clear()
        self._told[kind] = now
        return True


def _end(trace: TracebackType | None) -> Hashable:
    """Where it was raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace and (trace.tb_frame.f_code.co_filename, trace.tb_lineno)
