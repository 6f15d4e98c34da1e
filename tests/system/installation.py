"""Five services as processes of their own, on three brokers and PostgreSQL, behind one address.

Services reach their servers only over wires that a test can cut. A service that ends is started
again, as any installation would do it.
"""

import os
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from starlette.types import Receive, Scope, Send

from libs.client.commands.keys import trial_keys
from libs.common.auth.development import DevelopmentIssuer
from libs.common.settings import SERVICES, Settings
from libs.gateway.app import Gateway
from tests import postgres
from tests.kafka import broker
from tests.kafka.broker import HOST, Cluster, free_port
from tests.postgres import Postgres
from tests.system.mortal import BATON, Process
from tests.system.proxy import State, Wire, Wires, network

LEASE = 3
"Seconds until the group notices that a killed member is gone."
PAUSE = 0.5
"Seconds before a service that ended by itself is started again."


class Installation:
    """`url` is its one address; `data` the folder of its keys and files."""

    def __init__(
        self, folder: Path, kafka: Cluster, server: Postgres, wires: dict[str, Wire], url: str
    ) -> None:
        self.data = folder
        self.kafka, self.postgres, self.wires = kafka, server, wires
        self.databases = server.databases()
        self.issuer = DevelopmentIssuer(Settings(data=folder))
        door = free_port()
        self._environment = self._settings(url, f"http://{HOST}:{door}")
        self.processes = {name: Process(name, folder, self._environment) for name in SERVICES}
        self.processes["vendor"].port = door
        self.processes["vendor"].url = f"http://{HOST}:{door}"
        self.port = free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.requests = 0
        "Made of the one address so far."
        self._closing = threading.Event()

    def _settings(self, database_outside: str, door: str) -> dict[str, str]:
        return {
            **trial_keys(Settings(data=self.data)),
            "BATON_DATABASE_URL": database_outside + urlsplit(self.databases).path,
            "BATON_BUS": f"kafka://{self.kafka.servers_outside}?lease={LEASE}",
            "BATON_DOOR_URL": door,
            "BATON_DATA": str(self.data),
            "BATON_REHEARSAL": "true",
            "BATON_LOG_LEVEL": "INFO",
        }

    def start(self) -> None:
        """Makes the topics first: services only look for them."""
        given = os.environ | self._environment
        subprocess.run([*BATON, "topics"], env=given, check=True, timeout=120)
        for process in self.processes.values():
            process.start()
        threading.Thread(target=self._revive, name="revive", daemon=True).start()

    def wait_until_ready(self, within: float = 90) -> None:
        wait(lambda: all(p.ready for p in self.processes.values()), "all services ready", within)

    def mend(self) -> None:
        """Everything is up again, and nothing waits to strike."""
        for wire in self.wires.values():
            wire.state = State.WHOLE
        if not self.postgres.alive:
            self.postgres.start()
        for node in self.kafka.nodes:
            node.launch()
        for process in self.processes.values():
            process.disarm()
        for node in self.kafka.nodes:
            node.wait_until_ready()
        self.wait_until_ready()

    def ended(self) -> Counter[str]:
        """How services ended since this was asked last."""
        found: Counter[str] = Counter()
        for process in self.processes.values():
            found += process.ended
            process.ended = Counter()
        return found

    def close(self) -> None:
        self._closing.set()
        for process in self.processes.values():
            process.close()

    def logs(self, most: int = 3000) -> str:
        return "\n".join(
            f"--- {name}\n{process.log.read_text(errors='replace')[-most:]}"
            for name, process in self.processes.items()
        )

    def _revive(self) -> None:
        while not self._closing.wait(0.05):
            for process in self.processes.values():
                if not process.alive and not self._closing.wait(PAUSE):
                    process.start()


@contextmanager
def installation(folder: Path) -> Iterator[Installation]:
    with ExitStack() as stack:
        wires = stack.enter_context(network())
        server = stack.enter_context(postgres.running())
        outside = [free_port() for _ in range(3)]
        kafka = stack.enter_context(broker.running(folder / "kafka", 3, outside))
        at = free_port()
        laid = {"postgres": wires.lay(at=at, to=server.port), **_to_brokers(wires, kafka)}
        url = f"postgresql+asyncpg://{postgres.SERVICE_ROLE}@{HOST}:{at}"
        made = Installation(folder, kafka, server, laid, url)
        stack.callback(made.close)
        stack.enter_context(_gateway(made))
        made.start()
        made.wait_until_ready()
        yield made


def _to_brokers(wires: Wires, kafka: Cluster) -> dict[str, Wire]:
    return {
        f"broker {node.number}": wires.lay(at=node.outside, to=node.inside)
        for node in kafka.nodes
        if node.outside
    }


@contextmanager
def _gateway(made: Installation) -> Iterator[None]:
    gateway = Gateway({name: process.url for name, process in made.processes.items()})

    async def counted(scope: Scope, receive: Receive, send: Send) -> None:
        made.requests += scope["type"] == "http"
        await gateway(scope, receive, send)

    config = uvicorn.Config(counted, host=HOST, port=made.port, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, name="gateway", daemon=True)
    thread.start()
    try:
        wait(lambda: server.started, "a gateway", 10)
        yield
    finally:
        server.should_exit = True
        thread.join(10)


def wait(check: Callable[[], bool], what: str, within: float) -> None:
    deadline = time.monotonic() + within
    while not check():
        assert time.monotonic() < deadline, f"Not within {within} s: {what}"
        time.sleep(0.1)
