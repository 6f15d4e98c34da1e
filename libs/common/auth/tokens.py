"""Bearer tokens: verified against the public keys of their issuer, never against a shared secret.

People's tokens come from the client's OpenID Connect provider (or the development issuer),
vendors' tokens from the door of the vendor service.
"""

import asyncio
import json
import logging
import time
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from joserfc import jwt
from joserfc.errors import ExpiredTokenError, JoseError
from joserfc.jwk import KeySet

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.auth.verified import Verified, VerifiedTokens
from libs.common.problems import Problem, unauthenticated
from libs.common.settings import Settings

log = logging.getLogger(__name__)
ALGORITHMS = ["ES256", "EdDSA", "Ed25519", "RS256", "PS256"]
DOOR_ISSUER = "baton-door"
LEEWAY = 30
"Seconds by which clocks of issuer and service may differ."

Fetch = Callable[[], Awaitable[dict[str, Any]]]


class Keys:
    """An issuer's public keys: fetched when first needed, when they are old, and when an unknown
    key id turns up; then at most once in `pause` seconds.
    """

    def __init__(self, fetch: Fetch, *, pause: float = 10.0, oldest: float = 600.0) -> None:
        self._fetch, self._pause, self._oldest = fetch, pause, oldest
        self._set: KeySet | None = None
        self._fetched = self._tried = float("-inf")
        self._one_at_a_time = asyncio.Lock()

    async def for_token(self, key_id: str | None) -> KeySet:
        """Refuses (503) while the issuer has never answered."""
        if not self._will_do(key_id):
            async with self._one_at_a_time:
                if not self._will_do(key_id) and self._may_try():
                    await self._refresh()
        if self._set is None:
            raise issuer_away()
        return self._set

    def _will_do(self, key_id: str | None) -> bool:
        if self._set is None or time.monotonic() - self._fetched > self._oldest:
            return False
        return key_id is None or any(key.kid == key_id for key in self._set.keys)

    def _may_try(self) -> bool:
        return self._set is None or time.monotonic() - self._tried > self._pause

    async def _refresh(self) -> None:
        """An issuer that does not answer leaves the keys as they were."""
        self._tried = time.monotonic()
        try:
            self._set = KeySet.import_key_set(await self._fetch())  # type: ignore[arg-type]
        except (OSError, ValueError):
            log.exception("The keys of an issuer cannot be fetched")
        else:
            self._fetched = self._tried


def issuer_away() -> Problem:
    return Problem(
        503,
        "issuer-away",
        "Tokens cannot be checked now",
        "The issuer of this token does not answer.",
        do="Send the same again a little later.",
        headers={"Retry-After": "5"},
    )


@dataclass(frozen=True)
class Issuer:
    name: str
    audience: str
    keys: Keys
    vendors: bool
    "Whether its tokens speak for a vendor's system: tenant and vendor in our own claims."


class Verifier:
    def __init__(self, issuers: list[Issuer], settings: Settings) -> None:
        self._issuers: Mapping[str, Issuer] = {issuer.name: issuer for issuer in issuers}
        self._settings = settings
        self._known = VerifiedTokens()

    async def actor(self, token: str) -> Actor:
        """The caller behind a token. Refuses (401) what is not signed, valid, ours and in time."""
        known = self._known.find(token)
        if known is None or not await self._still_stands(known):
            known = await self._verified(token)
            self._known.keep(token, known)
        return known.actor

    async def _still_stands(self, known: Verified) -> bool:
        """Keys that were fetched anew may lack the one that signed."""
        keys = await self._issuers[known.issuer].keys.for_token(known.key_id)
        return keys is known.keys

    async def _verified(self, token: str) -> Verified:
        try:
            header, claims = _unverified(token)
            issuer, key_id = self._issuers[claims["iss"]], header.get("kid")
            keys = await issuer.keys.for_token(key_id)
            verified = jwt.decode(token, keys, algorithms=ALGORITHMS).claims
            _registry(issuer).validate(verified)
            actor = self._door(verified) if issuer.vendors else self._person(verified)
            return Verified(actor, issuer.name, key_id, keys, verified["exp"] + LEEWAY)
        except ExpiredTokenError:
            raise unauthenticated("The token has expired.") from None
        except (JoseError, ValueError, KeyError, TypeError, AttributeError):
            raise unauthenticated("The token was not accepted.") from None

    def _door(self, claims: dict[str, Any]) -> Actor:
        rights = frozenset(Right(r) for r in claims["rights"])
        vendor = UUID(claims["vendor"])
        name = str(claims.get("name", claims["sub"]))
        return Actor(str(claims["tenant"]), claims["sub"], name, vendor=vendor, rights=rights)

    def _person(self, claims: dict[str, Any]) -> Actor:
        tenant, vendor = (
            claims[self._settings.claim_tenant],
            claims.get(self._settings.claim_vendor),
        )
        if not isinstance(tenant, str) or not tenant:
            raise ValueError("tenant")
        name = str(claims.get("name", claims["sub"]))
        if vendor:
            return Actor(tenant, claims["sub"], name, vendor=UUID(vendor), rights=frozenset(Right))
        return Actor(
            tenant, claims["sub"], name, _roles(claims.get(self._settings.claim_roles, {}))
        )


def _roles(claim: Any) -> dict[str, frozenset[Role]]:
    """`{"*": [...], "<programme>": [...]}`, or a list that holds everywhere; unknown roles drop."""
    by_programme = claim if isinstance(claim, dict) else {"*": claim}
    known = set(Role)
    return {
        str(programme): frozenset(Role(r) for r in roles if r in known)
        for programme, roles in by_programme.items()
    }


def _registry(issuer: Issuer) -> jwt.JWTClaimsRegistry:
    return jwt.JWTClaimsRegistry(
        leeway=LEEWAY,
        iss={"essential": True, "value": issuer.name},
        aud={"essential": True, "value": issuer.audience},
        exp={"essential": True},
        sub={"essential": True},
    )


def _unverified(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, only to choose the issuer whose keys then decide."""
    head, body, _ = token.split(".")
    parts = [json.loads(urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in (head, body)]
    return parts[0], parts[1]
