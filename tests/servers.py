"""Servers that tests need, started once a session: a plugin, named in `pytest_plugins`.

Where one cannot be had its tests are skipped with one line that says why; in CI they fail.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import pytest

from tests.kafka.broker import Cluster, running
from tests.kafka.jars import Unavailable, jars, java


@pytest.fixture(scope="session")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """One node, which no test may stop: for that there is `mortal_kafka`."""
    with _kafka(tmp_path_factory, 1) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def _second_kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with _kafka(tmp_path_factory, 1) as cluster:
        yield cluster


@pytest.fixture
def mortal_kafka(_second_kafka: Cluster) -> Cluster:
    """One node that a test may stop, kill and freeze; it is up again for the next."""
    for node in _second_kafka.nodes:
        node.thaw()
        if not node.alive:
            node.start()
    return _second_kafka


@pytest.fixture
def three_kafkas(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Three nodes for this test alone, of which one may be lost."""
    with _kafka(tmp_path_factory, 3) as cluster:
        yield cluster


@contextmanager
def _kafka(folders: pytest.TempPathFactory, nodes: int) -> Iterator[Cluster]:
    try:
        java(), jars()
    except Unavailable as missing:
        _do_without(f"No Kafka: {missing}.")
    with running(folders.mktemp("kafka"), nodes) as cluster:
        yield cluster


def _do_without(why: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(why, pytrace=False)
    pytest.skip(why)
