"""The journal: what is chained, how it travels, and what nobody can do to it unseen."""

import json
import random
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from libs.common.journal import (
    SALT_BYTES,
    Disclosure,
    Entry,
    Head,
    Header,
    Kind,
    Malformed,
    Stream,
    Verdict,
    content_of,
    digest_of,
    entry_after,
    entry_line,
    event_id_of,
    export_lines,
    genesis,
    header_line,
    link,
    parts_of,
    read_head,
    read_header,
    read_line,
    timestamp,
    trailer_line,
    verify,
)

STREAM = Stream("acme", "programme-1")
HEADER = Header(STREAM, STREAM.key)
MOMENT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

Headers = tuple[tuple[str, bytes], ...]


def headers(number: int, **more: str) -> Headers:
    attributes = {"ce_id": f"event-{number}", "ce_type": "baton.vendor.bid_submitted.v1", **more}
    return tuple((name, value.encode()) for name, value in attributes.items())


def chained(values: list[bytes], stream: Stream = STREAM) -> list[Entry]:
    head, entries = genesis(stream), []
    for number, value in enumerate(values, 1):
        moment = MOMENT + timedelta(minutes=number)
        salt = sha256(value + bytes([number])).digest()[:SALT_BYTES]
        entries.append(entry_after(head, headers(number), value, recorded_at=moment, salt=salt))
        head = entries[-1].head(stream)
    return entries


def exported(entries: list[Entry], header: Header = HEADER) -> list[bytes]:
    return list(export_lines(header, entries))


def kinds(verdict: Verdict) -> list[Kind]:
    return [finding.kind for finding in verdict.findings]


def found(lines: list[bytes], *held: Head) -> list[tuple[Kind, int | None]]:
    return [(finding.kind, finding.sequence) for finding in verify(lines, held).findings]


FIVE = chained([b"one", b"two", b"three", b"four", b"five"])
LINES = exported(FIVE)


@st.composite
def chains(draw: st.DrawFn) -> list[Entry]:
    values = draw(st.lists(st.binary(max_size=40), min_size=2, max_size=8))
    hidden = draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    entries = chained(values)
    return [e.withheld() if hide else e for e, hide in zip(entries, hidden, strict=True)]


def positions(entries: list[Entry]) -> st.SearchStrategy[int]:
    return st.integers(0, len(entries) - 1)


def flipped(value: bytes, bit: int) -> bytes:
    at, mask = divmod(bit % (len(value) * 8), 8)
    return value[:at] + bytes([value[at] ^ (1 << mask)]) + value[at + 1 :]


# What is hashed


def test_the_content_is_the_same_in_whatever_order_the_headers_come():
    ours = headers(1, ce_tenant="acme")
    assert content_of(ours, b"data") == content_of(tuple(reversed(ours)), b"data")


def test_headers_of_the_transport_are_outside_the_content():
    transport = (("traceparent", b"00-1-2-01"), ("content-type", b"application/json"))
    assert content_of(headers(1) + transport, b"data") == content_of(headers(1), b"data")


def test_a_byte_cannot_move_from_a_header_to_the_data_unseen():
    assert content_of((("ce_a", b"bc"),), b"d") != content_of((("ce_a", b"b"),), b"cd")
    assert content_of((("ce_ab", b"c"),), b"d") != content_of((("ce_a", b"bc"),), b"d")


@given(
    st.lists(st.tuples(st.text(max_size=5).map("ce_{}".format), st.binary(max_size=9)), max_size=5),
    st.binary(max_size=30),
)
def test_the_content_gives_back_headers_and_data(
    given_headers: list[tuple[str, bytes]], data: bytes
):
    try:
        content = content_of(tuple(given_headers), data)
    except UnicodeEncodeError:
        assume(False)
    back, value = parts_of(content)
    assert sorted(back) == sorted(given_headers)
    assert value == data
    assert content_of(back, value) == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        bytes(8),
        content_of(headers(1), b"data")[:-1],
        content_of(headers(1), b"data") + bytes(8),
        content_of(headers(1), b"data").replace(b"ce_type", b"ce_a\xff\xff\xff"),
        content_of(headers(1), b"data").replace(b"ce_type", b"ce_aaaa"),
        content_of(headers(1), b"data").replace(b"ce_type", b"traces!"),
        content_of(headers(1), b"data").replace(b"ce_id", b"b3_id"),
    ],
)
def test_content_that_no_event_has_is_refused(content: bytes):
    with pytest.raises(ValueError, match="encoding of"):
        parts_of(content)


def test_the_digest_of_a_published_example_never_changes():
    content = content_of((("ce_id", b"1"),), b"{}")
    assert content == _numbers(3, 5, 1, 2) + b"ce_id" + b"1" + b"{}"
    framed = _numbers(3, 22, 16, len(content)) + b"baton.journal.entry.v1" + bytes(16) + content
    assert digest_of(bytes(16), content) == sha256(framed).digest()


def test_the_chain_of_a_published_example_never_changes():
    start = genesis(Stream("acme", "p"))
    head = link(start, event_id="1", recorded_at=MOMENT, digest=bytes(32))
    assert start.hash == sha256(_framed(b"baton.journal.genesis.v1", b"acme", b"p")).digest()
    assert (
        head.hash
        == sha256(
            _framed(
                b"baton.journal.link.v1",
                start.hash,
                b"acme",
                b"p",
                (1).to_bytes(8, "big"),
                b"1",
                b"2026-03-01T09:30:00.000000Z",
                bytes(32),
            )
        ).digest()
    )


def _numbers(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(8, "big") for number in numbers)


def _framed(*parts: bytes) -> bytes:
    return _numbers(len(parts), *map(len, parts)) + b"".join(parts)


def test_two_salts_give_one_content_two_digests():
    assert digest_of(bytes(16), b"bid") != digest_of(b"s" * 16, b"bid")


def test_two_streams_start_from_different_hashes():
    assert genesis(Stream("acme", "p")).hash != genesis(Stream("acm", "ep")).hash


def test_a_salt_of_another_length_is_refused():
    with pytest.raises(ValueError, match="16 bytes, not 3"):
        entry_after(genesis(STREAM), headers(1), b"", recorded_at=MOMENT, salt=b"abc")


def test_a_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        timestamp(datetime(2026, 1, 1))  # noqa: DTZ001


def test_one_moment_told_in_two_zones_is_hashed_alike():
    elsewhere = MOMENT.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert timestamp(elsewhere) == timestamp(MOMENT) == "2026-03-01T09:30:00.000000Z"


def test_an_event_without_an_id_is_entered_under_the_empty_one():
    entry = entry_after(
        genesis(STREAM), (("ce_type", b"x"),), b"", recorded_at=MOMENT, salt=bytes(16)
    )
    assert entry.event_id == ""
    assert verify(exported([entry])).verified


@given(st.binary(max_size=600))
def test_whatever_stands_in_the_id_can_be_stored_and_indexed(raw: bytes):
    event_id = event_id_of((("ce_id", raw),))
    assert len(event_id) <= 255
    assert "\0" not in event_id
    event_id.encode()
    entry = entry_after(genesis(STREAM), (("ce_id", raw),), b"", recorded_at=MOMENT, salt=bytes(16))
    assert verify(exported([entry])).verified


# The file


def test_an_export_opens_with_its_stream_and_closes_with_its_head():
    first, *_, last = map(json.loads, LINES)
    assert first == {
        "format": "baton-journal",
        "version": 1,
        "stream": {"tenant": "acme", "key": "programme-1"},
        "programme": "programme-1",
    }
    assert last == {"count": 5, "head": {"sequence": 5, "hash": FIVE[-1].hash.hex()}}


def test_a_vendors_own_stream_has_no_programme():
    header = Header(Stream("acme", "vendor-1"), None)
    assert read_header(header_line(header)) == header
    assert verify(exported([], header)).verified


@given(chains())
def test_what_is_written_is_what_is_read(entries: list[Entry]):
    assert [read_line(entry_line(entry)) for entry in entries] == entries


def test_a_withheld_entry_shows_neither_content_nor_salt():
    assert json.loads(entry_line(FIVE[0].withheld())).keys() == {
        "sequence",
        "event_id",
        "recorded_at",
        "digest",
        "hash",
    }


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"sequence": 0}, "entries start at 1"),
        ({"sequence": True}, "whole number"),
        ({"sequence": 2**63}, "whole number"),
        ({"sequence": 1.0}, "whole number"),
        ({"event_id": 7}, "event_id is not a text"),
        ({"event_id": "\ud800"}, "event_id is not a text"),
        ({"recorded_at": "yesterday"}, "not a time"),
        ({"recorded_at": "2026-02-30T09:31:00.000000Z"}, "not a time"),
        ({"recorded_at": "2026-W01-1T09:31:00.000000Z"}, "six decimals"),
        ({"recorded_at": "2026-03-01T09:31:00"}, "not a time"),
        ({"recorded_at": "2026-03-01T09:31:00Z"}, "six decimals"),
        ({"recorded_at": "2026-03-01T10:31:00.000000+01:00"}, "six decimals"),
        ({"recorded_at": "0001-01-01T00:00:00+12:00"}, "not a time"),
        ({"digest": "AB" * 32}, "lowercase hexadecimal"),
        ({"hash": "ab" * 31}, "hash is not 64"),
        ({"hash": None}, "hash is not 64"),
        ({"salt": "AAAA"}, "16 bytes"),
        ({"content": "QR=="}, "content is not in base64"),
        ({"content": "é"}, "content is not in base64"),
        ({"more": 1}, "other fields"),
    ],
)
def test_an_entry_of_another_form_is_refused_by_name(changes: dict[str, object], reason: str):
    with pytest.raises(Malformed, match=reason):
        read_line(json.dumps(json.loads(LINES[1]) | changes))


@pytest.mark.parametrize(
    "line", [b"", b"{", b"[]", b"7", b"\xff", b"[" * 100_000, b'{"count":1' + b"0" * 5000 + b"}"]
)
def test_what_is_no_json_object_is_refused(line: bytes):
    with pytest.raises(Malformed):
        read_line(line)


def test_a_field_that_stands_twice_is_refused():
    with pytest.raises(Malformed, match="twice"):
        read_line(LINES[1].replace(b"{", b'{"sequence":9,', 1))


def test_a_salt_without_content_is_refused():
    fields = json.loads(LINES[1])
    del fields["content"]
    with pytest.raises(Malformed, match="lacks the field content"):
        read_line(json.dumps(fields))


def test_a_head_can_be_noted_as_text_or_as_json():
    head = FIVE[2].head(STREAM)
    elsewhere = {"tenant": "acme", "key": "other"}
    fields = {"sequence": 3, "hash": head.hash.hex()}
    assert read_head(str(head), STREAM) == head
    assert read_head(json.dumps(fields), STREAM) == head
    assert read_head(json.dumps(fields | {"stream": elsewhere}), STREAM).stream.key == "other"


@pytest.mark.parametrize("text", ["", "3", "three:ab", "3:ab", "-1:" + "ab" * 32, "{}", '{"a":'])
def test_a_head_in_another_form_is_refused(text: str):
    with pytest.raises(Malformed):
        read_head(text, STREAM)


# What verifies


def test_an_untouched_export_verifies_with_counts_and_head():
    entries = [FIVE[0], FIVE[1].withheld(), *FIVE[2:]]
    verdict = verify(exported(entries), [FIVE[3].head(STREAM)])
    assert verdict.verified
    assert (verdict.entries, verdict.disclosed, verdict.withheld) == (5, 4, 1)
    assert verdict.head == FIVE[-1].head(STREAM)
    assert verdict.confirmed == 4


def test_text_lines_and_blank_lines_are_taken_too():
    assert verify([*(line.decode() for line in LINES), "\n", ""]).verified


def test_a_journal_without_entries_verifies_against_its_genesis():
    verdict = verify(exported([]), [genesis(STREAM)])
    assert verdict.verified
    assert verdict.confirmed == 0


@given(chains(), st.data())
def test_whatever_is_withheld_the_chain_verifies(entries: list[Entry], data: st.DataObject):
    held = [entry.head(STREAM) for entry in entries if data.draw(st.booleans())]
    verdict = verify(exported(entries), held)
    assert verdict.verified
    assert verdict.withheld == sum(entry.disclosure is None for entry in entries)


@given(chains(), st.data())
def test_erasing_an_entry_keeps_every_hash(entries: list[Entry], data: st.DataObject):
    at = data.draw(positions(entries))
    erased = [*entries[:at], entries[at].withheld(), *entries[at + 1 :]]
    before, after = verify(exported(entries)), verify(exported(erased), [entries[-1].head(STREAM)])
    assert after.verified
    assert after.head == before.head


# What is found


@given(chains(), st.data())
def test_any_change_of_any_field_is_found(entries: list[Entry], data: st.DataObject):
    at = data.draw(positions(entries))
    lines = exported(entries)
    lines[at + 1] = entry_line(data.draw(changed(entries[at])))
    assert not verify(lines).verified


@st.composite
def changed(draw: st.DrawFn, entry: Entry) -> Entry:
    bit = draw(st.integers(0, 4095))
    opened = entry.disclosure
    ways = [
        entry._replace(sequence=draw(st.integers(1, 99).filter(lambda n: n != entry.sequence))),
        entry._replace(event_id=draw(st.text(max_size=9).filter(lambda t: t != entry.event_id))),
        entry._replace(recorded_at=entry.recorded_at + timedelta(microseconds=1 + bit)),
        entry._replace(digest=flipped(entry.digest, bit)),
        entry._replace(hash=flipped(entry.hash, bit)),
    ]
    if opened:
        salt, content = flipped(opened.salt, bit), flipped(opened.content, bit)
        ways += [
            entry._replace(disclosure=Disclosure(salt, opened.content)),
            entry._replace(disclosure=Disclosure(opened.salt, content)),
        ]
    return draw(st.sampled_from(ways))


@given(chains(), st.data())
def test_any_changed_byte_of_an_entrys_line_is_found(entries: list[Entry], data: st.DataObject):
    at = data.draw(positions(entries))
    lines = exported(entries)
    line = lines[at + 1].rstrip(b"\n")
    place, byte = data.draw(st.integers(0, len(line) - 1)), data.draw(st.integers(0, 255))
    assume(line[place] != byte)
    lines[at + 1] = line[:place] + bytes([byte]) + line[place + 1 :]
    assert not verify(lines).verified


@given(chains(), st.data())
def test_a_dropped_entry_is_found(entries: list[Entry], data: st.DataObject):
    lines = exported(entries)
    del lines[data.draw(positions(entries)) + 1]
    assert not verify(lines).verified


@given(chains(), st.data())
def test_a_dropped_entry_is_found_even_with_a_new_trailer(
    entries: list[Entry], data: st.DataObject
):
    at = data.draw(st.integers(0, len(entries) - 2))
    assert not verify(exported([*entries[:at], *entries[at + 1 :]])).verified


@given(chains(), st.data())
def test_two_swapped_lines_are_found(entries: list[Entry], data: st.DataObject):
    lines = exported(entries)
    every = st.integers(0, len(lines) - 1)
    one, other = data.draw(st.tuples(every, every).filter(lambda pair: pair[0] != pair[1]))
    lines[one], lines[other] = lines[other], lines[one]
    assert not verify(lines).verified


@given(chains(), st.data())
def test_a_duplicated_line_is_found_wherever_it_is_put(entries: list[Entry], data: st.DataObject):
    lines = exported(entries)
    copy = lines[data.draw(st.integers(0, len(lines) - 1))]
    lines.insert(data.draw(st.integers(0, len(lines))), copy)
    assert not verify(lines).verified


@given(chains(), st.binary(max_size=20), st.data())
def test_an_inserted_entry_is_found_even_where_it_links(
    entries: list[Entry], value: bytes, data: st.DataObject
):
    at = data.draw(positions(entries))
    before = entries[at - 1].head(STREAM) if at else genesis(STREAM)
    forged = entry_after(before, headers(99), value, recorded_at=MOMENT, salt=bytes(16))
    assert not verify(exported([*entries[:at], forged, *entries[at:]])).verified


@given(chains(), st.data())
def test_a_cut_tail_is_found(entries: list[Entry], data: st.DataObject):
    lines = exported(entries)
    kept = data.draw(st.integers(0, len(lines) - 1))
    assert not verify(lines[:kept]).verified
    assert kept == len(entries) + 1 or not verify([*lines[:kept], lines[-1]]).verified


@given(chains(), st.data())
def test_a_tail_cut_with_its_trailer_is_found_by_who_holds_a_later_head(
    entries: list[Entry], data: st.DataObject
):
    kept = data.draw(st.integers(0, len(entries) - 1))
    held = data.draw(st.integers(0, len(entries)))
    verdict = verify(exported(entries[:kept]), [head_at(entries, held)])
    assert verdict.verified == (held <= kept)


def head_at(entries: list[Entry], sequence: int) -> Head:
    return entries[sequence - 1].head(STREAM) if sequence else genesis(STREAM)


@given(chains(), st.data())
def test_a_rewritten_history_is_found_exactly_by_who_holds_a_head_from_then_on(
    entries: list[Entry], data: st.DataObject
):
    at, held = data.draw(positions(entries)), data.draw(st.integers(0, len(entries)))
    head = head_at(entries, at)
    rewritten = entries[:at]
    for entry in entries[at:]:
        salt = random.Random(entry.sequence).randbytes(SALT_BYTES)
        rewritten.append(
            entry_after(head, headers(entry.sequence), b"", recorded_at=MOMENT, salt=salt)
        )
        head = rewritten[-1].head(STREAM)
    verdict = verify(exported(rewritten), [head_at(entries, held)])
    assert kinds(verdict) == ([] if held <= at else [Kind.REWRITTEN])


@given(chains(), st.text(max_size=9), st.text(max_size=9))
def test_an_export_passed_off_as_another_streams_is_found(
    entries: list[Entry], tenant: str, key: str
):
    other = Stream(tenant, key)
    assume(other != STREAM)
    lines = [header_line(Header(other, None)), *exported(entries)[1:]]
    assert not verify(lines).verified


@given(st.lists(st.binary(max_size=60), max_size=6))
def test_no_line_makes_the_verification_stumble(lines: list[bytes]):
    assert not verify(lines).verified
    assert not verify([LINES[0], *lines]).verified


# How it is told


def test_a_changed_content_is_told_once():
    opened = FIVE[2].disclosure
    assert opened
    forged = FIVE[2]._replace(
        disclosure=Disclosure(opened.salt, content_of(headers(3), b"cheaper"))
    )
    verdict = verify([*LINES[:3], entry_line(forged), *LINES[4:]])
    assert found([*LINES[:3], entry_line(forged), *LINES[4:]]) == [(Kind.CONTENT_DIFFERS, 3)]
    assert verdict.findings[0].sentence == (
        "The content of entry 3 is not the one that was recorded."
    )
    assert verdict.findings[0].line == 4


@pytest.mark.parametrize(
    "changes",
    [
        {"event_id": "x"},
        {"hash": bytes(32)},
        {"digest": bytes(32)},
        {"recorded_at": MOMENT},
        {"sequence": 77},
    ],
)
def test_a_changed_entry_is_told_under_its_number_and_does_not_taint_the_next(
    changes: dict[str, object],
):
    forged = FIVE[2].withheld()._replace(**changes)  # type: ignore[arg-type]
    assert found([*LINES[:3], entry_line(forged), *LINES[4:]]) == [(Kind.ALTERED, 3)]


def test_a_changed_last_entry_is_told_once():
    forged = FIVE[4].withheld()._replace(recorded_at=MOMENT)
    assert found([*LINES[:5], entry_line(forged), LINES[6]]) == [(Kind.ALTERED, 5)]


def test_an_entry_listed_under_a_foreign_event_id_is_told():
    start, opened = genesis(STREAM), FIVE[0].disclosure
    head = link(start, event_id="other", recorded_at=MOMENT, digest=FIVE[0].digest)
    entry = Entry(1, "other", MOMENT, FIVE[0].digest, head.hash, opened)
    assert found(exported([entry])) == [(Kind.EVENT_ID_DIFFERS, 1)]


def test_a_recorded_content_that_is_no_event_is_told():
    digest = digest_of(bytes(16), b"noise")
    head = link(genesis(STREAM), event_id="", recorded_at=MOMENT, digest=digest)
    entry = Entry(1, "", MOMENT, digest, head.hash, Disclosure(bytes(16), b"noise"))
    assert found(exported([entry])) == [(Kind.MALFORMED, 1)]


def test_missing_entries_are_told_with_their_numbers():
    verdict = verify([*LINES[:2], *LINES[4:]])
    assert kinds(verdict) == [Kind.GAP, Kind.TRAILER_DISAGREES]
    assert verdict.findings[0].sentence == "Entries 2 to 3 are missing before entry 4."
    assert verdict.findings[0].sequence == 2


def test_a_swap_is_told_where_order_breaks():
    swapped = [*LINES[:2], LINES[3], LINES[2], *LINES[4:]]
    assert found(swapped) == [(Kind.GAP, 2), (Kind.OUT_OF_ORDER, 2)]


def test_a_repeated_entry_is_told_and_the_count_disagrees():
    repeated = [*LINES[:3], LINES[2], *LINES[3:]]
    assert found(repeated) == [(Kind.REPEATED, 2), (Kind.TRAILER_DISAGREES, None)]


def test_an_entry_repeated_much_later_does_not_taint_the_next():
    later = [*LINES[:5], LINES[1], *LINES[5:]]
    assert found(later) == [(Kind.OUT_OF_ORDER, 1), (Kind.TRAILER_DISAGREES, None)]


def test_an_unreadable_line_is_told_with_its_reason_and_reading_goes_on():
    verdict = verify([*LINES[:2], b"{oops}\n", *LINES[3:]])
    assert kinds(verdict) == [Kind.MALFORMED, Kind.GAP, Kind.TRAILER_DISAGREES]
    assert verdict.findings[0].sentence == (
        "Line 3 cannot be read: it is not a line of JSON in UTF-8."
    )


def test_a_missing_trailer_is_told():
    assert found(LINES[:-1]) == [(Kind.TRAILER_MISSING, None)]


def test_a_trailer_with_another_hash_is_told():
    other = trailer_line(Head(STREAM, 5, bytes(32)))
    verdict = verify([*LINES[:-1], other])
    assert kinds(verdict) == [Kind.TRAILER_DISAGREES]
    assert verdict.findings[0].sentence.endswith("up to number 5, with another hash.")


def test_a_line_after_the_trailer_is_told():
    assert found([*LINES, LINES[1]]) == [(Kind.AFTER_TRAILER, None)]


def test_an_export_shorter_than_a_held_head_is_told():
    verdict = verify(exported(FIVE[:3]), [FIVE[4].head(STREAM)])
    assert [(f.kind, f.sequence) for f in verdict.findings] == [(Kind.HELD_ENTRY_MISSING, 5)]
    assert "ends at entry 3" in verdict.findings[0].sentence


def test_a_held_head_of_another_stream_is_told():
    other = Head(Stream("acme", "programme-2"), 3, bytes(32))
    verdict = verify(LINES, [other])
    assert kinds(verdict) == [Kind.ANOTHER_STREAM]
    assert "'programme-2'" in verdict.findings[0].sentence


def test_two_held_heads_that_contradict_each_other_cannot_both_be_met():
    held = FIVE[2].head(STREAM)
    assert found(LINES, held, held._replace(hash=bytes(32))) == [(Kind.REWRITTEN, 3)]


@pytest.mark.parametrize(
    "first",
    [
        b"{}",
        LINES[1],
        LINES[0].replace(b'"version":1', b'"version":2'),
        LINES[0].replace(b'"version":1', b'"version":true'),
        LINES[0].replace(b'"programme":"programme-1"', b'"programme":"programme-2"'),
        LINES[0].replace(b'"key"', b'"keys"'),
    ],
)
def test_a_file_that_opens_otherwise_is_no_export(first: bytes):
    verdict = verify([first, *LINES[1:]])
    assert kinds(verdict) == [Kind.NOT_AN_EXPORT]
    assert verdict.head is None


def test_an_empty_file_is_no_export():
    assert kinds(verify([])) == [Kind.NOT_AN_EXPORT]
