"""`baton serve` as a process: starts, stops, refuses a second one on the same folder."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.system.mortal import BATON
from tests.system.server import Server


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    running = Server(tmp_path, from_nothing=True).start().wait_until_ready()
    yield running
    running.kill()


def test_control_c_stops_it_cleanly(server: Server) -> None:
    assert server.stop() == 0
    assert "Traceback" not in server.log()


def test_what_was_accepted_is_there_after_a_kill(server: Server) -> None:
    headers = {"Authorization": f"Bearer {server.token('sanne')}"}
    url = f"{server.url}/assessment/v1/programmes"
    made = httpx.post(url, json={"name": "p", "client": "c"}, headers=headers)
    assert made.status_code == 201
    server.kill()
    server.start().wait_until_ready()
    assert httpx.get(f"{url}/{made.json()['id']}", headers=headers).json() == made.json()


def test_a_second_one_on_the_same_folder_is_refused_with_a_sentence(server: Server) -> None:
    second = subprocess.run(
        [*BATON, "serve", "--port", "0"],
        env={"BATON_DATA": str(server.data), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert "Another Baton is running" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_taken_port_is_said_in_a_sentence(server: Server, tmp_path: Path) -> None:
    second = subprocess.run(
        [*BATON, "serve", "--port", str(server.port)],
        env={"BATON_DATA": str(tmp_path / "other"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode == 1
    assert f"Port {server.port}" in second.stderr
    assert "Traceback" not in second.stderr
