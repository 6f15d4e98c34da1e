"""Servers that tests need, started when the first test asks: a plugin, named in `pytest_plugins`.

Where one cannot be had its tests are skipped, with one line that says why; in CI they fail.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests import postgres as postgres_server
from tests.kafka.broker import Cluster, running
from tests.kafka.jars import Unavailable, jars, java
from tests.postgres import Postgres

NEED_KAFKA = {"kafka", "mortal_kafka", "three_kafkas", "kafka_and_postgres"}
NEED_POSTGRES = {"postgres", "mortal_postgres", "kafka_and_postgres"}


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


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One that no test may stop: for that there is `mortal_postgres`."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture
def mortal_postgres() -> Iterator[Postgres]:
    """One for this test alone, which may stop and crash it."""
    with postgres_server.running() as server:
        yield server


@pytest.fixture(scope="session")
def kafka_and_postgres() -> None:
    """For a test that starts its own: both can be had."""
    jars(), postgres_server.binaries()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Marked here, not skipped in the fixture: pytest then tells it once a file, not per test."""
    if os.environ.get("CI") == "true":
        return
    _skip_without(items, NEED_KAFKA, "Kafka", lambda: (java(), jars()))
    _skip_without(items, NEED_POSTGRES, "PostgreSQL", postgres_server.binaries)


def _skip_without(
    items: Sequence[pytest.Item], fixtures: set[str], what: str, look: Callable[[], object]
) -> None:
    needing = [item for item in items if fixtures & set(getattr(item, "fixturenames", ()))]
    if needing:
        try:
            look()
        except (Unavailable, postgres_server.Unavailable) as missing:
            for item in needing:
                item.add_marker(pytest.mark.skip(f"No {what}: {missing}."))


@contextmanager
def _kafka(folders: pytest.TempPathFactory, nodes: int) -> Iterator[Cluster]:
    java(), jars()
    with running(folders.mktemp("kafka"), nodes) as cluster:
        yield cluster
