"""The shared schemas: every event that crosses from one service to another."""

from importlib import import_module
from pkgutil import walk_packages

from libs.common.events.base import CATALOGUE, Event, Part, topic

__all__ = ["CATALOGUE", "Event", "Part", "topic"]


def _fill() -> None:
    """The catalogue is complete once the modules of all producers are loaded."""
    for module in walk_packages(__path__, f"{__name__}."):
        import_module(module.name)


_fill()
