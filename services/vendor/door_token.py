"""The door's tokens: ten minutes in which a vendor's system needs no further look-up.

Every service knows them by the door's public keys. A revoked key gets no further token; those it
was given before run out within the ten minutes.
"""

import json
import time
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from sqlalchemy import Row

from libs.common.auth.development import kept_key, public_keys
from libs.common.auth.tokens import DOOR_ISSUER
from libs.common.settings import Settings
from libs.common.unusable import Unusable
from services.vendor.models.api_key import ApiKey

WANTED = "BATON_DOOR_KEY must hold the door's private signing key, a JWK (EC, P-256)."


class DoorTokens:
    """Signs with the key of the settings, or on one machine with one kept in the data folder."""

    def __init__(self, settings: Settings) -> None:
        self._key = _signing_key(settings)
        self._audience = settings.oidc_audience
        self.seconds = settings.token_minutes * 60

    @property
    def public(self) -> dict[str, Any]:
        return public_keys(self._key)

    def token(self, key: ApiKey | Row[Any], now: int | None = None) -> str:
        """`now` in seconds since 1970: tokens live in real time, in a rehearsal too."""
        issued = int(time.time()) if now is None else now
        claims = {
            "iss": DOOR_ISSUER,
            "aud": self._audience,
            "sub": str(key.id),
            "name": key.name,
            "tenant": key.tenant,
            "vendor": str(key.vendor_id),
            "rights": list(key.rights),
            "iat": issued,
            "exp": issued + self.seconds,
        }
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key)


def _signing_key(settings: Settings) -> ECKey:
    """Raises `Unusable`, without a word of what was given: it may be a secret."""
    if text := settings.door_key.get_secret_value():
        return _private(_read(text))
    if settings.embedded:
        return kept_key(settings.data / "keys" / "door.json")
    raise Unusable(WANTED)


def _read(text: str) -> ECKey:
    try:
        return ECKey.import_key(dict(json.loads(text)), {"use": "sig"})
    except (JoseError, ValueError, TypeError):
        raise Unusable(WANTED) from None


def _private(key: ECKey) -> ECKey:
    if not key.is_private or key.curve_name != "P-256":
        raise Unusable(WANTED)
    key.ensure_kid()
    return key
