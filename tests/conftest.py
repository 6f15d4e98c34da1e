"""`pytest --on-postgres`: every office keeps its rows in PostgreSQL instead of SQLite.

No law fails for being slow: how fast things are is measured in `benchmarks`.
"""

import gc
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadFileScheduling

from tests.postgres import Postgres, running

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


def pytest_collection_finish() -> None:
    """As a service does once it is loaded: what stays need not be looked through again."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


class SideBySide(LoadFileScheduling):
    """A file stays together, as its tests share what they start; the tests of whole systems follow
    each other, as each takes more than a core."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return "system" if file.startswith("tests/system/") else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> SideBySide:
    """For `pytest -n 2 --no-loadscope-reorder`: the long ones first."""
    return SideBySide(config, log)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--on-postgres", action="store_true", help="databases in PostgreSQL")


@pytest.fixture(scope="session")
def _postgres_for_all(request: pytest.FixtureRequest) -> Iterator[Postgres | None]:
    if not request.config.getoption("--on-postgres"):
        yield None
        return
    with running() as server:
        yield server


@pytest.fixture(autouse=True)
def _on_postgres(_postgres_for_all: Postgres | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A set of databases for each test, found by whatever reads the settings."""
    if _postgres_for_all is not None:
        monkeypatch.setenv("BATON_DATABASE_URL", _postgres_for_all.databases())
