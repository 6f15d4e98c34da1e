"""A server in a process of its own, whose CPU and memory are measured from outside."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psutil  # type: ignore[import-untyped]

from tests.kafka.broker import watch

LONGEST_START = 60.0
LONGEST_STOP = 20.0
LOOK_EVERY = 0.005


class Failed(Exception):
    """A server ended, or never became ready; the message holds the end of its log."""


class Process:
    """Ends with this process, however that goes."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], port: int, log: Path
    ) -> None:
        self.port, self._log = port, log
        self.started = time.perf_counter()
        with log.open("ab") as out:
            self._process = subprocess.Popen(
                command, env=os.environ | environment, stdout=out, stderr=out
            )
        self._watcher = watch(self._process.pid)
        self._seen = psutil.Process(self._process.pid)

    def wait_until_answering(self, path: str) -> float:
        """Seconds from the start of the process until `path` answers 200."""
        while time.perf_counter() - self.started < LONGEST_START:
            if self._answers(path):
                return time.perf_counter() - self.started
            if self._process.poll() is not None:
                break
            time.sleep(LOOK_EVERY)
        raise Failed(self._log.read_text(errors="replace")[-3000:])

    @property
    def cpu(self) -> float:
        """Seconds of user and system time so far."""
        times = self._seen.cpu_times()
        return float(times.user + times.system)

    @property
    def memory(self) -> int:
        """Resident bytes."""
        return int(self._seen.memory_info().rss)

    def pause(self) -> None:
        self.send(signal.SIGSTOP)

    def resume(self) -> None:
        self.send(signal.SIGCONT)

    def send(self, what: signal.Signals) -> None:
        self._process.send_signal(what)

    def stop(self) -> None:
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            try:
                self._process.wait(LONGEST_STOP)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._watcher.kill()
        if self._watcher.stdin:
            self._watcher.stdin.close()
        self._watcher.wait()

    def _answers(self, path: str) -> bool:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=2)
        try:
            connection.request("GET", path)
            return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()
