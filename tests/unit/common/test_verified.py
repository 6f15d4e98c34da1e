"""A token verified once is believed again, as long as it and the key that signed it stand."""

import time
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from libs.common.auth.actor import Actor
from libs.common.auth.tokens import Issuer, Keys, Verifier
from libs.common.auth.verified import Verified, VerifiedTokens
from libs.common.problems import Problem
from libs.common.settings import Settings


class Provider:
    """An issuer whose published keys can change. Counts how often a signature was checked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, **keys: float) -> None:
        self.key = self._new_key("first")
        self.published = [self.key]
        people = Issuer("provider", "baton", Keys(self._fetch, **keys), vendors=False)
        self.verifier = Verifier([people], Settings())
        self.checked = 0
        decode = jwt.decode

        def counted(*args: Any, **kwargs: Any) -> Any:
            self.checked += 1
            return decode(*args, **kwargs)

        monkeypatch.setattr(jwt, "decode", counted)

    def _new_key(self, name: str) -> ECKey:
        return ECKey.generate_key("P-256", {"use": "sig", "kid": name})

    async def _fetch(self) -> dict[str, Any]:
        return dict(KeySet(list(self.published)).as_dict(private=False))

    def revoke(self) -> None:
        self.published = [self._new_key("second")]

    def token(self, seconds: int = 60) -> str:
        claims = {
            "iss": "provider",
            "aud": "baton",
            "sub": "olga",
            "exp": int(time.time()) + seconds,
            "tenant": "veldkamp",
        }
        return jwt.encode({"alg": "ES256", "kid": self.key.kid}, claims, self.key)


async def refused(verifier: Verifier, token: str) -> bool:
    try:
        await verifier.actor(token)
    except Problem as problem:
        return problem.status == 401
    return False


async def test_the_signature_of_a_token_is_checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Provider(monkeypatch)
    token = provider.token()
    first = await provider.verifier.actor(token)
    assert await provider.verifier.actor(token) == first
    assert provider.checked == 1


async def test_another_signature_under_the_same_claims_is_checked_and_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider = Provider(monkeypatch)
    token = provider.token()
    await provider.verifier.actor(token)
    head, body, mark = token.split(".")
    assert await refused(provider.verifier, f"{head}.{body}.{mark[::-1]}")


async def test_a_token_that_was_refused_is_not_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Provider(monkeypatch)
    token = provider.token(seconds=-3600)
    assert await refused(provider.verifier, token)
    assert await refused(provider.verifier, token)
    assert len(provider.verifier._known) == 0


async def test_a_key_that_its_issuer_withdrew_is_refused_though_its_token_was_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    provider = Provider(monkeypatch, pause=0.0, oldest=0.0)
    token = provider.token()
    await provider.verifier.actor(token)
    provider.revoke()
    assert await refused(provider.verifier, token)


def remembered(clock: list[float], most: int = 3) -> VerifiedTokens:
    return VerifiedTokens(most, lambda: clock[0])


def verified(until: float) -> Verified:
    return Verified(Actor("veldkamp", "olga", "Olga"), "provider", None, KeySet([]), until)


def test_a_remembered_token_is_forgotten_when_it_expires() -> None:
    clock = [100.0]
    tokens = remembered(clock)
    tokens.keep("a", verified(160.0))
    clock[0] = 159.9
    assert tokens.find("a") is not None
    clock[0] = 160.0
    assert tokens.find("a") is None
    assert len(tokens) == 0


def test_the_memory_holds_so_many_tokens_and_none_of_them_in_clear() -> None:
    tokens = remembered([0.0])
    for n in range(10):
        tokens.keep(f"token-{n}", verified(1.0))
        assert len(tokens) <= 3
    assert tokens.find("token-9") is not None
    assert not any("token" in str(name) for name in tokens._known)
