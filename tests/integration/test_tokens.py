"""Whose tokens are believed."""

import hmac
import json
import time
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey

from libs.common.auth.development import kept_key
from libs.common.settings import Settings
from tests.office import Office, office
from tests.toy import Toy

NOTES = "/toy/v1/notes"


def claims(**other: Any) -> dict[str, Any]:
    now = int(time.time())
    base = {
        "iss": "baton-development",
        "aud": "baton",
        "sub": "olga",
        "iat": now,
        "exp": now + 60,
        "tenant": "veldkamp",
        "roles": {"*": ["auditor"]},
    }
    return {k: v for k, v in (base | other).items() if v is not None}


def signed(o: Office, body: dict[str, Any], key: ECKey | None = None) -> str:
    ours = kept_key(o.together.settings.data / "keys" / "development.json")
    return jwt.encode({"alg": "ES256", "kid": ours.kid}, body, key or ours)


async def status(o: Office, token: str) -> int:
    answer = await o.http.get(NOTES, headers={"Authorization": f"Bearer {token}"})
    if answer.status_code == 401:
        assert answer.json()["type"] == "urn:baton:problem:unauthenticated"
    return answer.status_code


async def test_a_token_that_the_issuer_signed_is_believed(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        assert await status(o, signed(o, claims())) == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"aud": "another"},
        {"aud": None},
        {"iss": "another"},
        {"tenant": None},
        {"tenant": ""},
        {"sub": None},
        {"vendor": "not-a-uuid"},
        {"roles": 5},
    ],
)
async def test_a_token_with_a_wrong_claim_is_not(tmp_path: Path, wrong: dict[str, Any]) -> None:
    async with office(tmp_path, Toy().parts) as o:
        assert await status(o, signed(o, claims(**wrong))) == 401


async def test_a_token_of_another_key_is_not_believed(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        assert await status(o, signed(o, claims(), ECKey.generate_key("P-256"))) == 401


async def test_a_token_without_signature_or_with_a_shared_secret_is_not_believed(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, Toy().parts) as o:
        await status(o, signed(o, claims()))
        parts = [json.dumps(p).encode() for p in ({"alg": "none"}, claims())]
        bare = ".".join(urlsafe_b64encode(p).decode().rstrip("=") for p in parts)
        assert await status(o, f"{bare}.") == 401
        key = kept_key(o.together.settings.data / "keys" / "development.json")
        parts[0] = json.dumps({"alg": "HS256", "kid": key.kid}).encode()
        told = b".".join(urlsafe_b64encode(p).rstrip(b"=") for p in parts)
        mark = hmac.digest(key.as_pem(private=False), told, "sha256")
        assert await status(o, f"{told.decode()}.{urlsafe_b64encode(mark).decode()}") == 401


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "a.b", "é.é.é", "." * 50])
async def test_what_is_no_token_is_refused_as_such(tmp_path: Path, token: str) -> None:
    async with office(tmp_path, Toy().parts) as o:
        header = {"Authorization": f"Bearer {token}".encode()}
        assert (await o.http.get(NOTES, headers=header)).status_code == 401


async def test_an_unknown_role_gives_nothing(tmp_path: Path) -> None:
    async with office(tmp_path, Toy().parts) as o:
        assert await status(o, signed(o, claims(roles={"*": ["emperor"]}))) == 403


def test_the_development_key_is_for_its_owner_only_and_stays(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    path = settings.data / "keys" / "development.json"
    first = kept_key(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert kept_key(path).kid == first.kid
