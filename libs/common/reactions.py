"""The table of a service's reactions: which event it reacts to, with which function.

    on = Reactions()

    @on(ContractSigned)
    async def load_service_levels(event: ContractSigned, db: Db) -> None: ...

    @on.many(MeasurementsReported)      # a run of them at once, where volume asks for it
    async def record(events: Sequence[Told[MeasurementsReported]], db: Db) -> None: ...

One function may take several types: a run of them, as they come, is then one call.

    @on.everything(*topics)             # raw, undecoded, doubles too: for the journal
    async def append(records: Sequence[Record], db: Db) -> None: ...

A reaction never commits. It raises `Early` where the event came before a fact it needs.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from libs.common.bus import Record
from libs.common.cloudevents import Envelope
from libs.common.db import Db
from libs.common.events import Event

E = TypeVar("E", bound=Event)
One = Callable[[E, Db], Awaitable[None]]


@dataclass(frozen=True)
class Told(Generic[E]):
    """An event with the envelope it came in."""

    envelope: Envelope
    event: E


Many = Callable[[Sequence[Told[E]], Db], Awaitable[None]]
Raw = Callable[[Sequence[Record], Db], Awaitable[None]]


class Reactions:
    def __init__(self) -> None:
        self.one: dict[str, One[Any]] = {}
        self.many_at_once: dict[str, Many[Any]] = {}
        self.raw: Raw | None = None
        self.kinds: dict[str, type[Event]] = {}
        self.topics: set[str] = set()

    def __call__(self, kind: type[E]) -> Callable[[One[E]], One[E]]:
        return lambda reaction: self._note(kind, self.one, reaction)

    def many(self, kind: type[E]) -> Callable[[Many[E]], Many[E]]:
        return lambda reaction: self._note(kind, self.many_at_once, reaction)

    def everything(self, *topics: str) -> Callable[[Raw], Raw]:
        def note(reaction: Raw) -> Raw:
            self.raw = reaction
            self.topics.update(topics)
            return reaction

        return note

    def _note(self, kind: type[Event], table: dict[str, Any], reaction: Any) -> Any:
        if kind.type in self.kinds:
            raise ValueError(f"Two reactions to {kind.type}")
        table[kind.type] = reaction
        self.kinds[kind.type] = kind
        self.topics.add(kind.topic)
        return reaction
