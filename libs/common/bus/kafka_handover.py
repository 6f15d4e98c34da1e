"""What a member of a group does when its partitions are shared out anew.

It keeps them until the work in its hands is done, as in the SQLite log, but one lease at the
longest: so the next one rarely reads again what this one is about to commit.
"""

import asyncio
import logging
from collections.abc import Callable, Collection

from aiokafka import ConsumerRebalanceListener  # type: ignore[import-untyped]

from libs.common.bus import Partition

log = logging.getLogger(__name__)


class Handover(ConsumerRebalanceListener):  # type: ignore[misc]
    """`taken` is called with the partitions held from now on."""

    def __init__(self, lease: float, taken: Callable[[frozenset[Partition]], None]) -> None:
        self._lease, self._taken = lease, taken
        self._free = asyncio.Event()
        self._free.set()
        self.held = asyncio.Event()
        "Set while partitions are assigned, none of them included."

    def retire(self) -> None:
        """For a reader that is let go: it waits for nobody, and tells nothing any more."""
        self._taken = _ignore
        self._free.set()

    def hands_full(self) -> None:
        self._free.clear()

    def hands_free(self) -> None:
        self._free.set()

    async def on_partitions_revoked(self, revoked: Collection[Partition]) -> None:
        self.held.clear()
        try:
            async with asyncio.timeout(self._lease):
                await self._free.wait()
        except TimeoutError:
            log.warning("Gave up %d partitions before their last batch was done", len(revoked))

    async def on_partitions_assigned(self, assigned: Collection[Partition]) -> None:
        self._taken(frozenset(Partition(*place) for place in assigned))
        self.held.set()


def _ignore(held: frozenset[Partition]) -> None:
    pass
