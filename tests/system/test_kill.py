"""The process is killed again and again while the story is told; the story ends the same.

Seeded: `BATON_SEED=7 BATON_KILLS=60` in the environment tells another one. Bounded in kills and
in time.
"""

import os
import random
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.system.facts import Fact
from tests.system.server import Server
from tests.system.told import Told, ending, telling

SEED = int(os.environ.get("BATON_SEED", "20250616"))
KILLS = int(os.environ.get("BATON_KILLS", "20"))


def killed(data: Path, times: int, chance: random.Random) -> Told:
    server = Server(data).start().wait_until_ready()
    try:
        with telling(server) as demo:
            wait_for_the_first_deed(server)
            for number in range(times):
                assert still_telling(demo, chance.uniform(0.02, 0.8)), f"ended before kill {number}"
                server.kill()
                server.start().wait_until_ready()
            return ending(server, demo)
    finally:
        server.kill()


def wait_for_the_first_deed(server: Server) -> None:
    headers = {"Authorization": f"Bearer {server.token('bram', 'auditor')}"}
    deadline = time.monotonic() + 60
    while not httpx.get(f"{server.url}/assessment/v1/programmes", headers=headers).json()["items"]:
        assert time.monotonic() < deadline


def still_telling(demo: subprocess.Popen[str], seconds: float) -> bool:
    try:
        demo.wait(seconds)
    except subprocess.TimeoutExpired:
        return True
    return False


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory, calm: Told) -> tuple[Told, Told]:
    return calm, killed(tmp_path_factory.mktemp("stormy"), KILLS, random.Random(SEED))


def test_the_numbers_are_the_same(stories: tuple[Told, Told]) -> None:
    calm, stormy = stories
    assert stormy.numbers == calm.numbers
    assert stormy.outcome["succeeded"]


def test_every_chain_verifies_against_heads_noted_on_the_way(stories: tuple[Told, Told]) -> None:
    for told in stories:
        assert told.outcome["journals"]
        assert all(journal["verified"] for journal in told.outcome["journals"])


def test_each_producer_told_the_same_facts_in_the_same_order(stories: tuple[Told, Told]) -> None:
    calm, stormy = stories
    assert stormy.facts.keys() == calm.facts.keys()
    for producer, told in calm.facts.items():
        assert first_difference(stormy.facts[producer], told) is None, producer


def first_difference(ours: list[Fact], theirs: list[Fact]) -> Any:
    """Where two lists part, if they do; short, as a list of hundreds tells nobody anything."""
    for place, (one, other) in enumerate(zip(ours, theirs, strict=False)):
        if one != other:
            return place, one, other
    return (len(ours), len(theirs)) if len(ours) != len(theirs) else None
