"""What happens around every request."""

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from libs.common.clock import SetClock
from tests.office import Office, eventually, office
from tests.toy import Toy

NOTES = "/toy/v1/notes"


async def test_an_accepted_note_is_in_the_database_when_the_answer_comes(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        await o.as_("olga").post(NOTES, {"text": "hello"})
        with sqlite3.connect(tmp_path / "toy.db") as direct:
            assert direct.execute("SELECT text, tenant FROM toy_note").fetchall() == [
                ("hello", "veldkamp")
            ]


async def test_a_fault_of_ours_leaves_nothing_behind_and_tells_no_secret(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        answer = await o.as_("olga").send("POST", NOTES, {"text": "crash"})
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert "secret" not in answer.text
        assert await o.as_("olga").get(NOTES) == []


async def test_the_same_key_gets_the_same_answer_and_has_one_effect(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        olga = o.as_("olga")
        first = await olga.send("POST", NOTES, {"text": "a"}, idempotency_key="k")
        again = await olga.send("POST", NOTES, {"text": "a"}, idempotency_key="k")
        assert (again.status_code, again.content) == (first.status_code, first.content)
        assert await olga.get(NOTES) == ["a"]
        other = await olga.send("POST", NOTES, {"text": "b"}, idempotency_key="k")
        assert other.json()["type"] == "urn:baton:problem:idempotency-key-reused"
        assert (
            await o.as_("bram").send("POST", NOTES, {"text": "b"}, idempotency_key="k")
        ).is_success


async def test_two_at_once_with_one_key_have_one_effect(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        olga = o.as_("olga")
        both = await asyncio.gather(
            *(olga.send("POST", NOTES, {"text": "a"}, idempotency_key="k") for _ in range(5))
        )
        assert len({answer.content for answer in both}) == 1
        assert await olga.get(NOTES) == ["a"]


async def test_a_refused_request_does_not_use_its_key_up(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        olga = o.as_("olga")
        assert (
            await olga.send("POST", NOTES, {"text": ""}, idempotency_key="k")
        ).status_code == 422
        assert (
            await olga.send("POST", NOTES, {"text": "a"}, idempotency_key="k")
        ).status_code == 201


async def test_a_body_above_the_limit_is_refused_with_a_problem(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts, body_bytes=1000) as o:
        answer = await o.as_("olga").send("POST", NOTES, {"text": "x" * 2000})
        assert answer.status_code == 413
        assert answer.json()["type"] == "urn:baton:problem:too-large"


async def test_a_caller_above_the_rate_is_told_to_wait_and_others_are_not(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts, requests_per_minute=3) as o:
        answers = [await o.as_("olga").send("GET", NOTES) for _ in range(4)]
        assert [a.status_code for a in answers] == [200, 200, 200, 429]
        assert int(answers[-1].headers["retry-after"]) > 0
        assert (await o.as_("bram").send("GET", NOTES)).status_code == 200


@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[]", b'{"text": 5}', b"null", b""])
async def test_a_body_that_cannot_be_read_names_what_is_wrong(tmp_path: Path, body: bytes) -> None:
    async with office(tmp_path, Toy().parts) as o:
        olga = o.as_("olga")
        headers = olga.headers | {"content-type": "application/json"}
        answer = await o.http.post(NOTES, content=body, headers=headers)
        assert answer.status_code == 422
        assert answer.json()["errors"]


async def test_a_body_that_is_not_json_is_called_that(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        headers = o.as_("olga").headers | {"content-type": "text/plain"}
        answer = await o.http.post(NOTES, content=b'{"text": "a"}', headers=headers)
        assert answer.status_code == 415
        assert answer.json()["do"]


async def test_every_refusal_says_what_to_do(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        olga = o.as_("olga")
        for method, path in (("DELETE", NOTES), ("GET", "/toy/v1/nowhere"), ("GET", "/nowhere")):
            assert (await olga.send(method, path)).json()["do"]


async def test_the_documents_say_how_a_route_refuses(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        document = (await o.http.get("/toy/openapi.json")).json()
        refusals = document["paths"][NOTES]["post"]["responses"]
        assert {"401", "403", "409", "422"} <= refusals.keys()
        assert list(refusals["422"]["content"]) == ["application/problem+json"]


async def test_a_nul_character_is_refused_wherever_it_comes(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        olga = o.as_("olga")
        assert (await olga.send("POST", NOTES, {"text": "a\0b"})).status_code == 400
        assert (await olga.send("GET", f"{NOTES}?x=%00")).status_code == 400
        assert (await olga.send("GET", "/toy/v1/dead-letters/%00")).status_code == 400


@pytest.mark.parametrize(
    "moment",
    [
        "yesterday",
        "2025-03-01",
        "2025-03-01T10:00:00",
        "9" * 400,
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
    ],
)
async def test_a_stated_moment_must_carry_its_zone(tmp_path: Path, moment: str) -> None:
    async with office(tmp_path, Toy().parts) as o:
        answer = await o.as_("olga").send("GET", NOTES, baton_date=moment)
        assert answer.status_code == 400


async def test_an_installation_in_earnest_takes_no_stated_moment(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts, rehearsal=False) as o:
        answer = await o.as_("olga").send("GET", NOTES, baton_date="2025-03-01T10:00:00Z")
        assert answer.json()["type"] == "urn:baton:problem:no-rehearsal"


async def test_a_timer_set_in_earnest_fires_when_the_clock_reaches_it(tmp_path: Path) -> None:
    clock = SetClock(datetime(2025, 3, 3, 9, tzinfo=UTC))
    async with office(tmp_path, Toy().parts, clock=clock) as o:
        olga = o.as_("olga")
        await olga.post(NOTES, {"text": "bid"})
        service = o.service("toy")
        assert await service.due.fire_due(service.database, clock.now()) == 0
        clock.at += timedelta(days=1)

        async def fired() -> bool:
            return await olga.get(NOTES) == ["bid", "reminded of bid at 04.03."]

        await eventually(fired)


async def test_a_timer_of_a_rehearsal_fires_when_the_rehearsal_reaches_it(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        olga = o.as_("olga")
        await olga.post(NOTES, {"text": "bid"}, baton_date="2025-03-03T10:00:00Z")
        await olga.post(NOTES, {"text": "x"}, baton_date="2025-03-03T12:00:00Z")
        await olga.post(NOTES, {"text": "y"}, baton_date="2025-03-05T10:00:00Z")
        assert await olga.get(NOTES) == [
            "bid",
            "x",
            "reminded of bid at 03.03.",
            "reminded of x at 03.03.",
            "y",
        ]


@pytest.mark.parametrize("stated", [True, False])
async def test_a_timer_that_fails_holds_up_no_other(tmp_path: Path, stated: bool) -> None:
    clock = SetClock(datetime(2025, 3, 3, 9, tzinfo=UTC))
    toy = Toy()
    toy.poison = {"bad"}
    async with office(tmp_path, toy.parts, clock=clock) as o:
        olga = o.as_("olga")
        when = {"baton_date": "2025-03-03T10:00:00Z"} if stated else {}
        await olga.post(NOTES, {"text": "bad"}, **when)
        await olga.post(NOTES, {"text": "good"}, **when)
        later = {"baton_date": "2025-03-05T10:00:00Z"} if stated else {}
        clock.at += timedelta(days=1)
        await olga.post(NOTES, {"text": "later"}, **later)

        async def fired() -> bool:
            return any("reminded of good" in note for note in await olga.get(NOTES))

        await eventually(fired)
        assert not any("reminded of bad" in note for note in await olga.get(NOTES))


async def test_one_tenant_does_not_see_the_rows_of_another(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        await o.as_("olga").post(NOTES, {"text": "ours"})
        assert await o.as_("eve", tenant="other").get(NOTES) == []


async def test_a_vendor_sees_only_rows_that_carry_its_id(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        await o.as_("olga").post(NOTES, {"text": "ours"})
        assert await o.of_vendor("ania", str(uuid4())).get(NOTES) == []


async def test_the_documents_and_health_are_open_and_nothing_else_is(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        for path in ("/", "/toy/openapi.json", "/toy/docs", "/toy/health/live", "/toy/v1/schemas"):
            assert (await o.http.get(path)).status_code == 200, path
        for path in (NOTES, "/toy/v1/dead-letters"):
            answer = await o.http.get(path)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
        assert (await o.http.get("/nowhere/v1/x")).status_code == 404


async def test_a_read_waits_for_what_its_caller_did_elsewhere(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment", Toy().parts) as o:
        olga = o.as_("olga")
        for n in range(20):
            body = {"name": f"programme {n}", "client": "c"}
            made = await olga.send("POST", "/assessment/v1/programmes", body)
            read = await olga.get(NOTES, baton_after=made.headers["baton-event"])
            assert f"programme {n}" in read


async def test_a_read_does_not_wait_longer_than_it_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.common.applied.LONGEST", 0.05)
    async with office(tmp_path, Toy().parts) as o:
        assert await o.as_("olga").get(NOTES, baton_after=f"assessment/{uuid4()}") == []
        assert (await o.as_("olga").send("GET", NOTES, baton_after="x")).status_code == 400


async def test_a_role_granted_on_a_programme_counts_in_every_service(tmp_path: Path) -> None:
    async with office(tmp_path, "assessment", Toy().parts) as o:
        await _granted(o)


async def _granted(o: Office) -> None:
    sanne, joris = o.as_("sanne", "programme_office"), o.as_("joris", "nobody")
    programme = await sanne.post("/assessment/v1/programmes", {"name": "p", "client": "c"})
    path = f"/assessment/v1/programmes/{programme['id']}"
    assert (await joris.send("GET", path)).status_code == 403
    grant = {"person": "joris", "role": "process_owner"}
    granted = await sanne.send("POST", f"{path}/roles", grant)
    assert (await joris.get(path))["name"] == "p"
    after = granted.headers["baton-event"]
    assert (await joris.send("GET", NOTES, baton_after=after)).status_code == 200
    revoked = await sanne.send("POST", f"{path}/roles/revoke", grant)
    assert (await joris.send("GET", path)).status_code == 403
    after = revoked.headers["baton-event"]
    assert (await joris.send("GET", NOTES, baton_after=after)).status_code == 403
