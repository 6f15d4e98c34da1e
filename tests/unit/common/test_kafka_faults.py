"""Which faults of Kafka's client mean that Kafka is away."""

import asyncio
import socket

import pytest
import uvloop
from aiokafka.errors import NodeNotReadyError, RecordTooLargeError

from libs.common.bus.kafka_faults import KafkaAway, passing
from libs.common.passing import will_pass


def told(fault: Exception) -> Exception:
    """What becomes of it."""
    try:
        with passing("answer"):
            raise fault
    except Exception as told:
        return told


def written_after_a_reset() -> Exception:
    """What the event loop says to a write on a connection that was closed under it."""

    async def write() -> None:
        with socket.create_server(("127.0.0.1", 0)) as server:
            _, writer = await asyncio.open_connection(*server.getsockname())
            writer.transport.abort()
            await asyncio.sleep(0)
            writer.write(b"x")

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        try:
            runner.run(write())
        except RuntimeError as fault:
            return fault
    raise AssertionError("This uvloop swallows it.")


def test_a_broker_that_is_not_ready_will_be() -> None:
    assert will_pass(told(NodeNotReadyError()))


def test_a_connection_closed_under_a_write_is_an_outage() -> None:
    assert isinstance(told(written_after_a_reset()), KafkaAway)


@pytest.mark.parametrize("fault", [RecordTooLargeError(), RuntimeError("a bug"), KeyError("x")])
def test_what_no_waiting_mends_stays_what_it_is(fault: Exception) -> None:
    assert told(fault) is fault
