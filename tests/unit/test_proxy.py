"""The wire that failure tests cut: what it lets through, and what not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.kafka.broker import free_port
from tests.system.proxy import HOST, State, Wire, network


@pytest.fixture
def echo() -> Iterator[int]:
    """A port that answers what it is told."""

    def answer(end: socket.socket) -> None:
        with end, suppress(ConnectionError):
            while data := end.recv(1 << 16):
                end.sendall(data)

    def serve(server: socket.socket) -> None:
        while True:
            try:
                end, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=answer, args=(end,), daemon=True).start()

    with socket.create_server((HOST, 0)) as server:
        threading.Thread(target=serve, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


@pytest.fixture
def wire(echo: int) -> Iterator[tuple[Wire, int]]:
    at = free_port()
    with network() as wires:
        yield wires.lay(at=at, to=echo), at


def asked(end: socket.socket, text: bytes, within: float = 5.0) -> bytes:
    end.settimeout(within)
    end.sendall(text)
    return end.recv(100)


def ended(end: socket.socket, within: float = 5.0) -> bool:
    end.settimeout(within)
    try:
        return end.recv(100) == b""
    except ConnectionError:
        return True


def test_a_whole_wire_carries_both_ways(wire: tuple[Wire, int]) -> None:
    _, at = wire
    with socket.create_connection((HOST, at)) as end:
        assert asked(end, b"one") == b"one"
        assert asked(end, b"two") == b"two"


def test_a_cut_resets_what_is_connected_and_who_comes(wire: tuple[Wire, int]) -> None:
    cut, at = wire
    with socket.create_connection((HOST, at)) as end:
        assert asked(end, b"one") == b"one"
        cut.state = State.CUT
        assert ended(end)
    with socket.create_connection((HOST, at)) as end:
        assert ended(end)
    cut.state = State.WHOLE
    with socket.create_connection((HOST, at)) as end:
        assert asked(end, b"again") == b"again"


def test_what_a_hole_swallowed_comes_late(wire: tuple[Wire, int]) -> None:
    hole, at = wire
    with socket.create_connection((HOST, at)) as end:
        hole.state = State.HOLE
        with pytest.raises(TimeoutError):
            asked(end, b"late", within=0.2)
        hole.state = State.WHOLE
        end.settimeout(5)
        assert end.recv(100) == b"late"


def test_a_slow_wire_carries_all_the_same(wire: tuple[Wire, int]) -> None:
    slow, at = wire
    slow.delay, slow.state = 0.05, State.SLOW
    with socket.create_connection((HOST, at)) as end:
        assert asked(end, b"slow") == b"slow"
