"""`baton ...` as a process of its own, born of one that has loaded everything already.

It is the same command, killed like any other, and gone with the run that bore it; only the seconds
that Python takes to load the modules of five services, which tests of kills would spend dozens of
times, are spent once.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from multiprocessing import get_context, parent_process
from pathlib import Path

_births = get_context("forkserver")
_births.set_forkserver_preload(["tests.system.loaded"])


class Born:
    """As `subprocess.Popen` has it. What it says goes to the log."""

    def __init__(self, arguments: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        log.touch()
        self._lock = threading.Lock()
        self._child = _births.Process(
            target=_baton, args=(list(arguments), dict(environment), str(log)), daemon=True
        )
        self._child.start()

    @property
    def pid(self) -> int:
        assert self._child.pid is not None
        return self._child.pid

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        with self._lock:  # how it ended can be read once
            return self._child.exitcode

    def wait(self, timeout: float | None = None) -> int:
        with self._lock:
            self._child.join(timeout)
            if (code := self._child.exitcode) is None:
                raise subprocess.TimeoutExpired(self._child.name, timeout or 0)
            return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self._child.kill()


def _baton(arguments: list[str], environment: dict[str, str], log: str) -> None:
    _end_with_the_run()
    os.environ.clear()
    os.environ.update(environment)
    nothing, said = os.open(os.devnull, os.O_RDONLY), os.open(log, os.O_WRONLY | os.O_APPEND)
    os.dup2(nothing, 0)
    for stream in (1, 2):
        os.dup2(said, stream)
    sys.argv = ["baton", *arguments]
    from libs.client.cli import main

    main()


def _end_with_the_run() -> None:
    """However it ends. Whoever gives births lives as long as its children, and would not tell."""
    run = parent_process()
    assert run

    def watch() -> None:
        run.join()
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
