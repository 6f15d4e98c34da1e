"""A Baton in this process for tests: the services asked for, over HTTP, without a port."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import httpx

from libs.common.auth.development import DevelopmentIssuer
from libs.common.auth.roles import Role
from libs.common.bus import Bus
from libs.common.clock import Clock
from libs.common.embedded import Together
from libs.common.service import Parts
from libs.common.settings import SERVICES, Settings
from tests.prepared import prepare

EVERYTHING = [role.value for role in Role]


class Caller:
    """Somebody with a token. Answers are checked: an unexpected status fails the test aloud."""

    def __init__(self, http: httpx.AsyncClient, token: str) -> None:
        self.http, self.headers = http, {"Authorization": f"Bearer {token}"}

    async def post(
        self, path: str, body: Any = None, *, status: int | None = None, **headers: str
    ) -> Any:
        answer = await self.send("POST", path, body, **headers)
        return self._checked(answer, (status,) if status else (200, 201))

    async def get(self, path: str, *, status: int = 200, **headers: str) -> Any:
        return self._checked(await self.send("GET", path, **headers), (status,))

    async def send(
        self, method: str, path: str, body: Any = None, **headers: str
    ) -> httpx.Response:
        """Header names with `_` for `-`: `baton_date="2025-03-20T10:00:00+01:00"`."""
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.request(method, path, json=body, headers=self.headers | more)

    def _checked(self, answer: httpx.Response, wanted: Sequence[int | None]) -> Any:
        assert answer.status_code in wanted, f"{answer.status_code}: {answer.text}"
        return answer.json() if answer.content else None


class Office:
    """`as_("sanne", "programme_office")` is a caller; `restart` is what a new process would be."""

    def __init__(self, together: Together, http: httpx.AsyncClient) -> None:
        self.together, self.http = together, http
        self.issuer = DevelopmentIssuer(together.settings)

    def as_(self, person: str, *roles: str, tenant: str = "veldkamp") -> Caller:
        """A person of the client; without roles named, with all of them."""
        return Caller(self.http, self.issuer.token(person, tenant, list(roles) or EVERYTHING))

    def of_vendor(self, person: str, vendor: str, tenant: str = "veldkamp") -> Caller:
        return Caller(self.http, self.issuer.token(person, tenant, [], vendor=vendor))

    def service(self, name: str) -> Any:
        return self.together.apps[name].state.service


@asynccontextmanager
async def office(
    data: Path,
    *services: str | Parts,
    bus: Bus | None = None,
    clock: Clock | None = None,
    **settings: Any,
) -> AsyncIterator[Office]:
    """The services asked for, by name or made here; or all; with their data in a folder."""
    parts = [_parts(service) for service in services or SERVICES]
    chosen = Settings(data=data, **settings)
    for part in parts:
        await prepare(part, chosen)
    together = Together(parts, chosen, bus=bus, clock=clock)
    transport = httpx.ASGITransport(together)
    async with (
        together.running(),
        httpx.AsyncClient(transport=transport, base_url="http://t") as http,
    ):
        yield Office(together, http)


def _parts(service: str | Parts) -> Parts:
    if isinstance(service, Parts):
        return service
    parts: Parts = import_module(f"services.{service}.app").parts
    return parts


async def eventually(check: Callable[[], Awaitable[Any]], within: float = 10.0) -> Any:
    """Polls until `check` gives something true; fails with its last answer or error."""
    deadline, last = time.monotonic() + within, None
    while time.monotonic() < deadline:
        try:
            last = await check()
        except AssertionError as failed:
            last = failed
        else:
            if last:
                return last
        await asyncio.sleep(0.01)
    raise AssertionError(f"Not within {within} s; at last: {last!r}")
