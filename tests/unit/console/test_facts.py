"""What of a journalled record can be told."""

from datetime import UTC, datetime

import pytest

from libs.common.bus import Partition, Record
from libs.common.events import CATALOGUE, Event
from libs.common.ids import new_id
from libs.common.journal import SALT_BYTES, entry_after, genesis
from services.console.facts import Fact, facts_in
from services.console.journal import Written, stream_of
from tests.telling import message
from tests.unit.console.events import escalated

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def fact(event: Event, **replaced: bytes) -> Fact | None:
    sent = message(event)
    headers = tuple((name, replaced.get(name, value)) for name, value in sent.headers)
    record = Record(Partition(sent.topic, 0), 0, sent.key.encode(), headers, sent.value, NOW)
    stream = stream_of(record)
    entry = entry_after(
        genesis(stream), headers, sent.value, recorded_at=NOW, salt=bytes(SALT_BYTES)
    )
    return next(iter(facts_in([Written(stream, record, entry)])), None)


def test_a_known_event_becomes_a_fact_at_its_place():
    found = fact(escalated(new_id()))
    assert found is not None
    assert (found.sequence, found.headline) == (1, "Escalated: A wave is late")


@pytest.mark.parametrize(
    "broken",
    [
        {"ce_specversion": b"2.0"},
        {"ce_id": b"no id"},
        {"ce_time": b"yesterday"},
        {"ce_tenant": b""},
        {"ce_type": b"baton.governance.not_known.v1"},
    ],
)
def test_what_cannot_be_read_is_no_fact(broken):
    assert fact(escalated(new_id()), **broken) is None


def test_a_moment_outside_the_calendar_gives_way_to_the_time_of_recording():
    found = fact(escalated(new_id()), ce_time=b"0001-01-01T00:00:00+14:00")
    assert found is not None and found.at == NOW


def test_a_headline_that_fails_gives_way_to_the_type(monkeypatch):
    monkeypatch.setattr("libs.common.events.governance.EscalationRaised.headline", "{missing}")
    found = fact(escalated(new_id()))
    assert found is not None and found.headline == "baton.governance.escalation_raised.v1"


def test_every_event_of_the_catalogue_has_a_headline():
    ours = [kind for type, kind in CATALOGUE.items() if type.startswith("baton.")]
    assert [kind.type for kind in ours if not kind.headline] == []
