"""Where it is measured: embedded, or distributed on a Kafka and a PostgreSQL of its own."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from joserfc.jwk import ECKey

from benchmarks.processes import Process
from benchmarks.profiled import BEGIN
from libs.client.commands.topics import ensure_topics
from libs.common.auth.development import DevelopmentIssuer
from libs.common.bus import Bus
from libs.common.embedded import open_bus
from libs.common.settings import SERVICES, Settings
from tests import postgres as servers
from tests.kafka import jars
from tests.kafka.broker import Cluster, free_port
from tests.postgres import Postgres

ON = ("embedded", "distributed")
NOBODY = 9
"A port on which nobody answers: the door, where none is needed."


@dataclass(frozen=True)
class Place:
    """Databases and a bus with nothing in them, and the settings that name them."""

    on: str
    settings: Settings
    environment: Mapping[str, str]
    profiles: Path | None = None
    "Where the services leave profiles of their main thread; then their speed says nothing."

    @property
    def data(self) -> Path:
        return self.settings.data

    @property
    def embedded(self) -> bool:
        return self.settings.embedded

    @contextmanager
    def process(self, service: str = "") -> Iterator[Process]:
        """One service, or all in one process; not waited for."""
        port = free_port()
        name = service or "all"
        command = ["libs.client.cli", "serve", *([service] if service else [])]
        command = [sys.executable, "-m", *self._profiling(name), *command, "--port", str(port)]
        process = Process(command, self.environment, port, self.data / f"{name}.log")
        try:
            yield process
        finally:
            process.stop()

    def _profiling(self, name: str) -> list[str]:
        if self.profiles is None:
            return []
        self.profiles.mkdir(parents=True, exist_ok=True)
        return ["benchmarks.profiled", str(self.profiles / f"{self.on}-{name}.prof")]

    @contextmanager
    def running(self, *services: str) -> Iterator["Running"]:
        """Ready. Embedded: in one process when all are asked for; distributed: in one each."""
        with ExitStack() as stack:
            if self.embedded and set(services) == set(SERVICES):
                one = stack.enter_context(self.process())
                processes = dict.fromkeys(services, one)
            else:
                processes = self._one_each(services, stack)
            for name, process in processes.items():
                process.wait_until_answering(f"/{name}/health/ready")
                if self.profiles:
                    process.send(BEGIN)
            yield Running(self, processes)

    def _one_each(self, services: tuple[str, ...], stack: ExitStack) -> dict[str, Process]:
        """The door first: the others ask it for its keys."""
        found = {}
        if "vendor" in services:
            found["vendor"] = stack.enter_context(self.process("vendor"))
        port = found["vendor"].port if found else NOBODY
        for name in services:
            if name != "vendor":
                found[name] = stack.enter_context(self.alone(name, port))
        return found

    def alone(self, service: str, door: int = NOBODY) -> AbstractContextManager[Process]:
        """One service in a process of its own, which knows the door by its port."""
        if service == "vendor" or self.embedded:
            return self.process(service)
        knowing = {**self.environment, "BATON_DOOR_URL": f"http://127.0.0.1:{door}"}
        return replace(self, environment=knowing).process(service)

    @asynccontextmanager
    async def bus(self) -> AsyncIterator[Bus]:
        """Opened here, beside the services: to put events on it."""
        bus = open_bus(self.settings)
        await bus.start()
        try:
            yield bus
        finally:
            await bus.stop()


@dataclass(frozen=True)
class Running:
    place: Place
    processes: Mapping[str, Process]

    @property
    def cpu(self) -> float:
        """Of all of them together, in seconds so far."""
        return sum(process.cpu for process in set(self.processes.values()))

    def port(self, service: str) -> int:
        return self.processes[service].port

    @asynccontextmanager
    async def http(self) -> AsyncIterator[httpx.AsyncClient]:
        """One client for all of them."""
        ways = ByService({name: process.port for name, process in self.processes.items()})
        async with httpx.AsyncClient(transport=ways, base_url="http://baton", timeout=30) as http:
            yield http


class ByService(httpx.AsyncBaseTransport):
    """To the port of the service that the path begins with."""

    def __init__(self, ports: Mapping[str, int]) -> None:
        self._ports, self._inner = ports, httpx.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        service = request.url.path.strip("/").partition("/")[0]
        request.url = request.url.copy_with(host="127.0.0.1", port=self._ports[service])
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@dataclass
class Places:
    """Makes fresh ones; `missing` says in a line why distributed cannot be had."""

    folder: Path
    profiles: Path | None = None
    missing: str = ""
    postgres: Postgres | None = None
    _made: int = field(default=0)

    @asynccontextmanager
    async def fresh(self, on: str) -> AsyncIterator[Place]:
        self._made += 1
        data = self.folder / f"{self._made}-{on}"
        data.mkdir()
        if on == "embedded":
            yield self._place(on, data, {})
            return
        cluster = Cluster(data / "kafka")
        try:
            await asyncio.to_thread(cluster.start)
            place = self._place(on, data, await asyncio.to_thread(self._addresses, data, cluster))
            await asyncio.to_thread(ensure_topics, place.settings, create=True)
            yield place
        finally:
            await asyncio.to_thread(cluster.close)

    def _place(self, on: str, data: Path, own: Mapping[str, str]) -> Place:
        return replace(_place(on, data, own), profiles=self.profiles)

    def _addresses(self, data: Path, cluster: Cluster) -> dict[str, str]:
        assert self.postgres
        keys = data / "people.json"
        keys.write_text(json.dumps(DevelopmentIssuer(Settings(data=data)).public))
        return {
            "BATON_DATABASE_URL": self.postgres.databases(),
            "BATON_BUS": f"kafka://{cluster.servers}",
            "BATON_OIDC_JWKS": str(keys),
            "BATON_DOOR_KEY": json.dumps(ECKey.generate_key("P-256").as_dict(private=True)),
            "BATON_REHEARSAL": "true",
        }


@contextmanager
def places(distributed: bool, profiles: Path | None = None) -> Iterator[Places]:
    """PostgreSQL writes through to the disk, as SQLite does here: both promise durability."""
    with TemporaryDirectory(prefix="baton-bench-") as folder, ExitStack() as stack:
        found = Places(Path(folder), profiles)
        if distributed:
            try:
                jars.java(), jars.jars()
                found.postgres = stack.enter_context(servers.running(servers.DURABLE))
            except (jars.Unavailable, servers.Unavailable) as missing:
                found.missing = f"Only embedded is measured: {missing}."
        yield found


def _place(on: str, data: Path, own: Mapping[str, str]) -> Place:
    environment = {"BATON_DATA": str(data), "BATON_LOG_LEVEL": "WARNING", **own}
    settings = Settings(
        data=data,
        database_url=own.get("BATON_DATABASE_URL", ""),
        bus=own.get("BATON_BUS", ""),
        oidc_jwks=own.get("BATON_OIDC_JWKS", ""),
        rehearsal=True,
    )
    return Place(on, settings, environment)
