"""Five processes on a real Apache Kafka and PostgreSQL, behind one address."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from libs.common.settings import SERVICES
from tests.kafka.broker import Cluster
from tests.postgres import Postgres
from tests.system.processes import Processes

pytest_plugins = ("tests.servers",)


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, kafka: Cluster, postgres: Postgres
) -> Iterator[Processes]:
    processes = Processes(
        tmp_path_factory.mktemp("processes"),
        bus=f"kafka://{kafka.servers}",
        databases=postgres.databases(),
    )
    created = processes.run("topics")
    assert created.returncode == 0, created.stderr
    yield processes.start().wait_until_ready()
    processes.close()


def until(check: Callable[[], bool], within: float = 60.0) -> None:
    deadline = time.monotonic() + within
    while not check():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_every_number_of_the_sample_comes_out_of_five_processes(running: Processes) -> None:
    code, outcome = running.demo()
    assert (code, outcome["succeeded"]) == (0, True), outcome


def test_a_killed_service_comes_back_and_the_others_never_notice(running: Processes) -> None:
    before = running.kill("vendor")
    until(lambda: running.pid("vendor") != before)
    running.wait_until_ready()
    assert "vendor was ended by signal 9" in running.log()
    assert {name: running.log().count(f"{name} runs as") for name in SERVICES} == {
        name: 1 + (name == "vendor") for name in SERVICES
    }


def test_an_unknown_service_is_refused_as_embedded(running: Processes) -> None:
    answer = httpx.get(f"{running.url}/nobody/v1/things")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "No service nobody."


def test_control_c_stops_all_and_leaves_none(running: Processes) -> None:
    assert running.stop() == 0
    assert running.left() == []
    assert "Traceback" not in running.log()


def test_no_service_outlives_a_parent_that_was_killed(running: Processes) -> None:
    running.start().wait_until_ready()
    running.abandon()
    until(lambda: running.left() == [])
