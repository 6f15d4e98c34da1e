"""The journal of one stream as a file: NDJSON, written and read line by line.

    {"format":"baton-journal","version":1,"stream":{"tenant":…,"key":…},"programme":… or null}
    {"sequence":1,"event_id":…,"recorded_at":…,"digest":…,"hash":…,"salt":…,"content":…}
    {"sequence":2,"event_id":…,"recorded_at":…,"digest":…,"hash":…}        (withheld or erased)
    {"count":2,"head":{"sequence":2,"hash":…}}

Digests and hashes are lowercase hexadecimal, salt and content base64, times RFC 3339 in UTC with
six decimals. Reading is strict: each value has one spelling, so a changed byte is a changed value.
"""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from libs.common.journal.chain import (
    SALT_BYTES,
    Disclosure,
    Entry,
    Head,
    Stream,
    genesis,
    timestamp,
)
from libs.common.journal.fields import (
    Fields,
    Malformed,
    a_hash,
    a_moment,
    a_number,
    a_text,
    an_object,
    base64,
    expect,
    fields_of,
    some_bytes,
)

FORMAT, VERSION = "baton-journal", 1
_WITHHELD = {"sequence", "event_id", "recorded_at", "digest", "hash"}
_DISCLOSED = _WITHHELD | {"salt", "content"}


@dataclass(frozen=True, slots=True)
class Header:
    """The first line. `programme` is the stream's key, or None for a vendor's own stream."""

    stream: Stream
    programme: str | None


@dataclass(frozen=True, slots=True)
class Trailer:
    """The last line: how many entries there were and where the chain stood."""

    count: int
    sequence: int
    hash: bytes


def header_line(header: Header) -> bytes:
    stream = {"tenant": header.stream.tenant, "key": header.stream.key}
    return _line(
        {"format": FORMAT, "version": VERSION, "stream": stream, "programme": header.programme}
    )


def entry_line(entry: Entry) -> bytes:
    fields: Fields = {
        "sequence": entry.sequence,
        "event_id": entry.event_id,
        "recorded_at": timestamp(entry.recorded_at),
        "digest": entry.digest.hex(),
        "hash": entry.hash.hex(),
    }
    if opened := entry.disclosure:
        fields |= {"salt": base64(opened.salt), "content": base64(opened.content)}
    return _line(fields)


def trailer_line(head: Head) -> bytes:
    """The count is the head's sequence, for an export starts at the first entry."""
    stands = {"sequence": head.sequence, "hash": head.hash.hex()}
    return _line({"count": head.sequence, "head": stands})


def export_lines(header: Header, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The whole file, from entries in order, each line as soon as its entry is there."""
    yield header_line(header)
    head = genesis(header.stream)
    for entry in entries:
        yield entry_line(entry)
        head = entry.head(header.stream)
    yield trailer_line(head)


def read_header(line: bytes | str) -> Header:
    """Raises Malformed if this is not the first line of an export this version can read."""
    fields = fields_of(line)
    if fields.get("format") != FORMAT:
        raise Malformed("it is not the first line of a Baton journal export")
    if type(fields.get("version")) is not int or fields["version"] != VERSION:
        raise Malformed(f"its version is not {VERSION}, the one this program reads")
    expect(fields, {"format", "version", "stream", "programme"})
    stream = read_stream(fields["stream"])
    if fields["programme"] not in (None, stream.key):
        raise Malformed("its programme is not the key of its stream")
    return Header(stream, stream.key if fields["programme"] is not None else None)


def read_line(line: bytes | str) -> Entry | Trailer:
    """Raises Malformed if the line is neither an entry nor a trailer."""
    fields = fields_of(line)
    return _trailer(fields) if "count" in fields else _entry(fields)


def read_stream(value: object) -> Stream:
    """From `{"tenant": …, "key": …}`. Raises Malformed."""
    fields = an_object(value, "stream")
    expect(fields, {"tenant", "key"})
    return Stream(a_text(fields, "tenant"), a_text(fields, "key"))


def read_head(text: str, stream: Stream) -> Head:
    """A head someone holds: `SEQUENCE:HASH`, or JSON with `sequence` and `hash`.

    Where the JSON names its own `stream`, that one counts. Raises Malformed.
    """
    if not text.lstrip().startswith("{"):
        sequence, _, digits = text.strip().partition(":")
        if not (sequence.isascii() and sequence.isdecimal() and len(sequence) < 20):
            raise Malformed("a head is written SEQUENCE:HASH, such as 12:9f86d0…")
        return _head({"sequence": int(sequence), "hash": digits.lower()}, stream)
    fields = fields_of(text)
    return _head(fields, read_stream(fields["stream"]) if "stream" in fields else stream)


def _head(fields: Fields, stream: Stream) -> Head:
    return Head(stream, a_number(fields, "sequence"), a_hash(fields, "hash"))


def _entry(fields: Fields) -> Entry:
    expect(fields, _DISCLOSED if "salt" in fields or "content" in fields else _WITHHELD)
    if not (sequence := a_number(fields, "sequence")):
        raise Malformed("its sequence is 0, and entries start at 1")
    return Entry(
        sequence,
        a_text(fields, "event_id"),
        a_moment(fields, "recorded_at"),
        a_hash(fields, "digest"),
        a_hash(fields, "hash"),
        _disclosure(fields) if "salt" in fields else None,
    )


def _disclosure(fields: Fields) -> Disclosure:
    salt, content = some_bytes(fields, "salt"), some_bytes(fields, "content")
    if len(salt) != SALT_BYTES:
        raise Malformed(f"its salt does not have {SALT_BYTES} bytes")
    return Disclosure(salt, content)


def _trailer(fields: Fields) -> Trailer:
    expect(fields, {"count", "head"})
    head = an_object(fields["head"], "head")
    expect(head, {"sequence", "hash"})
    return Trailer(a_number(fields, "count"), a_number(head, "sequence"), a_hash(head, "hash"))


def _line(fields: Fields) -> bytes:
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
