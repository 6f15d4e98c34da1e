"""How the entries of one stream are bound to each other.

    content = framed(name, value, name, value, …, event data)
    digest  = SHA-256(framed("baton.journal.entry.v1", salt, content))
    hash    = SHA-256(framed("baton.journal.link.v1", hash before, tenant, key,
                             sequence, event id, time recorded, digest))
    hash 0  = SHA-256(framed("baton.journal.genesis.v1", tenant, key))

`framed` puts before the parts their number and the length of each. Numbers are written in 8 bytes,
most significant first. The chain needs only digests: an entry's content and salt can be withheld,
or erased for good, and every hash still holds. The salt keeps a withheld content from being
guessed.
"""

from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from itertools import accumulate, pairwise
from struct import Struct, unpack_from
from typing import NamedTuple

from libs.common.bus import Headers

SALT_BYTES = 16
EVENT_ID_LENGTH = 255
_ENTRY, _LINK, _GENESIS = (
    f"baton.journal.{part}.v1".encode() for part in ("entry", "link", "genesis")
)


class Stream(NamedTuple):
    """What one chain runs over: a tenant's programme, or its vendor where there is no programme."""

    tenant: str
    key: str


class Head(NamedTuple):
    """Where a chain stands: the hash of its newest entry, or of nothing at sequence 0."""

    stream: Stream
    sequence: int
    hash: bytes

    def __str__(self) -> str:
        return f"{self.sequence}:{self.hash.hex()}"


class Disclosure(NamedTuple):
    """What opens an entry's digest."""

    salt: bytes
    content: bytes


class Entry(NamedTuple):
    """One event in the journal; without disclosure where it is withheld or erased."""

    sequence: int
    event_id: str
    recorded_at: datetime
    digest: bytes
    hash: bytes
    disclosure: Disclosure | None = None

    def withheld(self) -> "Entry":
        return self._replace(disclosure=None)

    def head(self, stream: Stream) -> Head:
        return Head(stream, self.sequence, self.hash)


def framed(*parts: bytes) -> bytes:
    """The parts behind their number and their lengths, so that no two lists look the same."""
    count = len(parts)
    return _lengths(count).pack(count, *map(len, parts)) + b"".join(parts)


@lru_cache(256)
def _lengths(count: int) -> Struct:
    return Struct(f">{count + 1}Q")


def unframed(frame: bytes) -> list[bytes]:
    """The parts that were framed. Raises ValueError if no parts give this frame."""
    count = int.from_bytes(frame[:8], "big")
    start = 8 * (count + 1)
    if start > len(frame):
        raise ValueError("The frame is shorter than its lengths.")
    ends = list(accumulate(unpack_from(f">{count}Q", frame, 8), initial=start))
    if ends[-1] != len(frame):
        raise ValueError("The frame has another length than its parts together.")
    return [frame[start:end] for start, end in pairwise(ends)]


def content_of(headers: Headers, value: bytes) -> bytes:
    """What is hashed of an event: its `ce_` headers, sorted by name, and its data, untouched.

    Headers of the transport (`traceparent`, `content-type`) stay outside. A header that comes
    twice keeps both values in their order.
    """
    parts: list[bytes] = []
    for place, name in _hashed(tuple([name for name, _ in headers])):
        parts += name, headers[place][1]
    return framed(*parts, value)


@lru_cache(512)
def _hashed(names: tuple[str, ...]) -> list[tuple[int, bytes]]:
    """Which of the headers are hashed, in their order: the same for most events of a type."""
    hashed = [(place, name.encode()) for place, name in enumerate(names) if name[:3] == "ce_"]
    return sorted(hashed, key=lambda header: header[1])


def parts_of(content: bytes) -> tuple[Headers, bytes]:
    """The headers and the data again. Raises ValueError if `content_of` cannot have made it."""
    try:
        *fields, value = unframed(content)
        names = fields[0::2]
        headers = tuple(zip([name.decode() for name in names], fields[1::2], strict=True))
    except ValueError as error:
        raise ValueError("The content is not the encoding of an event.") from error
    ends = names[:1] + names[-1:]  # the sorted names between them start alike
    if names != sorted(names) or not all(name.startswith(b"ce_") for name in ends):
        raise ValueError("The content is not the one encoding of its event.")
    return headers, value


def event_id_of(headers: Headers) -> str:
    """The id under which an event is entered: its `ce_id`, or "" where it has none.

    Always a text that a database can store and index: bytes that are not UTF-8 and the zero
    character are escaped, and what is longer than 255 characters is cut. The digest covers the
    bytes as they came.
    """
    text = dict(headers).get("ce_id", b"").decode("utf-8", "backslashreplace")
    return text.replace("\0", "\\x00")[:EVENT_ID_LENGTH]


def timestamp(moment: datetime) -> str:
    """RFC 3339 in UTC with six decimals, the only form that is hashed. Refuses a naive time."""
    if moment.tzinfo is None:
        raise ValueError("The time an entry was recorded needs a time zone.")
    if moment.tzinfo is not UTC:
        moment = moment.astimezone(UTC)
    return moment.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def digest_of(salt: bytes, content: bytes) -> bytes:
    return sha256(framed(_ENTRY, salt, content)).digest()


def genesis(stream: Stream) -> Head:
    """The head of a stream that has no entry yet: no two streams start from the same hash."""
    start = framed(_GENESIS, stream.tenant.encode(), stream.key.encode())
    return Head(stream, 0, sha256(start).digest())


def link(previous: Head, *, event_id: str, recorded_at: datetime, digest: bytes) -> Head:
    """The head after one more entry; `genesis(stream)` comes before the first."""
    stream, sequence = previous.stream, previous.sequence + 1
    linked = framed(
        _LINK,
        previous.hash,
        stream.tenant.encode(),
        stream.key.encode(),
        sequence.to_bytes(8, "big"),
        event_id.encode(),
        timestamp(recorded_at).encode(),
        digest,
    )
    return Head(stream, sequence, sha256(linked).digest())


def entry_after(
    previous: Head,
    headers: Headers,
    value: bytes,
    *,
    recorded_at: datetime,
    salt: bytes,
) -> Entry:
    """The next entry of a chain. Refuses (ValueError) a salt that is not 16 bytes."""
    if len(salt) != SALT_BYTES:
        raise ValueError(f"A salt has {SALT_BYTES} bytes, not {len(salt)}.")
    opened = Disclosure(salt, content_of(headers, value))
    event_id, digest = event_id_of(headers), digest_of(salt, opened.content)
    head = link(previous, event_id=event_id, recorded_at=recorded_at, digest=digest)
    return Entry(head.sequence, event_id, recorded_at, digest, head.hash, opened)
