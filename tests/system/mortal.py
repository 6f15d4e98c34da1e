"""One service as a process of its own, that can be killed and told where to die."""

import os
import subprocess
import sys
import threading
from collections import Counter, deque
from pathlib import Path

import httpx

from libs.common.faults import VARIABLE
from tests.kafka.broker import HOST, free_port, watch
from tests.system.born import Born

BATON = (sys.executable, "-m", "libs.client.cli")


class Process:
    """One service. `arm`ed faults are given to its next starts, one each."""

    def __init__(self, service: str, folder: Path, environment: dict[str, str]) -> None:
        self.service, self.port = service, free_port()
        self.url = f"http://{HOST}:{self.port}"
        self.log = folder / f"{service}.log"
        self.armed = ""
        self.ended: Counter[str] = Counter()
        self._next: deque[str] = deque()
        self._environment = os.environ | environment
        self._process: Born | None = None
        self._watcher: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def start(self) -> None:
        with self._lock:
            if self.alive:
                return
            self._note_the_end()
            self.armed = self._next.popleft() if self._next else ""
            with self.log.open("a") as log:
                log.write(f"=== started, armed with {self.armed or 'nothing'}\n")
            serve = ["serve", self.service, "--port", str(self.port)]
            self._process = Born(serve, self._environment | {VARIABLE: self.armed}, self.log)
            self._watcher = watch(self._process.pid)

    def arm(self, fault: str) -> None:
        self._next.append(fault)

    def disarm(self) -> None:
        """What it still would die of; it starts anew without."""
        self._next.clear()
        if self.armed:
            self.ended[f"{self.service}: {self.armed} not reached"] += 1
            self.kill()
            self.start()

    def kill(self) -> None:
        with self._lock:
            if self._process is not None and self.alive:
                self.armed = ""
                self._process.kill()
                self._process.wait()

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    @property
    def ready(self) -> bool:
        try:
            answer = httpx.get(f"{self.url}/{self.service}/health/ready", timeout=2)
        except httpx.TransportError:
            return False
        return answer.status_code == 200

    def _note_the_end(self) -> None:
        if self._process is not None:
            code = self._process.wait()
            how = f"exit {code}" if code >= 0 else self.armed or "kill"
            self.ended[f"{self.service}: {how}"] += 1
        if self._watcher is not None and self._watcher.stdin is not None:
            self._watcher.kill()
            self._watcher.stdin.close()
            self._watcher.wait()
            self._watcher = None

    def close(self) -> None:
        self.kill()
        self._note_the_end()
