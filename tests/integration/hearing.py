"""What a service tells, heard on the bus."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from libs.common.bus import Consumer, Record
from libs.common.events import Event
from tests.office import Office, eventually

E = TypeVar("E", bound=Event)


class Hearing:
    """All that was told on a topic since the office opened."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer
        self._records: list[Record] = []

    async def raw(self) -> list[Record]:
        for batch in await self._consumer.fetch(most=500, wait=0.05):
            self._records += batch.records
        return self._records

    async def of(self, kind: type[E], least: int = 1) -> list[E]:
        """At least so many of one type, in the order in which they came."""

        async def enough() -> list[E]:
            found = [record for record in await self.raw() if _is(record, kind)]
            heard = [kind.model_validate_json(record.value) for record in found]
            return heard if len(heard) >= least else []

        heard: list[E] = await eventually(enough)
        return heard

    async def none_of(self, kind: type[Event], before: type[Event]) -> bool:
        """Whether nothing of a type had been told by the time another was."""
        await self.of(before)
        return not any(_is(record, kind) for record in await self.raw())


def _is(record: Record, kind: type[Event]) -> bool:
    return dict(record.headers).get("ce_type") == kind.type.encode()


@asynccontextmanager
async def hearing(office: Office, topic: str) -> AsyncIterator[Hearing]:
    consumer = office.together.bus.consumer("hearing", [topic])
    await consumer.start()
    yield Hearing(consumer)
    await consumer.stop()
