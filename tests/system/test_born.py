"""A run of tests leaves no server behind, however it ends."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.system.server import Server

RUN = """
import sys
from pathlib import Path
from tests.system.server import Server

server = Server(Path(sys.argv[1])).start().wait_until_ready()
print(server.process.pid, flush=True)
if sys.argv[2] == "is killed":
    sys.stdin.read()
"""
GONE_WITHIN = 60.0


def is_alive(pid: int) -> bool:
    """Dead and not yet buried is dead."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("end", ["is killed", "ends"])
def test_a_server_is_gone_with_the_run_that_started_it(tmp_path: Path, end: str) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", RUN, str(tmp_path), end],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    assert run.stdout
    assert run.stdin
    pid = int(run.stdout.readline())
    if end == "is killed":
        run.kill()
    run.wait(timeout=GONE_WITHIN)
    run.stdin.close()
    deadline = time.monotonic() + GONE_WITHIN
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not is_alive(pid)


def test_a_server_that_does_not_come_up_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.system.server.STARTS_WITHIN", 0.0)
    server = Server(tmp_path).start()
    with pytest.raises(AssertionError, match="Not ready"):
        server.wait_until_ready()
    assert server.process
    assert not is_alive(server.process.pid)
