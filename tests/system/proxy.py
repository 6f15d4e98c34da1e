"""A wire between a service and what it depends on, that a test can cut, slow down and swallow.

    with network() as wires:
        wire = wires.lay(at=15432, to=5432)
        wire.state = State.HOLE

All wires are served by one thread. What a hole or a slow wire held back still arrives when it is
whole again, as on a real network: late, and perhaps after what was sent anew.
"""

import asyncio
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

HOST = "127.0.0.1"
CHUNK = 1 << 18
LOOK = 0.01
RESET = struct.pack("ii", 1, 0)
"SO_LINGER by which a close throws away what is under way and tells the other end so."


class State(StrEnum):
    WHOLE = "whole"
    CUT = "cut"
    "Connections are reset, and new ones too."
    SLOW = "slow"
    "Every chunk is late by `delay`."
    HOLE = "hole"
    "Connections are taken, and nothing comes through."


class Wire:
    """`delay` in seconds. The state may be set from any thread."""

    def __init__(self, to: int, loop: asyncio.AbstractEventLoop) -> None:
        self.to, self._loop = to, loop
        self.delay = 0.2
        self._state = State.WHOLE
        self._ends: set[asyncio.StreamWriter] = set()

    @property
    def state(self) -> State:
        return self._state

    @state.setter
    def state(self, state: State) -> None:
        self._state = state
        if state is State.CUT:
            self._loop.call_soon_threadsafe(self._reset_all)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        try:
            await self._until_it_lets_through()
            far_reader, far_writer = await asyncio.open_connection(HOST, self.to)
        except OSError:
            self._reset(writer)
            return
        self._ends.add(far_writer)
        if self._state is State.CUT:
            self._reset_all()
        await asyncio.gather(self._carry(reader, far_writer), self._carry(far_reader, writer))

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(CHUNK):
                if self._state is State.SLOW:
                    await asyncio.sleep(self.delay)
                await self._until_it_lets_through()
                writer.write(data)
                await writer.drain()
        self._ends.discard(writer)
        with suppress(OSError):
            writer.close()

    async def _until_it_lets_through(self) -> None:
        while self._state is State.HOLE:  # noqa: ASYNC110
            await asyncio.sleep(LOOK)
        if self._state is State.CUT:
            raise ConnectionResetError

    def _reset_all(self) -> None:
        for writer in list(self._ends):
            self._reset(writer)

    def _reset(self, writer: asyncio.StreamWriter) -> None:
        self._ends.discard(writer)
        end: socket.socket | None = writer.get_extra_info("socket")
        if end is not None and end.fileno() >= 0:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        writer.transport.abort()


class Wires:
    """Lays wires on the loop of its thread."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def lay(self, *, at: int, to: int) -> Wire:
        """Takes connections at one port of this machine, and passes them on to another."""
        wire = Wire(to, self._loop)
        serving = asyncio.start_server(wire.serve, HOST, at, limit=CHUNK)
        asyncio.run_coroutine_threadsafe(serving, self._loop).result(10)
        return wire


@contextmanager
def network() -> Iterator[Wires]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="wires", daemon=True)
    thread.start()
    try:
        yield Wires(loop)
    finally:
        _end(loop, thread)


def _end(loop: asyncio.AbstractEventLoop, thread: threading.Thread) -> None:
    async def cancel() -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    asyncio.run_coroutine_threadsafe(cancel(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join(10)
    loop.close()
