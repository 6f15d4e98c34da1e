"""Two handles, three members that come and go, in every order a machine can think of."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from libs.common.bus import Consumer, Partition, Record
from libs.common.bus.sqlite_log import SqliteLog
from tests.integration.bus_contract import PARTITIONS, message

TOPIC = "baton.test"
SEATS = range(3)
STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.just("send"), st.text("abcdef", min_size=1, max_size=6), st.sampled_from(SEATS)
        ),
        st.tuples(st.just("fetch"), st.integers(1, 9), st.sampled_from(SEATS)),
        st.tuples(st.sampled_from(["commit", "leave"]), st.just(0), st.sampled_from(SEATS)),
    ),
    max_size=40,
)


@given(STEPS)
@settings(max_examples=40)
def test_whatever_happens_each_key_is_applied_whole_and_in_order(
    steps: list[tuple[str, str | int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        asyncio.run(play(Path(folder) / "log.db", steps))


async def play(path: Path, steps: list[tuple[str, str | int, int]]) -> None:
    game = Game([SqliteLog(path), SqliteLog(path)])
    for log in game.logs:
        await log.start()
        await log.create_topics([TOPIC], PARTITIONS)
    for step, what, seat in steps:
        await getattr(game, step)(what, seat)
    await game.finish()
    assert game.applied == game.sent
    for log in game.logs:
        await log.stop()


class Game:
    """Members that come and go, and apply as services do: a watermark skips what came before."""

    def __init__(self, logs: list[SqliteLog]) -> None:
        self.logs = logs
        self.seats: dict[int, Consumer] = {}
        self.read: dict[int, dict[Partition, int]] = {}
        self.watermarks: dict[Partition, int] = {}
        self.sent: dict[str, list[str]] = {}
        self.applied: dict[str, list[str]] = {}

    async def send(self, keys: str, seat: int) -> None:
        messages = []
        for key in keys:
            values = self.sent.setdefault(key, [])
            values.append(str(len(values)))
            messages.append(message(TOPIC, key, values[-1]))
        await self.logs[seat % 2].send(messages)

    async def fetch(self, most: int, seat: int) -> None:
        for batch in await (await self.member(seat)).fetch(most=most, wait=0):
            self.read[seat][batch.partition] = batch.next_offset
            for record in batch.records:
                self.apply(record)

    async def commit(self, _: int, seat: int) -> None:
        await (await self.member(seat)).commit(self.read[seat])

    async def leave(self, _: int, seat: int) -> None:
        if seat in self.seats:
            await self.seats.pop(seat).stop()

    async def finish(self) -> None:
        for seat in SEATS:
            await self.leave(0, seat)
        async with asyncio.timeout(15):
            while self.applied != self.sent:
                await self.fetch(100, 0)

    async def member(self, seat: int) -> Consumer:
        if seat not in self.seats:
            self.seats[seat], self.read[seat] = self.logs[seat % 2].consumer("readers", [TOPIC]), {}
            await self.seats[seat].start()
        return self.seats[seat]

    def apply(self, record: Record) -> None:
        mark = self.watermarks.get(record.partition, 0)
        assert record.offset <= mark, "a record was left out"
        if record.offset == mark:
            self.watermarks[record.partition] = mark + 1
            self.applied.setdefault(record.key.decode(), []).append(record.value.decode())
