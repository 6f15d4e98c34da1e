"""A connection that was closed under a write, told to aiokafka as it expects to hear it.

asyncio's own loop swallows such a write, uvloop raises a plain `RuntimeError`. aiokafka takes only
an `OSError` for a broken connection: of the other its background tasks end unseen, the one that
keeps the brokers' addresses among them, and whoever waits for that one waits for ever.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from aiokafka.conn import AIOKafkaConnection, CloseReason  # type: ignore[import-untyped]
from aiokafka.errors import KafkaConnectionError, KafkaError  # type: ignore[import-untyped]


def expect_closing() -> None:
    """From now on, for every connection of this process."""
    for name in ("send", "_send_sasl_token"):
        write = getattr(AIOKafkaConnection, name)
        if not hasattr(write, "__wrapped__"):
            setattr(AIOKafkaConnection, name, _told(write))


def _told(write: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(write)
    def told(connection: AIOKafkaConnection, *given: Any, **more: Any) -> Any:
        try:
            return write(connection, *given, **more)
        except KafkaError:
            raise
        except RuntimeError as fault:
            connection.close(reason=CloseReason.CONNECTION_BROKEN)
            raise KafkaConnectionError(f"Closed under a write: {fault}") from fault

    return told
