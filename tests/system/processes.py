"""`baton serve --processes` for tests: five services behind one address, that can be killed.

Kafka and PostgreSQL come as addresses, so that something may stand between.
"""

import json
import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path

import httpx

from libs.client.commands.keys import trial_keys
from libs.common.auth.development import DevelopmentIssuer
from libs.common.auth.roles import Role
from libs.common.settings import SERVICES, Settings
from tests.kafka.broker import HOST, PORTS, free_port
from tests.system.mortal import BATON

STARTS_WITHIN = 90.0
STOPS_WITHIN = 60.0


class Processes:
    """`start` and `wait_until_ready`; `kill` is SIGKILL for one service; `stop` is Ctrl-C."""

    def __init__(self, data: Path, *, bus: str, databases: str, **environment: str) -> None:
        self.data, self.port = data, _free_row(1 + len(SERVICES))
        self.url = f"http://{HOST}:{self.port}"
        self.ports = {name: self.port + n for n, name in enumerate(SERVICES, start=1)}
        self.environment = {
            **trial_keys(Settings(data=data)),
            "BATON_DATA": str(data),
            "BATON_DATABASE_URL": databases,
            "BATON_BUS": bus,
            "BATON_REHEARSAL": "true",
            **environment,
        }
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Another `baton` command with the same settings."""
        return subprocess.run(
            [*BATON, *arguments],
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    def start(self, *options: str) -> "Processes":
        command = [*BATON, "serve", "--processes", "--port", str(self.port), *options]
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command, env=os.environ | self.environment, stdout=log, stderr=log
            )
        return self

    def wait_until_ready(self, *services: str) -> "Processes":
        """Those named, or all."""
        deadline = time.monotonic() + STARTS_WITHIN
        while not all(self.is_ready(name) for name in services or SERVICES):
            assert self.process
            assert self.process.poll() is None, self.log()[-3000:]
            assert time.monotonic() < deadline, f"Not ready in time: {self.log()[-3000:]}"
            time.sleep(0.05)  # the least that does not burn the core they start on
        return self

    def is_ready(self, service: str) -> bool:
        """As seen through the gateway."""
        try:
            answer = httpx.get(f"{self.url}/{service}/health/ready", timeout=5)
        except httpx.TransportError:
            return False
        return answer.status_code == 200

    def pid(self, service: str) -> int:
        """Of its present life, as the log tells it."""
        found = re.findall(rf"{service} runs as process (\d+)", self.log())
        return int(found[-1])

    def kill(self, service: str) -> int:
        """The process id that is gone."""
        pid = self.pid(service)
        os.kill(pid, signal.SIGKILL)
        return pid

    def stop(self) -> int:
        """The exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=STOPS_WITHIN)

    def abandon(self) -> None:
        """SIGKILL for the parent alone."""
        if self.process:
            self.process.kill()
            self.process.wait()

    def left(self) -> list[str]:
        """The services, of all lives, that still run."""
        pids = re.findall(r"(\w+) runs as process (\d+)", self.log())
        return [name for name, pid in pids if _lives(int(pid))]

    def close(self) -> None:
        self.abandon()
        for name in self.left():
            self.kill(name)

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def token(self, person: str, *roles: str, tenant: str = "veldkamp") -> str:
        issuer = DevelopmentIssuer(Settings(data=self.data))
        return issuer.token(person, tenant, list(roles) or [role.value for role in Role])

    def demo(self, *options: str) -> tuple[int, dict[str, object]]:
        """Exit code and outcome."""
        where = ("--url", self.url, "--data", str(self.data), "--json")
        done = self.run("demo", *where, *options)
        assert done.stdout, done.stderr
        return done.returncode, json.loads(done.stdout)

    @property
    def _log(self) -> Path:
        return self.data / "processes.log"


def _lives(pid: int) -> bool:
    """A zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def _free_row(count: int) -> int:
    """The first of so many ports in a row that are free."""
    while True:
        first = free_port()
        if first + count in PORTS and all(_is_free(first + n) for n in range(count)):
            return first


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) != 0
