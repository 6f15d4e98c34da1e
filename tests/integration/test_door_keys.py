"""API keys, the tokens they are exchanged for, and who trusts those."""

import sqlite3
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc.jwk import ECKey

from libs.common.auth.secret_keys import fresh_key
from libs.common.auth.tokens import LEEWAY
from services.vendor.door import KEYS_AT_ONE_ADDRESS, Door
from tests.integration.test_door import kestrel
from tests.kestrel import System, kind
from tests.office import Office, office

TOKEN = "/vendor/v1/token"


async def exchange(o: Office, key: str) -> Any:
    return await o.http.post(TOKEN, json={"key": key})


async def test_a_key_becomes_a_token_of_ten_minutes(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        answer = await exchange(o, (await k.key("report"))["key"])
        assert answer.status_code == 200
        token = answer.json()
        assert (token["token_type"], token["expires_in"]) == ("Bearer", 600)
        assert answer.headers["cache-control"] == "no-store"
        assert (await System(o.http, token["access_token"]).tell(k.event())).status_code == 201


async def test_other_services_trust_the_token_by_the_public_keys(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", "assessment") as o:
        system = await (await kestrel(o)).system("read")
        answer = await system.send("GET", "/assessment/v1/programmes")
        assert (answer.status_code, kind(answer)) == (403, "client-only")
        keys = (await o.http.get("/vendor/v1/keys")).json()["keys"]
        assert [("d" in key, key["kty"], key["use"]) for key in keys] == [(False, "EC", "sig")]


async def test_the_signing_key_of_the_settings_is_used(tmp_path: Path) -> None:
    import json

    made = json.dumps(ECKey.generate_key("P-256").as_dict(private=True))
    async with office(tmp_path, "vendor", door_key=made) as o:
        k = await kestrel(o)
        assert (await (await k.system()).tell(k.event())).status_code == 201
        [key] = (await o.http.get("/vendor/v1/keys")).json()["keys"]
        assert key["x"] == json.loads(made)["x"]
    assert not (tmp_path / "keys" / "door.json").exists()


async def test_a_key_is_shown_once_and_kept_as_a_digest(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        issued = await k.key("report", "read")
        pieter = o.as_("pieter", "procurement")
        where = f"/vendor/v1/vendors/{k.vendor}/keys"
        [listed] = (await pieter.get(where))["items"]
        assert listed == {name: value for name, value in issued.items() if name != "key"}
        assert issued["key"].startswith(f"baton_{issued['prefix']}_")
        assert (await pieter.get(f"{where}/{issued['id']}")) == listed
        secret = issued["key"].rpartition("_")[2]
        with sqlite3.connect(tmp_path / "vendor.db") as direct:
            assert secret not in "\n".join(direct.iterdump())


async def test_a_key_is_not_issued_under_an_idempotency_key(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        where = f"/vendor/v1/vendors/{k.vendor}/keys"
        body = {"name": "ledger", "rights": ["report"]}
        answer = await o.as_("pieter").send("POST", where, body, idempotency_key="once")
        assert (answer.status_code, kind(answer)) == (400, "not-repeatable")


async def test_unknown_revoked_and_misspelt_keys_get_one_answer(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        issued = await k.key()
        where = f"/vendor/v1/vendors/{k.vendor}/keys/{issued['id']}/revoke"
        pieter = o.as_("pieter", "procurement")
        assert (await pieter.post(where))["revoked_by"] == "pieter"
        again = await pieter.send("POST", where)
        assert (again.status_code, kind(again)) == (409, "already-revoked")
        misspelt = (await k.key())["key"][:-1] + "!"
        other_secret = f"baton_{issued['prefix']}_{'A' * 43}"
        unknown = f"baton_{'0' * 12}_{'A' * 43}"
        answers = [
            await exchange(o, key)
            for key in (issued["key"], misspelt, other_secret, unknown, "\0", "x" * 200)
        ]
        assert {answer.status_code for answer in answers} == {401}
        assert len({answer.text for answer in answers}) == 1
        assert kind(answers[0]) == "key-not-accepted"


async def test_a_token_outlives_its_revoked_key_by_ten_minutes_at_most(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        issued = await k.key()
        door: Door = o.service("vendor").extra
        kept = await door.known_key(issued["key"])
        lived = int(time.time()) - door.tokens.seconds
        fresh = System(o.http, door.tokens.token(kept))
        expired = System(o.http, door.tokens.token(kept, now=lived - LEEWAY - 5))
        await o.as_("pieter").post(f"/vendor/v1/vendors/{k.vendor}/keys/{issued['id']}/revoke")
        assert (await fresh.tell(k.event())).status_code == 201
        answer = await expired.tell(k.event())
        assert (answer.status_code, kind(answer)) == (401, "unauthenticated")


async def test_exchanges_from_one_address_are_limited(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", token_requests_per_minute=3) as o:
        answers = [await exchange(o, "guess") for _ in range(4)]
        assert [answer.status_code for answer in answers] == [401, 401, 401, 429]
        assert int(answers[-1].headers["retry-after"]) > 0


async def test_vendors_behind_one_address_do_not_share_an_allowance(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", token_requests_per_minute=2) as o:
        one, other = [(await (await kestrel(o)).key())["key"] for _ in range(2)]
        answers = [await exchange(o, one) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert (await exchange(o, other)).status_code == 200


async def test_an_address_that_tries_ever_new_keys_is_limited(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", token_requests_per_minute=1) as o:
        keys = [fresh_key().text for _ in range(KEYS_AT_ONE_ADDRESS + 1)]
        codes = [(await exchange(o, key)).status_code for key in keys]
        assert codes == [401] * KEYS_AT_ONE_ADDRESS + [429]


async def test_what_is_too_large_for_a_key_is_not_read_and_counts(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor", token_requests_per_minute=1) as o:
        answers = [
            await o.http.post(TOKEN, content=b"[" * 5000) for _ in range(KEYS_AT_ONE_ADDRESS + 1)
        ]
        codes = [answer.status_code for answer in answers]
        assert codes == [413] * KEYS_AT_ONE_ADDRESS + [429]


async def test_keys_are_issued_by_procurement_for_vendors_that_are_there(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        body = {"name": "ledger", "rights": ["report"]}
        where = f"/vendor/v1/vendors/{k.vendor}/keys"
        await o.as_("joris", "process_owner").post(where, body, status=403)
        await o.of_vendor("ania", str(k.vendor)).post(where, body, status=403)
        pieter = o.as_("pieter", "procurement")
        await pieter.post(f"/vendor/v1/vendors/{uuid4()}/keys", body, status=404)
        await o.as_("pieter", tenant="another").post(where, body, status=404)
        await pieter.post(where, body | {"rights": []}, status=422)
        await pieter.post(where, body | {"rights": ["everything"]}, status=422)
        key = await k.key()
        other = await kestrel(o)
        await pieter.post(f"/vendor/v1/vendors/{other.vendor}/keys/{key['id']}/revoke", status=404)
