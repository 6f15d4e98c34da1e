"""Asking other services over HTTP: for public keys."""

from functools import cached_property
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp

if TYPE_CHECKING:
    import httpx

SECONDS = 5.0


class Asking:
    """Its client is loaded with the first question: 10 MB, which a start need not wait for.

    `app`: who answers in this process, instead of somebody at the address.
    """

    def __init__(self, address: str = "", app: ASGIApp | None = None) -> None:
        self._address, self._app = address, app

    async def json(self, url: str) -> dict[str, Any]:
        """Raises OSError where nobody gives an answer, ValueError where it is no JSON."""
        import httpx  # noqa: PLC0415 - as above

        try:
            answer = await self._client.get(url, timeout=SECONDS)
            answer.raise_for_status()
        except httpx.HTTPError as fault:
            raise ConnectionError(f"{url}: {fault!r}") from fault
        return dict(answer.json())

    async def close(self) -> None:
        if "_client" in self.__dict__:
            await self._client.aclose()

    @cached_property
    def _client(self) -> "httpx.AsyncClient":
        import httpx  # noqa: PLC0415 - as above

        transport = httpx.ASGITransport(self._app) if self._app else None
        return httpx.AsyncClient(transport=transport, base_url=self._address)
