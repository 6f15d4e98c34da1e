"""Kafka's records as the bus gives them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any, cast

from aiokafka import TopicPartition  # type: ignore[import-untyped]

from libs.common.bus import Batch, Headers, Partition, Record

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def batch(place: TopicPartition, records: Iterable[Any]) -> Batch:
    partition = Partition(*place)
    return Batch(partition, [_record(partition, record) for record in records])


def _record(partition: Partition, record: Any) -> Record:
    """Others may send without key or value: empty here."""
    return Record(
        partition,
        record.offset,
        record.key or b"",
        _headers(record.headers),
        record.value or b"",
        _moment(record.timestamp),
    )


def _headers(sent: tuple[tuple[str, bytes | None], ...]) -> Headers:
    """As they are: only others send one without a value, and building them anew is slow."""
    for _, value in sent:
        if value is None:
            return tuple([(name, value or b"") for name, value in sent])
    return cast(Headers, sent)


@lru_cache(64)
def _moment(milliseconds: int) -> datetime:
    """Cached: what was appended together has one time."""
    return _EPOCH + timedelta(milliseconds=milliseconds)
