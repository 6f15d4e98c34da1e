"""All services in one process on one port, told apart by the first part of the path."""

import fcntl
import gc
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from libs.common.asking import Asking
from libs.common.bus import Bus
from libs.common.clock import Clock, SystemClock
from libs.common.paths import nowhere, service_of
from libs.common.service import Parts, create_app
from libs.common.settings import Settings
from libs.common.unusable import Unusable

EMBEDDED_LEASE = 2.0
"Seconds that a killed process's place in a group stays taken: its successor waits for it."

A_BATCH = 50_000
"Objects that a batch of events makes: looking for rubbish within one costs a third, in vain."


class Together:
    """One application made of several services, a bus and a door between them."""

    def __init__(
        self,
        parts: Sequence[Parts],
        settings: Settings,
        *,
        bus: Bus | None = None,
        clock: Clock | None = None,
    ) -> None:
        self.settings = settings
        self.bus = bus or open_bus(settings)
        self._asks = self._to_the_door({part.name for part in parts})
        self.clock = clock or SystemClock()
        self.refused: Unusable | None = None
        "Why it did not start, where somebody must set something right first."
        self.apps: Mapping[str, FastAPI] = {
            part.name: create_app(part, settings, self.bus, self.clock, self._asks)
            for part in parts
        }

    def _to_the_door(self, names: set[str]) -> Asking:
        """Reaches the door's public keys: in this process, or where the settings say."""
        if self.settings.door_url:
            return Asking(self.settings.door_url)
        if "vendor" not in names and not self.settings.embedded:
            raise ValueError("BATON_DOOR_URL must name the vendor service, for its public keys.")
        return Asking("http://baton", self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
            return
        await self._app_for(scope.get("path", "/"))(scope, receive, send)

    def _app_for(self, path: str) -> ASGIApp:
        name = service_of(path)
        return self.apps.get(name) or nowhere(name, self.apps)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        try:
            async with self.running():
                gc.freeze()  # it stays: looking through it again costs a fifth of all CPU
                gc.set_threshold(A_BATCH, 10, 10)
                await send({"type": "lifespan.startup.complete"})
                await receive()
        except Unusable as sentence:
            self.refused = sentence
            await send({"type": "lifespan.startup.failed", "message": str(sentence)})
            return
        except Exception as fault:
            await send({"type": "lifespan.startup.failed", "message": repr(fault)})
            raise
        await send({"type": "lifespan.shutdown.complete"})

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Together"]:
        """Bus first, then each service; taken down in the opposite order."""
        async with AsyncExitStack() as stack:
            if self.settings.embedded:
                stack.enter_context(sole_use(self.settings.data))
            await self.bus.start()
            stack.push_async_callback(self.bus.stop)
            stack.push_async_callback(self._asks.close)
            for app in self.apps.values():
                await stack.enter_async_context(app.state.service.running())
            yield self


class FolderInUse(Unusable):
    """Another Baton works in the data folder; two would starve each other."""


@contextmanager
def sole_use(folder: Path) -> Iterator[None]:
    """Holds the data folder for this process; the lock ends with it, however it ends."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise FolderInUse(
                f"Another Baton is running in {folder.resolve()}. Stop it, or set BATON_DATA."
            ) from None
        yield


def open_bus(settings: Settings) -> Bus:
    """The event log that the settings name."""
    if settings.embedded:
        from libs.common.bus.sqlite_log import SqliteLog  # noqa: PLC0415

        settings.data.mkdir(parents=True, exist_ok=True)
        return SqliteLog(settings.data / "events.db", lease=EMBEDDED_LEASE)
    from libs.common.bus.kafka_log import kafka_log  # noqa: PLC0415

    return kafka_log(settings.bus)
