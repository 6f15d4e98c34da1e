"""The checker of the failure test can fail: each wrong it looks for is shown to it."""

from copy import deepcopy

import pytest

from tests.system.checker import Appearance, Evidence, Line, findings

VENDOR, GOVERNANCE = "baton.vendor", "baton.governance"


@pytest.fixture
def calm() -> Evidence:
    """Three events of a producer and one of another, with all that should be there of them."""
    ids = ["a1", "a2", "a3"]
    return Evidence(
        topics=[
            *(Appearance(VENDOR, 2, at, "p", id) for at, id in enumerate(ids)),
            Appearance(GOVERNANCE, 2, 0, "p", "b1"),
        ],
        journal=[
            Line("p", 1, VENDOR, "a1"),
            Line("p", 2, GOVERNANCE, "b1"),
            Line("p", 3, VENDOR, "a2"),
            Line("p", 4, VENDOR, "a3"),
        ],
        inboxes={"console": {*ids, "b1"}, "transition": set(ids)},
        hears={"console": {VENDOR, GOVERNANCE}, "transition": {VENDOR}},
        outboxes={"vendor": 0, "governance": 0},
        watermarks={
            "console": {(VENDOR, 2): 3, (GOVERNANCE, 2): 1},
            "transition": {(VENDOR, 2): 3},
        },
        ends={(VENDOR, 2): 3, (GOVERNANCE, 2): 1},
        chains={"p": []},
        rows={"vendor.contract": 2, "vendor.api_key": 2},
        facts={"/baton/vendor": [("kind", "at", "one"), ("kind", "at", "two")]},
        outcome={
            "succeeded": True,
            "figures": [{"title": "fee", "system": "1.00", "equal": True}],
            "journals": [{"title": "the journal", "verified": True}],
        },
    )


@pytest.fixture
def found(calm: Evidence) -> Evidence:
    return deepcopy(calm)


def test_calm_weather_is_found_right(found: Evidence, calm: Evidence) -> None:
    assert findings(found, calm) == []


def test_an_event_sent_twice_is_counted_and_no_fault(found: Evidence, calm: Evidence) -> None:
    found.topics.append(Appearance(VENDOR, 2, 3, "p", "a1"))
    found.ends[VENDOR, 2] = 4
    found.watermarks["console"][VENDOR, 2] = found.watermarks["transition"][VENDOR, 2] = 4
    assert findings(found, calm) == []
    assert found.sent_again == 1


def test_an_event_lost_from_the_journal_is_found(found: Evidence) -> None:
    del found.journal[2]
    assert "The journal lost a2" in findings(found)


def test_an_event_that_was_never_sent_is_found(found: Evidence) -> None:
    found.journal.append(Line("p", 5, VENDOR, "a4"))
    assert "The journal has a4, which no topic has" in findings(found)


def test_an_event_entered_twice_is_found(found: Evidence) -> None:
    found.journal.append(Line("p", 5, VENDOR, "a2"))
    assert "The journal has a2 more than once" in findings(found)


def test_two_events_swapped_in_the_journal_are_found(found: Evidence) -> None:
    found.journal[2:] = [Line("p", 3, VENDOR, "a3"), Line("p", 4, VENDOR, "a2")]
    assert findings(found) == [f"The journal has another order than {VENDOR} for p"]


def test_two_events_swapped_in_the_topic_are_found(found: Evidence) -> None:
    found.topics[0] = found.topics[0]._replace(event_id="a2")
    found.topics[1] = found.topics[1]._replace(event_id="a1")
    assert findings(found) == [f"The journal has another order than {VENDOR} for p"]


def test_a_key_that_changed_its_partition_is_found(found: Evidence) -> None:
    found.topics[2] = found.topics[2]._replace(partition=3)
    assert any("several partitions" in one for one in findings(found))


def test_an_event_that_a_service_passed_over_is_found(found: Evidence) -> None:
    found.inboxes["transition"].discard("a2")
    assert findings(found) == ["transition never applied a2"]


def test_what_is_left_is_found(found: Evidence) -> None:
    found.outboxes["vendor"] = 1
    found.held.append("governance holds b1")
    found.watermarks["transition"][VENDOR, 2] = 2
    assert len(findings(found)) == 3


def test_a_broken_chain_is_found(found: Evidence) -> None:
    found.chains["p"] = ["Entry 2 was altered"]
    assert findings(found) == ["The chain of p: Entry 2 was altered"]


def test_an_effect_that_came_twice_is_found(found: Evidence, calm: Evidence) -> None:
    found.rows["vendor.contract"] = 3
    assert findings(found, calm) == ["vendor.contract has 3 rows, in calm weather 2"]


def test_keys_made_anew_are_no_fault(found: Evidence, calm: Evidence) -> None:
    found.rows["vendor.api_key"] = 3
    assert findings(found, calm) == []


def test_facts_told_in_another_order_are_found(found: Evidence, calm: Evidence) -> None:
    found.facts["/baton/vendor"].reverse()
    assert "told otherwise: at 0 of 2" in findings(found, calm)[0]


def test_another_number_is_found(found: Evidence, calm: Evidence) -> None:
    found.outcome["figures"][0]["system"] = "2.00"
    assert findings(found, calm) == ["fee is 2.00, in calm weather 1.00"]


def test_a_demo_that_failed_is_found(found: Evidence) -> None:
    found.outcome = {}
    assert findings(found) == ["The demo did not succeed"]
