"""Applying events to a service's database: for the consumer, and for an operator's replay."""

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from sqlalchemy import Row

from libs.common import held, lanes
from libs.common.bus import Record
from libs.common.clock import Clock
from libs.common.cloudevents import Envelope, Undecodable, decode, parse
from libs.common.db import Db, Scope
from libs.common.events import Event
from libs.common.held import Early, Outcome
from libs.common.passing import will_pass
from libs.common.reactions import Reactions, Told
from libs.common.telemetry import tracing
from libs.common.timers import Timers


class Incoming(NamedTuple):
    """A record as far as it could be read. `fault`: why it could not be, for good."""

    record: Record
    envelope: Envelope | None = None
    event: Event | None = None
    fault: str = ""

    @property
    def matters(self) -> bool:
        """Whether it is to be applied here, or held; others are passed over."""
        return self.event is not None or bool(self.fault)

    @property
    def trace_id(self) -> str:
        return tracing.trace_id_of(self.record.headers)


class Application:
    def __init__(self, service: str, reactions: Reactions, due: Timers, clock: Clock) -> None:
        self.service, self.reactions, self._due, self._clock = service, reactions, due, clock

    async def apply_raw(self, db: Db, records: Sequence[Record]) -> None:
        assert self.reactions.raw  # noqa: S101
        with tracing.Appending(self.service, records):
            await self.reactions.raw(records, db)

    async def apply(self, db: Db, items: Sequence[Incoming]) -> None:
        """In their order; a run of one tenant at once where one reaction takes them all."""
        if self.reactions.raw:
            await self.apply_raw(db, [item.record for item in items])
            return
        for _, run in groupby((i for i in items if i.event), self._run_of):
            await self._apply_run(db, list(run))

    def _run_of(self, item: Incoming) -> object:
        envelope = item.envelope
        assert envelope  # noqa: S101
        many = self.reactions.many_at_once.get(envelope.type)
        return (many, envelope.tenant, envelope.stated) if many else envelope.id

    async def _apply_run(self, db: Db, run: list[Incoming]) -> None:
        first, last = run[0].envelope, run[-1].envelope
        assert first and last  # noqa: S101
        await db.enter(self._scope(last))
        with tracing.processing(self.service, first, [item.record for item in run]):
            if last.stated:
                await self._due.fire_stated(db)
            if reaction := self.reactions.many_at_once.get(first.type):
                await reaction(
                    [Told(i.envelope, i.event) for i in run if i.envelope and i.event], db
                )
            else:
                for item in run:
                    await self.reactions.one[first.type](item.event, db)
            await db.settle()

    def _scope(self, envelope: Envelope) -> Scope:
        now = envelope.time if envelope.stated else self._clock.now()
        return Scope(envelope.tenant, now, envelope.stated, actor=envelope.actor)

    async def retry_pending(self, db: Db, keys: Collection[str]) -> None:
        """Applies what waited for a fact that may have come with an event of these keys.

        Until nothing more moves: what is applied may be what the next one waited for.
        """
        for key in keys:
            while await self._retry_once(db, key):
                pass

    async def _retry_once(self, db: Db, key: str) -> bool:
        """Whether anything was applied."""
        stuck: set[str] = set()
        moved = False
        for row in await held.pending(db, key):
            if row.topic in stuck:
                continue
            if await self._try_again(db, row):
                moved = True
            else:
                stuck.add(row.topic)
        return moved

    async def _try_again(self, db: Db, row: Row[Any]) -> bool:
        """Whether the lane may go on."""
        try:
            await self.attempt(db, row)
        except Early:
            return False
        except Exception as fault:
            if will_pass(fault):
                raise
            await lanes.bury(db, row, f"{type(fault).__name__}: {fault}")
            return False
        return True

    async def attempt(self, db: Db, row: Row[Any], by: str | None = None) -> None:
        """Applies a held event within the session, or leaves no trace and raises."""
        async with db.attempt():
            item = read(held.record_of(row), self)
            if item.fault:
                raise Undecodable(item.fault)
            await self.apply(db, [item])
            await held.end(db, row.id, Outcome.APPLIED, by)


def read(record: Record, application: Application) -> Incoming:
    """Of types that nobody here reacts to only the envelope."""
    try:
        envelope = decode(record)
    except Undecodable as fault:
        return Incoming(record, fault=str(fault))
    kind = application.reactions.kinds.get(envelope.type)
    if kind is None:
        return Incoming(record, envelope)
    try:
        return Incoming(record, envelope, parse(envelope, record.value, kind))
    except Undecodable as fault:
        return Incoming(record, envelope, fault=str(fault))
