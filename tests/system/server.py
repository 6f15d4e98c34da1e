"""A Baton in a process of its own, that can be killed."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx

from libs.common.auth.development import DevelopmentIssuer
from libs.common.auth.roles import Role
from libs.common.settings import SERVICES, Settings

STARTS_WITHIN = 60.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`start` waits until all services are ready; `kill` is SIGKILL, `stop` is Ctrl-C."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = environment
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        environment = os.environ | {"BATON_DATA": str(self.data)} | self._environment
        command = [sys.executable, "-m", "libs.client.cli", "serve", "--port", str(self.port)]
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        return self

    def wait_until_ready(self) -> "Server":
        deadline = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < deadline:
            if self.is_ready():
                return self
            assert self.process
            assert self.process.poll() is None, self.log()[-3000:]
            time.sleep(0.02)  # the least that does not burn the core the server starts on
        raise AssertionError(f"Not ready within {STARTS_WITHIN} s: {self.log()[-3000:]}")

    def is_ready(self) -> bool:
        try:
            return all(
                httpx.get(f"{self.url}/{name}/health/ready", timeout=2).status_code == 200
                for name in SERVICES
            )
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def stop(self) -> int:
        """Ctrl-C; the exit code."""
        assert self.process
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(timeout=20)

    def log(self) -> str:
        return (self.data / "server.log").read_text(errors="replace")

    def token(self, person: str, *roles: str, tenant: str = "veldkamp") -> str:
        issuer = DevelopmentIssuer(Settings(data=self.data))
        return issuer.token(person, tenant, list(roles) or [role.value for role in Role])
