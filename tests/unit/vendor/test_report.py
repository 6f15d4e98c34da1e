import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right
from libs.common.events.vendor.measurements import MeasurementsReported
from libs.common.problems import Problem
from services.vendor.report import Party, Visit, contracts_named, digest

VENDOR, PROGRAMME = UUID(int=1), UUID(int=2)
SIGNED, UNSIGNED, UNKNOWN = UUID(int=3), UUID(int=4), UUID(int=5)
NOW = datetime(2025, 9, 15, 8, tzinfo=UTC)
VISIT = Visit(
    Actor("veldkamp", "key-1", "ledger", vendor=VENDOR, rights=frozenset({Right.REPORT})),
    VENDOR,
    NOW,
    False,
    {SIGNED: Party(PROGRAMME, True), UNSIGNED: Party(PROGRAMME, False)},
)


def event(**changes: Any) -> dict[str, Any]:
    data = {"contract_id": str(SIGNED), "milestone": "wave-1-live", "reached_on": "2025-09-15"}
    made = {
        "specversion": "1.0",
        "id": "m-1",
        "source": "/kestrel",
        "type": "baton.vendor.milestone_reported.v1",
        "data": data | changes.pop("data", {}),
    }
    return made | changes


def refusal(found: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        VISIT.report(found)
    return refused.value


def field(found: Any) -> str:
    problem = refusal(found)
    assert problem.status == 422
    return problem.errors[0].field


def test_a_report_is_a_receipt_and_an_event_that_leaves() -> None:
    report = VISIT.report(event())
    assert report.key == ("veldkamp", str(VENDOR), "/kestrel", "m-1")
    assert report.stamp.programme_id == str(PROGRAMME)
    assert json.loads(report.stamp.headers(report.id))["ce_id"] == report.id
    assert json.loads(report.value) == {
        "programme_id": str(PROGRAMME),
        "vendor_id": str(VENDOR),
        "contract_id": str(SIGNED),
        "milestone": "wave-1-live",
        "reached_on": "2025-09-15",
        "evidence": [],
        "note": "",
        "reported_by": "ledger",
        "as_of": None,
        "claimed_by": "",
    }


@pytest.mark.parametrize("name", ["specversion", "id", "source", "type", "data"])
def test_what_is_required_must_be_there(name: str) -> None:
    found = event()
    del found[name]
    assert field(found) == f"/{name}"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("specversion", "0.3"),
        ("specversion", 1.0),
        ("id", ""),
        ("id", "x" * 201),
        ("id", "a\nb"),
        ("id", "\0"),
        ("id", 7),
        ("source", "not a reference"),
        ("source", "/100%"),
        ("source", "x" * 201),
        ("source", "/straße"),
        ("type", "baton.vendor.contract_signed.v1"),
        ("type", ["baton.vendor.milestone_reported.v1"]),
        ("time", "2025-09-15"),
        ("time", "2025-09-15T08:00:00"),
        ("time", "2025-13-15T08:00:00Z"),
        ("time", 1_757_923_200),
        ("datacontenttype", "application/xml"),
        ("datacontenttype", None),
        ("data_base64", "e30="),
        ("data", None),
        ("data", "{}"),
    ],
)
def test_attributes_outside_cloudevents_are_refused_by_name(name: str, value: Any) -> None:
    assert field(event() | {name: value}) == f"/{name}"


@pytest.mark.parametrize(
    "more",
    [
        {"time": "2025-09-15T10:00:00.123456789+02:00"},
        {"time": "2025-09-15t08:00:00z"},
        {"datacontenttype": "application/json; charset=utf-8"},
        {"subject": "wave 1", "dataschema": "/schema", "kestrelsystem": "ledger"},
        {"id": "x" * 200, "source": "urn:kestrel:%C3%9F"},
    ],
)
def test_what_cloudevents_allows_is_taken(more: dict[str, Any]) -> None:
    assert VISIT.report(event(**more))


@pytest.mark.parametrize(
    ("data", "pointer"),
    [
        ({"milestone": "Not a code"}, "/data/milestone"),
        ({"reached_on": "yesterday"}, "/data/reached_on"),
        ({"contract_id": "the big one"}, "/data/contract_id"),
        ({"evidence": ["no digest"]}, "/data/evidence/0"),
        ({"evidense": []}, "/data/evidense"),
        ({"vendor_id": str(UNKNOWN)}, "/data/vendor_id"),
        ({"note": "a\0b"}, "/data"),
    ],
)
def test_data_that_do_not_fit_the_event_are_refused_by_place(
    data: dict[str, Any], pointer: str
) -> None:
    assert field(event(data=data)) == pointer


def test_data_are_checked_to_their_depth() -> None:
    tally = {"service_level": "booked", "taken_on": "2026-02-01", "met": 1, "total": 2}
    found = event(type=MeasurementsReported.type)
    found["data"] = {"contract_id": str(SIGNED), "measurements": [tally, tally | {"mett": 1}]}
    assert field(found) == "/data/measurements/1/mett"
    found["data"]["measurements"] = [tally | {"total": 10**12}]
    assert field(found) == "/data/measurements/0/total"


def test_the_longest_report_fits_one_message_of_the_broker(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counts = dict.fromkeys(("met", "total", "excluded"), 10**9)
    tally = {"service_level": "x" * 64, "taken_on": "2026-02-01", **counts}
    found = event(type=MeasurementsReported.type)
    found["data"] = {"contract_id": str(SIGNED), "measurements": [tally] * 5_000}
    length = len(VISIT.report(found).value)
    monkeypatch.setattr("services.vendor.report.MOST_BYTES", length - 1)
    assert field(found) == "/data"


def test_wrong_data_are_told_before_a_wrong_contract() -> None:
    wrong = {"contract_id": str(UNKNOWN), "milestone": ""}
    assert field(event(data=wrong)) == "/data/milestone"


def test_a_contract_of_nobody_or_not_signed_is_told_apart() -> None:
    assert refusal(event(data={"contract_id": str(UNKNOWN)})).status == 404
    unsigned = refusal(event(data={"contract_id": str(UNSIGNED)}))
    assert (unsigned.status, unsigned.kind) == (409, "contract-not-signed")


def test_anything_but_an_object_is_no_event() -> None:
    for found in (None, 5, "event", [], [event()]):
        assert refusal(found).status == 422


def test_a_repeat_is_told_by_type_and_data_however_ordered() -> None:
    again = event(time="2025-09-15T09:00:00Z", subject="again")
    again["data"] = dict(reversed(again["data"].items()))
    assert digest(again) == digest(event())
    assert digest(event(data={"note": "other"})) != digest(event())
    assert digest(event(type="baton.vendor.measurements_reported.v1")) != digest(event())


def test_every_contract_spoken_of_is_named_once() -> None:
    events = [event(), event(), event(data={"contract_id": str(UNKNOWN)}), None, {}, {"data": 5}]
    assert contracts_named([*events, event(data={"contract_id": 7})]) == {SIGNED, UNKNOWN}
