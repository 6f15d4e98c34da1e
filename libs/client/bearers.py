"""Whose word a request carries: a token as it is, or one that an API key is exchanged for."""

import time
from typing import Protocol

import httpx

from libs.client.patience import Patience
from libs.client.refusal import refusal

TOKEN = "/vendor/v1/token"  # noqa: S105
EARLY = 60.0
"Seconds before its end at which a token is renewed."


class Bearer(Protocol):
    async def token(self, http: httpx.AsyncClient, patience: Patience) -> str:
        """A token that is valid now."""

    def renews(self) -> bool:
        """Forgets a token that was not accepted. False where there is no other to try."""


class Given:
    """A token from elsewhere: a person's, say."""

    def __init__(self, token: str) -> None:
        self._token = token

    async def token(self, http: httpx.AsyncClient, patience: Patience) -> str:
        return self._token

    def renews(self) -> bool:
        return False


class ApiKey:
    """A vendor's key, exchanged at the door for a short-lived token, renewed before its end."""

    def __init__(self, key: str) -> None:
        self._key, self._token, self._renew_at = key, "", 0.0

    async def token(self, http: httpx.AsyncClient, patience: Patience) -> str:
        if not self._token or time.monotonic() >= self._renew_at:
            await self._exchange(http, patience)
        return self._token

    def renews(self) -> bool:
        held, self._token = self._token, ""
        return bool(held)

    async def _exchange(self, http: httpx.AsyncClient, patience: Patience) -> None:
        answer = await patience.send(lambda: http.post(TOKEN, json={"key": self._key}))
        if answer.status_code != 200:
            raise refusal(answer)
        given = answer.json()
        self._token = given["access_token"]
        self._renew_at = time.monotonic() + max(given["expires_in"] - EARLY, 1.0)
