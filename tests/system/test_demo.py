"""The sample programme runs through on a real server, and every number comes out of it."""

import asyncio
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from rich.console import Console
from typer.testing import CliRunner

from libs.client.application import app
from libs.client.client import connection
from libs.client.demo.load import People, load_sample
from libs.client.patience import Patience
from libs.common.auth.development import DevelopmentIssuer
from libs.common.settings import Settings
from tests.system.server import Server, free_port
from tests.system.told import RUN, Told


def played(server: Server, *options: str) -> tuple[int, dict[str, Any]]:
    """Exit code and outcome."""
    where = ["--url", server.url, "--data", str(server.data), "--json"]
    result = CliRunner().invoke(app, ["demo", *where, *options])
    assert result.stdout, result.stderr
    return result.exit_code, json.loads(result.stdout)


def test_every_number_of_the_sample_comes_out(calm: Told) -> None:
    first = calm.outcome
    assert [figure for figure in first["figures"] if not figure["equal"]] == []
    assert [journal for journal in first["journals"] if not journal["verified"]] == []
    assert all(j["confirmed"] for j in first["journals"])
    assert [(each["outcome"], each["same"]) for each in first["decisions"]] == [
        ("GO", True),
        ("NO-GO", True),
        ("GO", True),
        ("CONDITIONAL", True),
    ]
    assert first["succeeded"]


def test_the_same_run_again_tells_nothing_anew(server: Server, calm: Told) -> None:
    first = calm.outcome
    code, again = played(server, "--run", RUN)
    assert (code, again["programme"]) == (0, first["programme"])
    assert again["timeline"] == first["timeline"]
    assert [j["head"] for j in again["journals"]] == [j["head"] for j in first["journals"]]


def test_a_ticket_log_is_measured_in_place_of_the_months(server: Server, tmp_path: Path) -> None:
    log = tmp_path / "tickets.csv"
    log.write_text("number,resolved_at,made_sla\n" + "".join(incidents()))
    code, outcome = played(server, "--tickets", str(log))
    found = {figure["code"]: figure for figure in outcome["figures"]}
    assert code == 0
    assert "attainment" not in found
    assert found["tickets 2026-03"]["system"] == "50.0"
    assert found["tickets 2026-08"]["system"] == "100.0"


def incidents() -> Iterator[str]:
    """March half in time, August all: one of them was reopened, and one never resolved."""
    for number in range(20):
        yield f"A{number},{number + 1}/3/2016 10:00,{'true' if number % 2 else 'false'}\n"
    yield "B1,?,false\nB1,3/8/2016 09:00,true\nB2,?,true\n"


def test_the_sample_can_be_loaded_twice(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BATON_DATA", str(server.data))
    people = People(DevelopmentIssuer(Settings()))

    async def load() -> tuple[str, int]:
        async with connection(server.url) as http:
            programme = await load_sample(http, people, Console(file=io.StringIO()))
            return programme, await settled_head(http, people, programme)

    assert asyncio.run(load()) == asyncio.run(load())


async def settled_head(http: httpx.AsyncClient, people: People, programme: str) -> int:
    """Where the journal stands once a second has added nothing to it."""
    path = f"/console/v1/programmes/{programme}/journal/head"
    headers = {"Authorization": f"Bearer {people.of('bram')}"}
    before = -1
    while True:
        stands = int((await http.get(path, headers=headers)).json()["sequence"])
        if stands == before:
            return stands
        before = stands
        await asyncio.sleep(1)


def test_nobody_there_is_told_with_another_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("libs.client.commands.demo.FIRST_ANSWER", Patience(seconds=0.1))
    where = ["--url", f"http://127.0.0.1:{free_port()}", "--data", str(tmp_path)]
    result = CliRunner().invoke(app, ["demo", *where, "--run", "x"])
    assert result.exit_code == 2
    assert "does not answer" in result.stderr
    assert "--run x" in result.stderr
