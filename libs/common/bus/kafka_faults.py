"""Which of Kafka's faults will pass.

What aiokafka raises is a `RuntimeError` of its own. Here a fault that will pass becomes an
`OSError`: `KafkaAway`, or the `TimeoutError` of a deadline, so that whoever waits for a database
that is away waits for Kafka too. Only faults that no waiting mends are raised as they are.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from aiokafka import errors  # type: ignore[import-untyped]

LASTING = (
    errors.AuthenticationFailedError,
    errors.AuthenticationMethodNotSupported,
    errors.ClusterAuthorizationFailedError,
    errors.GroupAuthorizationFailedError,
    errors.IncompatibleBrokerVersion,
    errors.InvalidConfigurationError,
    errors.InvalidPartitionsError,
    errors.InvalidTopicError,
    errors.MessageSizeTooLargeError,
    errors.PolicyViolationError,
    errors.RecordTooLargeError,
    errors.TopicAuthorizationFailedError,
    errors.UnsupportedVersionError,
)


class KafkaAway(ConnectionError):
    """No broker that can do it was reached, or it said that it cannot at present."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds after which Kafka is held to be away."""

    start: float = 30.0
    "Connecting for the first time, creating topics, joining a group."
    send: float = 15.0
    commit: float = 10.0
    stop: float = 5.0
    request: float = 5.0
    "One request to one broker; several are tried within the others."


@contextmanager
def passing(what: str) -> Iterator[None]:
    """Names what was tried, in a fault that will pass."""
    try:
        yield
    except LASTING:
        raise
    except errors.KafkaError as fault:
        raise KafkaAway(f"Kafka could not {what}: {fault!r}") from fault
    except TimeoutError as fault:
        raise TimeoutError(f"Kafka did not {what} in time") from fault
