"""`pytest --on-postgres`: every office keeps its rows in PostgreSQL instead of SQLite.

No law fails for being slow: how fast things are is measured in `benchmarks`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.postgres import Postgres, running

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Side by side: a file stays together, as its tests share what they start; tests of whole
    systems follow each other, as each takes more than a core."""
    for item in items:
        folder = Path(__file__).parent / "system"
        one = "system" if item.path.is_relative_to(folder) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(one))


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
