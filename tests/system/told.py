"""The sample's story, told to a server of its own, and what came of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.system.facts import facts
from tests.system.server import Server

RUN = "story"
LONGEST = 600
"Seconds after which the story is given up."


class Told:
    """What a run came to: the numbers of the demo, and the facts of the programme's journal."""

    def __init__(self, outcome: dict[str, Any], journal: list[bytes]) -> None:
        self.outcome, self.facts = outcome, facts(journal)

    @property
    def numbers(self) -> dict[str, str]:
        return {figure["title"]: figure["system"] for figure in self.outcome["figures"]}


@contextmanager
def telling(server: Server) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "libs.client.cli", "demo", "--run", RUN, "--json"]
    command += ["--url", server.url, "--data", str(server.data), "--patience", "120"]
    with (server.data / "demo.log").open("w") as errors:
        demo = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        try:
            yield demo
        finally:
            demo.kill()
            demo.wait()


def ending(server: Server, demo: subprocess.Popen[str]) -> Told:
    output, _ = demo.communicate(timeout=LONGEST)
    assert output, (server.data / "demo.log").read_text()
    outcome = json.loads(output)
    url = f"{server.url}/console/v1/programmes/{outcome['programme']}/journal/export"
    headers = {"Authorization": f"Bearer {server.token('bram', 'auditor')}"}
    journal = httpx.get(url, headers=headers, timeout=60).content.splitlines()
    return Told(outcome, journal)
