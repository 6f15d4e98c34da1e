"""Five processes on a real Apache Kafka and PostgreSQL, behind one address."""

import json
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
    created = processes.run("topics", "--json")
    assert created.returncode == 0, created.stderr
    assert {row["state"] for row in json.loads(created.stdout)} <= {"created", "was there"}
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


def test_services_know_a_caller_by_its_own_address_and_take_no_word_for_it(
    running: Processes,
) -> None:
    unknown = {"key": "nobody's"}
    claims = {"X-Forwarded-For": "192.0.2.1"}
    tries = [
        httpx.post(f"{running.url}/vendor/v1/token", json=unknown, headers=claims).status_code
        for _ in range(61)
    ]
    assert tries == [401] * 60 + [429]
    by_another = {"X-Forwarded-For": "192.0.2.2"}
    direct = f"http://127.0.0.1:{running.ports['vendor']}/vendor/v1/token"
    assert httpx.post(direct, json=unknown, headers=by_another).status_code == 401


def test_topics_that_differ_are_said_in_a_sentence(running: Processes) -> None:
    looked = running.run("topics", "--check")
    assert looked.returncode == 0, looked.stderr
    running.environment["BATON_PARTITIONS"] = "5"
    try:
        for arguments in (("topics",), ("serve", "vendor", "--port", "0")):
            refused = running.run(*arguments)
            assert refused.returncode == 1
            assert "has 6 partitions, not 5: set BATON_PARTITIONS=6" in refused.stderr
            assert "Traceback" not in refused.stderr
    finally:
        del running.environment["BATON_PARTITIONS"]


def test_control_c_stops_all_and_leaves_none(running: Processes) -> None:
    assert running.stop() == 0
    assert running.left() == []
    assert "Traceback" not in running.log()


def test_no_service_outlives_a_parent_that_was_killed(running: Processes) -> None:
    running.start().wait_until_ready()
    running.abandon()
    until(lambda: running.left() == [])
