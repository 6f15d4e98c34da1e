"""What five processes are given, what they are refused for, and how a child is kept."""

import asyncio
import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from libs.client.application import app
from libs.client.commands.keys import trial_keys
from libs.client.processes import children
from libs.client.processes.children import Child, keep
from libs.client.processes.installation import Installation
from libs.common.asking import Asking
from libs.common.auth.issuers import verifier_for
from libs.common.settings import SERVICES, Settings
from libs.common.unusable import Unusable
from tests.office import eventually

POSTGRES = "postgresql+asyncpg://baton@127.0.0.1/baton_{service}"


def installed(data: Path, **more: Any) -> Installation:
    keys = {name.removeprefix("BATON_").lower(): v for name, v in trial_keys(of(data)).items()}
    given = {"database_url": POSTGRES, "bus": "kafka://127.0.0.1:9092", **keys, **more}
    return Installation(of(data, **given))


def of(data: Path, **more: Any) -> Settings:
    return Settings(data=data, **{"port": 9000, **more})


def test_what_is_missing_is_named_in_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unusable) as refused:
        installed(tmp_path, bus="", door_key="")
    assert "need BATON_BUS, BATON_DOOR_KEY:" in str(refused.value)


@pytest.mark.parametrize("url", ["sqlite+aiosqlite:///{service}.db", "postgresql+asyncpg://a/one"])
def test_services_do_not_share_a_database_nor_a_file(tmp_path: Path, url: str) -> None:
    with pytest.raises(Unusable, match="BATON_DATABASE_URL"):
        installed(tmp_path, database_url=url)


@pytest.mark.parametrize("more", [{"port": 0}, {"port": 65_531}, {"metrics_port": 65_531}])
def test_ports_must_leave_room_for_those_of_the_services(
    tmp_path: Path, more: dict[str, int]
) -> None:
    with pytest.raises(Unusable, match="the services take the 5 ports after it"):
        installed(tmp_path, **more)


def test_each_child_has_ports_of_its_own_and_knows_the_door(tmp_path: Path) -> None:
    given = {c.name: c.environment for c in installed(tmp_path, metrics_port=9100).children()}
    assert list(given) == list(SERVICES)
    assert [e["BATON_PORT"] for e in given.values()] == [str(9001 + n) for n in range(5)]
    assert [e["BATON_METRICS_PORT"] for e in given.values()] == [str(9101 + n) for n in range(5)]
    assert {e["BATON_DOOR_URL"] for e in given.values()} == {"http://127.0.0.1:9002"}
    assert {e["BATON_FORWARDED_BY"] for e in given.values()} == {"127.0.0.1"}


def python(code: str) -> Child:
    return Child("child", (sys.executable, "-c", code), {})


async def test_a_child_that_ends_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE", 0.01)
    await lives_thrice(tmp_path, exit_code=3)


async def test_a_child_that_was_of_use_is_started_again_whatever_it_ended_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(children, "STEADY", 0.0)
    await lives_thrice(tmp_path, exit_code=1)


async def lives_thrice(folder: Path, exit_code: int) -> None:
    lives, stop = folder / "lives", asyncio.Event()
    code = f"import sys; open({str(lives)!r}, 'a').write('x'); sys.exit({exit_code})"
    keeping = asyncio.create_task(keep(python(code), stop))

    async def thrice() -> bool:
        return lives.exists() and lives.stat().st_size >= 3

    await eventually(thrice, within=30)
    stop.set()
    await asyncio.wait_for(keeping, 10)


async def test_a_child_that_cannot_be_used_as_set_is_not_tried_again() -> None:
    with pytest.raises(Unusable, match="child cannot start; it says above why"):
        await asyncio.wait_for(keep(python("import sys; sys.exit(1)"), asyncio.Event()), 20)


async def test_a_child_that_does_not_hear_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(children, "STOPS_WITHIN", 0.2)
    deaf, stop = tmp_path / "deaf", asyncio.Event()
    code = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN);"
        f"open({str(deaf)!r}, 'w').close(); time.sleep(600)"
    )
    keeping = asyncio.create_task(keep(python(code), stop))

    async def is_deaf() -> bool:
        return deaf.exists()

    await eventually(is_deaf, within=30)
    stop.set()
    await asyncio.wait_for(keeping, 10)


def test_keys_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    first, again = (run("keys", "--json", "--data", str(tmp_path)) for _ in range(2))
    assert json.loads(first) == json.loads(again)
    assert "d" not in json.loads(json.loads(first)["BATON_OIDC_JWKS"])["keys"][0]
    files = list((tmp_path / "keys").iterdir())
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


async def test_a_token_signed_in_the_folder_is_known_by_the_keys_printed(tmp_path: Path) -> None:
    signed = run("token", "sanne", "--role", "auditor", "--data", str(tmp_path)).strip()
    given = of(tmp_path, bus="kafka://x", oidc_jwks=trial_keys(of(tmp_path))["BATON_OIDC_JWKS"])
    actor = await verifier_for(given, Asking()).actor(signed)
    assert actor.id == "sanne"


def run(*arguments: str) -> str:
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout
