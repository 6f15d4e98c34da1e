"""The vendors' door: what is taken in, what is refused, and what the vendor is told."""

import json
import sqlite3
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kestrel import BATCH, ONE, Kestrel, System, kind
from tests.office import Office, office

RECEIPTS = "/vendor/v1/receipts"


async def kestrel(o: Office, **more: Any) -> Kestrel:
    return await Kestrel(o, **more).settle()


def outbox(folder: Path) -> list[tuple[dict[str, str], dict[str, Any]]]:
    """What ever left, from the log or still on its way: headers and data."""
    with sqlite3.connect(folder / "vendor.db") as direct:
        rows = direct.execute("SELECT headers, value FROM outbox ORDER BY seq").fetchall()
    found = [(json.loads(headers), json.loads(value)) for headers, value in rows]
    return [pair for pair in found if "reported" in pair[0]["ce_type"]]


def hold_the_relay(o: Office) -> None:
    """Events stay in the outbox, where a test can read them."""

    async def nothing(*_: object) -> int:
        return 0

    o.service("vendor").relay.send_once = nothing


async def test_a_new_event_is_recorded_and_answered_with_its_receipt(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        hold_the_relay(o)
        k = await kestrel(o)
        system = await k.system()
        answer = await system.tell(k.event("m-1"))
        assert answer.status_code == 201, answer.text
        receipt = answer.json()
        assert answer.headers["location"] == f"{RECEIPTS}/{receipt['id']}"
        assert answer.headers["baton-event"] == f"vendor/{receipt['event_id']}"
        assert (receipt["external_id"], receipt["state"]) == ("m-1", "recorded")
        journal = f"/console/v1/journal/events/{receipt['event_id']}"
        assert receipt["links"] == {"journal": journal}
        assert await system.get(answer.headers["location"]) == receipt | {
            "reason_kind": None,
            "reason": None,
        }


async def test_what_leaves_names_programme_vendor_and_reporter(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        hold_the_relay(o)
        k = await kestrel(o)
        key = await k.key()
        answer = await o.http.post("/vendor/v1/token", json={"key": key["key"]})
        await System(o.http, answer.json()["access_token"]).tell(k.event())
        [(headers, data)] = outbox(tmp_path)
        assert headers["ce_source"] == "/baton/vendor"
        assert headers["ce_vendor"] == data["vendor_id"] == str(k.vendor)
        assert headers["ce_subject"] == data["programme_id"] == str(k.programme)
        assert headers["ce_actor"] == key["id"]
        assert headers["ce_tenant"] == "veldkamp"
        assert data["reported_by"] == "Kestrel reporting"
        assert "ce_stated" not in headers


async def test_a_rehearsal_states_the_moment_of_the_report(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        hold_the_relay(o)
        k = await kestrel(o)
        answer = await (await k.system()).tell(k.event(), baton_date="2025-09-15T10:00:00+02:00")
        [(headers, _)] = outbox(tmp_path)
        assert (headers["ce_time"], headers["ce_stated"]) == ("2025-09-15T08:00:00.000000Z", "true")
        assert answer.json()["recorded_at"] == "2025-09-15T08:00:00Z"


async def test_the_same_event_again_gets_the_same_receipt_and_leaves_once(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        hold_the_relay(o)
        k = await kestrel(o)
        system = await k.system()
        first = await system.tell(k.event())
        turned = dict(reversed(k.event().items()))
        again = await system.tell(turned)
        assert (again.status_code, again.json()) == (200, first.json())
        assert again.headers["location"] == first.headers["location"]
        assert len(outbox(tmp_path)) == 1


async def test_another_content_under_the_same_id_is_refused(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        await system.tell(k.event())
        answer = await system.tell(k.event(data={"reached_on": "2025-09-16"}))
        assert (answer.status_code, kind(answer)) == (409, "event-id-reused")


async def test_two_vendors_may_use_the_same_id(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        one, other = await kestrel(o), await kestrel(o)
        assert (await (await one.system()).tell(one.event())).status_code == 201
        assert (await (await other.system()).tell(other.event())).status_code == 201


async def test_one_bad_event_in_a_batch_harms_no_other(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        await system.tell(k.event("0"))
        events = [
            k.event("0"),
            k.event("1"),
            k.event("2", data={"milestone": "Not a code"}),
            "not an event",
            k.event("1"),
            k.event("1", data={"note": "changed"}),
            k.event("3", data={"contract_id": str(uuid4())}),
        ]
        answer = await system.tell_many(events)
        assert answer.status_code == 200
        items = answer.json()
        assert [item["index"] for item in items] == list(range(7))
        assert [item["status"] for item in items] == [
            "repeated",
            "accepted",
            "refused",
            "refused",
            "repeated",
            "refused",
            "refused",
        ]
        assert items[2]["problem"]["errors"][0]["field"] == "/data/milestone"
        assert items[4]["receipt"] == items[1]["receipt"]
        assert items[5]["problem"]["type"].endswith(":event-id-reused")
        assert items[6]["problem"]["status"] == 404
        assert answer.headers["baton-event"] == f"vendor/{items[4]['receipt']['id']}"
        assert len((await system.get(RECEIPTS))["items"]) == 2


async def test_only_an_own_and_signed_contract_can_be_reported_on(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        mine, theirs = await kestrel(o), await kestrel(o)
        elsewhere = await kestrel(o, tenant="another")
        system = await mine.system()
        for stranger in (theirs.contract, elsewhere.contract, uuid4()):
            answer = await system.tell(mine.event(data={"contract_id": str(stranger)}))
            assert (answer.status_code, kind(answer)) == (404, "not-found")
        answer = await system.tell(mine.event(data={"contract_id": str(mine.unsigned)}))
        assert (answer.status_code, kind(answer)) == (409, "contract-not-signed")


async def test_what_is_filled_in_cannot_be_brought(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        for name in ("programme_id", "vendor_id", "reported_by"):
            answer = await system.tell(k.event(data={name: str(uuid4())}))
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["field"] == f"/data/{name}"


async def test_bodies_that_are_not_events_are_refused_by_kind(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", batch_bytes=20_000) as o:
        k = await kestrel(o)
        system = await k.system()
        cases: list[tuple[str, str, int]] = [
            (json.dumps(k.event()), "application/json", 415),
            (json.dumps(k.event()), "", 415),
            ("{", ONE, 400),
            ("", ONE, 400),
            ("[]", ONE, 400),
            ("{}", ONE, 422),
            ("{}", BATCH, 400),
            ("[NaN]", BATCH, 400),
            ("[]", BATCH, 422),
            (json.dumps([1] * 5_001), BATCH, 413),
            (json.dumps(["x" * 30_000]), BATCH, 413),
        ]
        for content, content_type, status in cases:
            answer = await system.put_in(content, content_type)
            assert answer.status_code == status, (content[:20], content_type, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
        assert (
            await system.put_in(json.dumps(k.event()), ONE + "; charset=utf-8")
        ).status_code == 201


async def test_people_of_the_vendor_report_under_their_own_name(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        hold_the_relay(o)
        k = await kestrel(o)
        token = o.issuer.token("marek", "veldkamp", [], name="Marek Nowak", vendor=str(k.vendor))
        assert (await System(o.http, token).tell(k.event())).status_code == 201
        [(headers, data)] = outbox(tmp_path)
        assert (headers["ce_actor"], data["reported_by"]) == ("marek", "Marek Nowak")


async def test_the_door_is_for_vendors_with_the_right_to_report(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        client = System(o.http, o.issuer.token("sanne", "veldkamp", ["programme_office"]))
        assert (await client.tell(k.event())).status_code == 403
        assert (await (await k.system("read", "bid")).tell(k.event())).status_code == 403
        assert (await System(o.http, "nobody").tell(k.event())).status_code == 401


async def test_an_event_made_by_the_cloudevents_sdk_is_taken(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        own = k.event()
        attributes = {
            "id": "sdk-1",
            "source": own["source"],
            "type": own["type"],
            "datacontenttype": "application/json",
            "subject": "wave 1",
            "kestrelsystem": "ledger",
        }
        format = JSONFormat()
        made = format.write(CloudEvent(attributes, own["data"]))
        answer = await (await k.system()).put_in(made, format.get_content_type())
        assert answer.status_code == 201, answer.text


async def test_receipts_are_listed_by_state_and_type(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        await system.tell_many([k.event(str(n)) for n in range(3)])
        of_type = f"{RECEIPTS}?type=baton.vendor.milestone_reported.v1"
        first = await system.get(f"{of_type}&limit=2")
        rest = await system.get(f"{of_type}&limit=2&after={first['next']}")
        found = [item["external_id"] for item in first["items"] + rest["items"]]
        assert found == ["0", "1", "2"]
        assert (await system.get(f"{RECEIPTS}?state=accepted"))["items"] == []
        await system.get(f"{RECEIPTS}?state=lost", status=422)


async def test_receipts_are_seen_by_their_vendor_and_the_client_alone(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k, other = await kestrel(o), await kestrel(o)
        where = (await (await k.system()).tell(k.event())).headers["location"]
        await o.as_("sanne").get(where)
        assert len((await o.as_("sanne").get(RECEIPTS))["items"]) == 1
        await o.as_("sanne", tenant="another").get(where, status=404)
        stranger = await other.system()
        await stranger.get(where, status=404)
        assert (await stranger.get(RECEIPTS))["items"] == []
        token = o.issuer.token("gerd", "veldkamp", {str(uuid4()): ["auditor"]})
        elsewhere = System(o.http, token)
        await elsewhere.get(where, status=403)
        assert (await elsewhere.get(RECEIPTS))["items"] == []


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


async def test_no_json_whatever_brings_the_door_down(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", requests_per_minute=1_000_000) as o:
        k = await kestrel(o)
        system = await k.system()
        fields = st.sampled_from([*k.event(), "data_base64", "subject"])
        inner = st.sampled_from([*k.event()["data"], "note", "evidence", "cases", "x"])

        @settings(max_examples=150, suppress_health_check=list(HealthCheck), database=None)
        @given(st.data())
        def gather(draw: st.DataObject) -> None:
            bodies.append(draw.draw(json_values))
            bodies.append(k.event() | draw.draw(st.dictionaries(fields, json_values, max_size=3)))
            data = k.event()["data"] | draw.draw(
                st.dictionaries(inner, json_values, min_size=1, max_size=2)
            )
            bodies.append(k.event(str(uuid4()), data=data))

        bodies: list[Any] = []
        gather()
        for body in bodies:
            assert (await system.tell(body)).status_code < 500, body
        answer = await system.tell_many(bodies)
        assert answer.status_code == 200
        statuses = [item.get("problem", {}).get("status", 200) for item in answer.json()]
        assert max(statuses) < 500


async def test_deep_and_broken_bodies_are_refused(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        system = await (await kestrel(o)).system()
        for content in (b"[" * 100_000, b"\xff\xfe", b'{"id": "\\ud800"}', b"9" * 10_000):
            for content_type in (ONE, BATCH):
                assert (await system.put_in(content, content_type)).status_code == 400


async def test_the_id_of_the_event_is_minted_here_and_sorts_by_time(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        ids = [(await system.tell(k.event(str(n)))).json()["event_id"] for n in range(3)]
        assert ids == sorted(ids)
        assert {UUID(id).version for id in ids} == {7}
