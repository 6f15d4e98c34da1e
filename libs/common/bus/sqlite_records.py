"""What the SQLite log holds: topics of fixed partitions, and their records, numbered without gaps.

Plain functions on a connection; the caller brings the transaction.
"""

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from libs.common.bus import (
    Batch,
    Headers,
    Message,
    Partition,
    PartitionsDiffer,
    Record,
    UnknownTopic,
)

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS partitions (
        topic TEXT NOT NULL, number INTEGER NOT NULL, end_offset INTEGER NOT NULL DEFAULT 0,
        PRIMARY KEY (topic, number)) STRICT, WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS records (
        topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
        event_id TEXT NOT NULL, key BLOB NOT NULL, headers TEXT NOT NULL, value BLOB NOT NULL,
        appended_at INTEGER NOT NULL, -- microseconds since 1970, UTC
        PRIMARY KEY (topic, partition, offset), UNIQUE (topic, event_id)) STRICT""",
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def create(db: sqlite3.Connection, topic: str, partitions: int) -> bool:
    """Whether the topic is new. Raises `PartitionsDiffer` where it has another count."""
    if partitions < 1:
        raise ValueError(f"A topic has at least one partition, not {partitions}.")
    found = len(ends(db, [topic]))
    if found not in {0, partitions}:
        raise PartitionsDiffer(topic, found, partitions)
    rows = ((topic, number) for number in range(found, partitions))
    db.executemany("INSERT INTO partitions (topic, number) VALUES (?, ?)", rows)
    return not found


def append(db: sqlite3.Connection, messages: Sequence[Message], now: datetime) -> None:
    """In the order given; what the topic already holds by event id is left as it is."""
    end = ends(db, {message.topic for message in messages})
    counts = _count(end)
    for message in messages:
        if message.topic not in counts:
            raise UnknownTopic(message.topic)
    rows = []
    for message in _unseen(db, messages):
        place = Partition(message.topic, partition_of(message.key, counts[message.topic]))
        rows.append(_row(message, place, end[place], now))
        end[place] += 1
    db.executemany("INSERT INTO records VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    moved = {Partition(*row[:2]) for row in rows}
    db.executemany(
        "UPDATE partitions SET end_offset = ? WHERE topic = ? AND number = ?",
        [(end[place], *place) for place in moved],
    )


def ends(db: sqlite3.Connection, topics: Collection[str]) -> dict[Partition, int]:
    """The offset the next record will get, for each partition of those topics that exist."""
    rows = db.execute(
        "SELECT topic, number, end_offset FROM partitions"
        " WHERE topic IN (SELECT value FROM json_each(?))",
        [json.dumps(sorted(topics))],
    )
    return {Partition(topic, number): end for topic, number, end in rows}


def partition_counts(db: sqlite3.Connection, topics: Sequence[str]) -> dict[str, int]:
    return _count(ends(db, topics))


def batches(db: sqlite3.Connection, starts: Mapping[Partition, int], most: int) -> list[Batch]:
    """Up to `most` records from those offsets on, filled in the order of `starts`."""
    end = ends(db, {partition.topic for partition in starts})
    found: list[Batch] = []
    for partition, start in starts.items():
        if most > 0 and start < end[partition]:
            found.append(Batch(partition, _records(db, partition, start, most)))
            most -= len(found[-1].records)
    return found


def partition_of(key: str, count: int) -> int:
    """BLAKE2b of the key, modulo the count: the same on every machine and in every process."""
    return int.from_bytes(blake2b(key.encode(), digest_size=8).digest(), "big") % count


def micros(moment: datetime) -> int:
    """Microseconds since 1970, exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _count(partitions: Collection[Partition]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for partition in partitions:
        counts[partition.topic] = counts.get(partition.topic, 0) + 1
    return counts


def _unseen(db: sqlite3.Connection, messages: Sequence[Message]) -> Iterator[Message]:
    """Those whose event id is new to their topic: the first of each, where one comes twice."""
    ids = json.dumps([(message.topic, message.event_id) for message in messages])
    seen = set(
        db.execute(
            "SELECT topic, event_id FROM json_each(?) AS sent JOIN records"
            " ON topic = sent.value ->> 0 AND event_id = sent.value ->> 1",
            [ids],
        )
    )
    for message in messages:
        if (message.topic, message.event_id) not in seen:
            seen.add((message.topic, message.event_id))
            yield message


def _row(
    message: Message, place: Partition, offset: int, now: datetime
) -> tuple[str, int, int, str, bytes, str, bytes, int]:
    headers = encode_headers(message.headers)
    key = message.key.encode()
    return (*place, offset, message.event_id, key, headers, message.value, micros(now))


def _records(db: sqlite3.Connection, partition: Partition, start: int, most: int) -> list[Record]:
    rows = db.execute(
        "SELECT offset, key, headers, value, appended_at FROM records"
        " WHERE topic = ? AND partition = ? AND offset >= ? ORDER BY offset LIMIT ?",
        (*partition, start, most),
    )
    return [
        Record(
            partition, offset, key, decode_headers(text), value, _EPOCH + timedelta(microseconds=at)
        )
        for offset, key, text, value, at in rows
    ]


def encode_headers(headers: Headers) -> str:
    """JSON, each byte as the Latin-1 character of its number: exact, fast, and readable."""
    return json.dumps([(name, value.decode("latin-1")) for name, value in headers])


def decode_headers(text: str) -> Headers:
    return tuple([(name, value.encode("latin-1")) for name, value in json.loads(text)])
