"""Whose tokens a service trusts: the client's provider for people, the door for vendors."""

import json
from pathlib import Path
from typing import Any

from libs.common.asking import Asking
from libs.common.auth.development import DevelopmentIssuer
from libs.common.auth.tokens import DOOR_ISSUER, Fetch, Issuer, Keys, Verifier
from libs.common.settings import Settings

DOOR_KEYS = "/vendor/v1/keys"


def verifier_for(settings: Settings, http: Asking) -> Verifier:
    people = Issuer(
        settings.oidc_issuer, settings.oidc_audience, Keys(_people(settings, http)), vendors=False
    )
    door = Issuer(DOOR_ISSUER, settings.oidc_audience, Keys(_at(http, DOOR_KEYS)), vendors=True)
    return Verifier([people, door], settings)


def _people(settings: Settings, http: Asking) -> Fetch:
    if not settings.oidc_jwks:
        return _development(settings)
    if settings.oidc_jwks.startswith(("http://", "https://")):
        return _at(http, settings.oidc_jwks)
    if settings.oidc_jwks.lstrip().startswith("{"):
        return _given(settings.oidc_jwks)
    return _in(Path(settings.oidc_jwks))


def _development(settings: Settings) -> Fetch:
    if not settings.embedded:
        raise ValueError(
            "BATON_OIDC_JWKS must name the keys of your OpenID Connect provider: the development "
            "issuer is for the embedded default only."
        )

    async def fetch() -> dict[str, Any]:
        return DevelopmentIssuer(settings).public

    return fetch


def _at(http: Asking, url: str) -> Fetch:
    async def fetch() -> dict[str, Any]:
        return await http.json(url)

    return fetch


def _given(text: str) -> Fetch:
    keys = _key_set(text)

    async def fetch() -> dict[str, Any]:
        return keys

    return fetch


def _in(file: Path) -> Fetch:
    """Read now, so that a wrong one is said at start; and again, as keys are renewed."""
    try:
        _key_set(file.read_text())
    except OSError as unreadable:
        raise ValueError(
            f"BATON_OIDC_JWKS names no URL and no file that can be read ({unreadable.strerror}): "
            "give your OpenID Connect provider's."
        ) from unreadable

    async def fetch() -> dict[str, Any]:
        return _key_set(file.read_text())  # noqa: ASYNC240

    return fetch


def _key_set(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict) or not found.get("keys"):
        raise ValueError('BATON_OIDC_JWKS must hold a JWK set: {"keys": [...]}, with a key in it.')
    return found
