"""The shared schemas: every event that crosses from one service to another."""

from libs.common.events.base import CATALOGUE, Event, Part, topic

__all__ = ["CATALOGUE", "Event", "Part", "topic"]


def _fill() -> None:
    """The catalogue is complete once the modules of all producers are loaded."""
    from libs.common.events import assessment, governance, transition, vendor  # noqa: F401, PLC0415


_fill()
