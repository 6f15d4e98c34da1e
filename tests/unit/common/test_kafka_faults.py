"""Which faults of Kafka's client mean that Kafka is away."""

import asyncio
import socket

import pytest
import uvloop
from aiokafka.conn import AIOKafkaConnection
from aiokafka.errors import KafkaConnectionError, NodeNotReadyError, RecordTooLargeError
from aiokafka.protocol.metadata import MetadataRequest

from libs.common.bus.kafka_connection import expect_closing
from libs.common.bus.kafka_faults import passing
from libs.common.passing import will_pass


def told(fault: Exception) -> Exception:
    """What becomes of it."""
    try:
        with passing("answer"):
            raise fault
    except Exception as told:
        return told


async def ask_on_a_closed_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        reader, writer = await asyncio.open_connection(*server.getsockname())
        connection = AIOKafkaConnection(*server.getsockname())
        connection._reader, connection._writer = reader, writer
        connection._read_task = asyncio.get_running_loop().create_future()
        connection._versions = {MetadataRequest.API_KEY: (0, 1)}
        writer.transport.abort()
        await asyncio.sleep(0)
        await connection.send(MetadataRequest([]))


def test_a_broker_that_is_not_ready_will_be() -> None:
    assert will_pass(told(NodeNotReadyError()))


def test_a_connection_closed_under_a_write_is_known_as_broken() -> None:
    expect_closing()
    with (
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        pytest.raises(KafkaConnectionError) as broken,
    ):
        runner.run(ask_on_a_closed_connection())
    assert will_pass(told(broken.value))


@pytest.mark.parametrize("fault", [RecordTooLargeError(), RuntimeError("a bug"), KeyError("x")])
def test_what_no_waiting_mends_stays_what_it_is(fault: Exception) -> None:
    assert told(fault) is fault
