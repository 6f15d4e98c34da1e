"""A real Apache Kafka on this machine, for tests: one node or three, child processes of this one.

Each node is broker and controller in one, listens on 127.0.0.1 only, on ports that were free, and
keeps its data, settings and log in a folder of its own. All calls block; from a coroutine use
`asyncio.to_thread`. By hand: `python -m tests.kafka.broker [1|3]` runs until Ctrl-C.
"""

import asyncio
import atexit
import logging
import random
import signal
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from aiokafka.client import AIOKafkaClient
from aiokafka.errors import KafkaError

from tests.kafka.jars import jars, java

LOGGING = Path(__file__).with_name("log4j2.properties")
HOST = "127.0.0.1"
PORTS = range(20_000, 32_000)
"Below those that the system hands out, so that none is lost to another between two starts."

LONGEST_START = 120.0
LONGEST_STOP = 30.0
HEAP = ("-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")

SETTINGS = {
    "process.roles": "broker,controller",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,CLIENT:PLAINTEXT",
    "auto.create.topics.enable": "false",
    # Quick to notice who is gone, and small: tests wait for both.
    "group.initial.rebalance.delay.ms": 0,
    "group.min.session.timeout.ms": 500,
    "broker.session.timeout.ms": 3000,
    "broker.heartbeat.interval.ms": 500,
    "offsets.topic.num.partitions": 4,
    "transaction.state.log.num.partitions": 2,
    "log.cleaner.dedupe.buffer.size": 4 << 20,
    "log.index.size.max.bytes": 1 << 20,
}


class Failed(Exception):
    """A node ended, or did not answer in time; the message holds the end of its log."""


class Node:
    """`outside`: the port that clients are told, of something that passes them on to `inside`."""

    def __init__(self, folder: Path, number: int, outside: int | None = None) -> None:
        folder.mkdir(parents=True)
        self.number, self._folder = number, folder
        self.port, self.controller_port = free_port(), free_port()
        self.outside, self.inside = outside, free_port()
        self.log = folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None

    @property
    def server(self) -> str:
        return f"{HOST}:{self.port}"

    @property
    def controller(self) -> str:
        return f"{HOST}:{self.controller_port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def write_settings(self, more: dict[str, object]) -> None:
        listeners = advertised = f"PLAINTEXT://{self.server},CONTROLLER://{self.controller}"
        if self.outside:
            listeners += f",CLIENT://{HOST}:{self.inside}"
            advertised += f",CLIENT://{HOST}:{self.outside}"
        own = {
            "node.id": self.number,
            "listeners": listeners,
            "advertised.listeners": advertised,
            "log.dirs": self._folder / "data",
        }
        lines = [f"{name}={value}" for name, value in {**SETTINGS, **own, **more}.items()]
        self._settings.write_text("\n".join(lines))

    def format(self, cluster: str, *options: str) -> subprocess.Popen[bytes]:
        given = ("-t", cluster, "-c", str(self._settings), *options)
        return self._run("kafka.tools.StorageTool", "format", *given)

    def launch(self) -> None:
        if not self.alive:
            self._dismiss_watcher()
            self._process = self._run("kafka.Kafka", str(self._settings))
            self._watcher = watch(self._process.pid)

    def start(self) -> None:
        """Returns when the node answers as a member of its cluster."""
        self.launch()
        self.wait_until_ready()

    def wait_until_ready(self) -> None:
        deadline = time.monotonic() + LONGEST_START
        while not self._listens() or self.number not in asyncio.run(brokers(self.server)):
            if not self.alive or time.monotonic() > deadline:
                raise Failed(f"Node {self.number} did not start:\n{self.log.read_text()[-2000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """In good order: what it leads is handed over first."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Still there, but silent, as behind a cut cable."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def unread(self) -> int:
        """Bytes that wait for it and that it has not looked at, as the system counts them."""
        port, waiting = f":{self.port:04X}", 0
        for table in ("tcp", "tcp6"):
            for line in Path("/proc/net", table).read_text().splitlines()[1:]:
                _, local, _, _, queues, *_ = line.split()
                waiting += int(queues.partition(":")[2], 16) if local.endswith(port) else 0
        return waiting

    def _end(self, how: signal.Signals) -> None:
        if self._process is None:
            return
        self._dismiss_watcher()
        self._signal(how)
        try:
            self._process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _dismiss_watcher(self) -> None:
        watcher, self._watcher = self._watcher, None
        if watcher is not None and watcher.stdin is not None:
            watcher.kill()
            watcher.stdin.close()
            watcher.wait()

    def _signal(self, what: signal.Signals) -> None:
        if self._process is not None:
            self._process.send_signal(what)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0

    @property
    def _settings(self) -> Path:
        return self._folder / "server.properties"

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        logging_ = f"-Dlog4j2.configurationFile={LOGGING}"
        command = [java(), *HEAP, logging_, "-cp", f"{jars()}/*", program, *arguments]
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=self._folder
            )


class Cluster:
    """With three nodes, one may be lost: two must have what is acknowledged."""

    def __init__(self, folder: Path, nodes: int = 1, outside: Sequence[int] = ()) -> None:
        ports: Sequence[int | None] = outside or [None] * nodes
        self.nodes = [
            Node(folder / f"node-{number}", number, port) for number, port in enumerate(ports, 1)
        ]
        settings = _copies(nodes)
        if nodes == 1:
            settings["controller.quorum.bootstrap.servers"] = self.nodes[0].controller
        else:
            voters = ",".join(f"{node.number}@{node.controller}" for node in self.nodes)
            settings["controller.quorum.voters"] = voters
        for node in self.nodes:
            node.write_settings(settings)

    @property
    def servers(self) -> str:
        return ",".join(node.server for node in self.nodes)

    @property
    def servers_outside(self) -> str:
        return ",".join(f"{HOST}:{node.outside}" for node in self.nodes)

    def start(self) -> None:
        """Formats the nodes, and starts them side by side."""
        cluster = urlsafe_b64encode(uuid4().bytes).decode().rstrip("=").replace("-", "_")
        options = ("--standalone",) if len(self.nodes) == 1 else ()
        formatting = [node.format(cluster, *options) for node in self.nodes]
        for node, work in zip(self.nodes, formatting, strict=True):
            if work.wait(LONGEST_START):
                raise Failed(f"Node {node.number} was not formatted:\n{node.log.read_text()}")
        for node in self.nodes:
            node.launch()
        for node in self.nodes:
            node.wait_until_ready()

    def close(self) -> None:
        """At once: the data is not needed any more."""
        for node in self.nodes:
            node.kill()


@contextmanager
def running(folder: Path, nodes: int = 1, outside: Sequence[int] = ()) -> Iterator[Cluster]:
    cluster = Cluster(folder, nodes, outside)
    atexit.register(cluster.close)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.close()
        atexit.unregister(cluster.close)


def watch(pid: int) -> subprocess.Popen[bytes]:
    """Ends that process when this one is gone, however it went: then the pipe closes."""
    command = ["sh", "-c", 'cat >/dev/null; kill -9 "$0"', str(pid)]
    quiet = subprocess.DEVNULL
    return subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True
    )


async def brokers(server: str) -> set[int]:
    """The numbers of the brokers that are up, as this one sees it."""
    client = AIOKafkaClient(bootstrap_servers=server, request_timeout_ms=2000)
    try:
        await client.bootstrap()
        return {broker.nodeId for broker in client.cluster.brokers()}
    except (KafkaError, OSError):
        return set()
    finally:
        await client.close()


def free_port() -> int:
    while True:
        port = random.choice(PORTS)
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
            except OSError:
                continue
            return port


def _copies(nodes: int) -> dict[str, object]:
    most, enough = min(nodes, 3), min(nodes, 2)
    return {
        "default.replication.factor": most,
        "min.insync.replicas": enough,
        "offsets.topic.replication.factor": most,
        "transaction.state.log.replication.factor": most,
        "transaction.state.log.min.isr": enough,
    }


def _main() -> None:
    logging.disable(logging.ERROR)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    nodes = int([*sys.argv, 1][1])
    with (
        suppress(KeyboardInterrupt),
        TemporaryDirectory() as folder,
        running(Path(folder), nodes) as cluster,
    ):
        print(f"kafka://{cluster.servers}", flush=True)  # noqa: T201
        signal.pause()


if __name__ == "__main__":
    _main()
