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
from tests.system.born import Born

STARTS_WITHIN = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """`kill` is SIGKILL, `stop` is Ctrl-C. `from_nothing`: Python loads every module anew."""

    def __init__(self, data: Path, *, from_nothing: bool = False, **environment: str) -> None:
        self.data, self.port = data, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = os.environ | {"BATON_DATA": str(data)} | environment
        self._log = data / "server.log"
        self._from_nothing = from_nothing
        self.process: Born | subprocess.Popen[bytes] | None = None

    def start(self) -> "Server":
        serve = ["serve", "--port", str(self.port)]
        if self._from_nothing:
            command = [sys.executable, "-m", "libs.client.cli", *serve]
            with self._log.open("ab") as log:
                self.process = subprocess.Popen(
                    command, env=self._environment, stdout=log, stderr=log
                )
        else:
            self.process = Born(serve, self._environment, self._log)
        return self

    def wait_until_ready(self) -> "Server":
        """Whoever is not ready in time is killed: nobody else would."""
        try:
            return self._once_ready()
        except BaseException:
            self.kill()
            raise

    def _once_ready(self) -> "Server":
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
        return self._log.read_text(errors="replace")

    def token(self, person: str, *roles: str, tenant: str = "veldkamp") -> str:
        issuer = DevelopmentIssuer(Settings(data=self.data))
        return issuer.token(person, tenant, list(roles) or [role.value for role in Role])
