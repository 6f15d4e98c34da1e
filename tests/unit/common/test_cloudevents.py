"""Our codec beside the SDK's, both ways, in Kafka's binary mode."""

import json
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event, to_binary_event
from cloudevents.core.v1.event import CloudEvent

from libs.common.bus import Message, Partition, Record
from libs.common.cloudevents import Envelope, Undecodable, decode, encode, source, tenant_of
from libs.common.ids import new_id

FULL = Envelope(
    id=new_id(),
    source=source("vendor"),
    type="baton.vendor.milestone_reported.v1",
    time=datetime(2025, 9, 15, 8, 0, 0, 123456, tzinfo=UTC),
    tenant="veldkamp",
    key=str(uuid4()),
    vendor=str(uuid4()),
    actor="zażółć",
    stated=True,
)
PLAIN = Envelope(
    id=new_id(),
    source=source("assessment"),
    type="baton.assessment.programme_registered.v1",
    time=datetime(2025, 1, 1, tzinfo=UTC),
    tenant="veldkamp",
    key=str(uuid4()),
)
DATA = json.dumps({"milestone": "wave-1-live", "note": "żółć"}).encode()


def as_record(headers: dict[str, bytes], value: bytes) -> Record:
    at = datetime.now(UTC)
    return Record(Partition("baton.vendor", 0), 0, b"key", tuple(headers.items()), value, at)


def as_kafka(message: Message) -> KafkaMessage:
    return KafkaMessage(headers=dict(message.headers), key=None, value=message.value)


@pytest.mark.parametrize("envelope", [FULL, PLAIN], ids=["full", "plain"])
def test_the_sdk_reads_what_we_write(envelope: Envelope) -> None:
    read = from_binary_event(as_kafka(encode(envelope, DATA, "baton.vendor", {})))
    assert read.get_specversion() == "1.0"
    assert read.get_id() == str(envelope.id)
    assert read.get_source() == envelope.source
    assert read.get_type() == envelope.type
    assert read.get_time() == envelope.time
    assert read.get_subject() == envelope.key
    assert read.get_datacontenttype() == "application/json"
    assert read.get_extension("tenant") == "veldkamp"
    assert read.get_extension("vendor") == envelope.vendor
    assert read.get_extension("actor") == envelope.actor
    assert read.get_extension("stated") == ("true" if envelope.stated else None)
    assert read.get_data() == json.loads(DATA)


@pytest.mark.parametrize("envelope", [FULL, PLAIN], ids=["full", "plain"])
def test_we_read_what_the_sdk_writes(envelope: Envelope) -> None:
    attributes = {
        "id": str(envelope.id),
        "source": envelope.source,
        "type": envelope.type,
        "time": envelope.time,
        "subject": envelope.key,
        "datacontenttype": "application/json",
        "tenant": envelope.tenant,
        "vendor": envelope.vendor,
        "actor": envelope.actor,
        "stated": "true" if envelope.stated else None,
    }
    made = CloudEvent({k: v for k, v in attributes.items() if v is not None}, json.loads(DATA))
    message = to_binary_event(made)
    record = as_record(message.headers, message.value or b"")
    assert decode(record) == envelope
    assert json.loads(record.value) == json.loads(DATA)


def test_what_goes_through_the_sdk_and_back_is_unchanged() -> None:
    ours = encode(FULL, DATA, "baton.vendor", {})
    theirs = to_binary_event(from_binary_event(as_kafka(ours)))
    assert {n: v for n, v in theirs.headers.items() if n != "ce_time"} == {
        n: v for n, v in ours.headers if n != "ce_time"
    }
    assert decode(as_record(theirs.headers, DATA)) == FULL


def test_the_trace_travels_beside_the_event() -> None:
    context = {"traceparent": "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"}
    read = from_binary_event(as_kafka(encode(FULL, DATA, "baton.vendor", context)))
    assert "traceparent" not in read.get_attributes()


def test_times_of_any_zone_are_read_and_times_of_none_refused() -> None:
    headers = dict(encode(FULL, DATA, "baton.vendor", {}).headers)
    cet = FULL.time.astimezone(timezone(timedelta(hours=2))).isoformat()
    assert decode(as_record(headers | {"ce_time": cet.encode()}, DATA)).time == FULL.time
    with pytest.raises(Undecodable):
        decode(as_record(headers | {"ce_time": b"2025-09-15T08:00:00"}, DATA))


@pytest.mark.parametrize(
    "missing", ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_time", "ce_tenant"]
)
def test_what_lacks_an_attribute_is_undecodable(missing: str) -> None:
    headers = dict(encode(FULL, DATA, "baton.vendor", {}).headers)
    del headers[missing]
    with pytest.raises(Undecodable, match=missing):
        decode(as_record(headers, DATA))


def test_what_carries_another_specversion_or_broken_text_is_undecodable() -> None:
    headers = dict(encode(FULL, DATA, "baton.vendor", {}).headers)
    for wrong in ({"ce_specversion": b"0.3"}, {"ce_id": b"one"}, {"ce_actor": b"\xff"}):
        with pytest.raises(Undecodable):
            decode(as_record(headers | wrong, DATA))


def test_a_time_of_an_early_year_is_written_so_that_it_can_be_read():
    early = datetime(1, 2, 3, tzinfo=UTC)
    envelope = Envelope(new_id(), source("vendor"), "baton.vendor.x.v1", early, "t", "k")
    sent = encode(envelope, b"{}", "baton.vendor", {})
    assert decode(as_record(dict(sent.headers), sent.value)).time == early


def test_the_tenant_is_read_of_what_is_no_event():
    assert tenant_of((("ce_tenant", b"veldkamp"), ("ce_time", b"never"))) == "veldkamp"
    assert tenant_of((("ce_tenant", b"\xff"),)) is None
    assert tenant_of((("ce_tenant", b"x" * 65),)) is None
    assert tenant_of(()) is None
