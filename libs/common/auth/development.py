"""Keys and tokens for one machine: an issuer whose private key lies in the data folder.

For development and the embedded default only: a client's installation names its own provider.
"""

import json
import os
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from libs.common.settings import Settings


def kept_key(path: Path) -> ECKey:
    """The private key in a file; made, for its owner's eyes only, where there is none."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        made = ECKey.generate_key("P-256", {"use": "sig", "kid": uuid4().hex[:12]})
        part = path.with_suffix(f".{uuid4().hex}")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(made.as_dict(private=True), file)
        _keep_the_first(part, path)
    return ECKey.import_key(json.loads(path.read_text()))


def _keep_the_first(part: Path, path: Path) -> None:
    try:
        os.link(part, path)
    except FileExistsError:
        pass
    finally:
        part.unlink()


def public_keys(key: ECKey) -> dict[str, Any]:
    return dict(KeySet([key]).as_dict(private=False))


class DevelopmentIssuer:
    """Signs tokens as an OpenID Connect provider would."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._key = kept_key(settings.data / "keys" / "development.json")

    @property
    def public(self) -> dict[str, Any]:
        return public_keys(self._key)

    def token(
        self,
        person: str,
        tenant: str,
        roles: list[str] | dict[str, list[str]],
        *,
        name: str | None = None,
        vendor: str | None = None,
        minutes: int = 720,
    ) -> str:
        """A bearer token for a person; with `vendor` (its id) for a person of that vendor."""
        now = int(time.time())
        claims: dict[str, Any] = {
            "iss": self._settings.oidc_issuer,
            "aud": self._settings.oidc_audience,
            "sub": person,
            "name": name or person.capitalize(),
            "iat": now,
            "exp": now + minutes * 60,
            self._settings.claim_tenant: tenant,
            self._settings.claim_roles: {"*": roles} if isinstance(roles, list) else roles,
        }
        if vendor:
            claims[self._settings.claim_vendor] = vendor
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, claims, self._key)
