"""compose.yaml starts what the code is: every service, by settings that exist, pinned images."""

import re
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from libs.client.application import app
from libs.common.settings import SERVICES, Settings

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
CONTAINERS: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: made for name, made in CONTAINERS.items() if made["image"].startswith("baton:")}
OF_THE_SCRIPTS = {"BATON_DATABASE_PASSWORD"}


def test_every_service_runs_under_its_name_and_nothing_else_does() -> None:
    assert {name for name, made in OURS.items() if made["command"][0] == "serve"} == set(SERVICES)
    assert all(CONTAINERS[name]["command"] == ["serve", name] for name in SERVICES)


def test_every_command_exists() -> None:
    known = {command.name for command in app.registered_commands}
    assert {made["command"][0] for made in OURS.values()} <= known


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_setting_exists(name: str) -> None:
    fields = {f"BATON_{field.upper()}" for field in Settings.model_fields}
    given = {key for key in CONTAINERS[name].get("environment", {}) if key.startswith("BATON_")}
    assert given - OF_THE_SCRIPTS <= fields


@pytest.mark.parametrize("name", CONTAINERS)
def test_every_image_is_pinned_to_a_version(name: str) -> None:
    assert re.search(r":\d+\.\d+", CONTAINERS[name]["image"])


def test_the_image_is_built_from_pinned_ones_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    assert all(re.search(r":\d+\.\d+\.\d+-", line) for line in lines if line.startswith("FROM"))
    assert "USER baton" in lines
    assert any("--require-hashes" in line for line in lines)


def test_only_the_gateway_is_published_and_on_this_machine_alone() -> None:
    published = {name: made["ports"] for name, made in CONTAINERS.items() if "ports" in made}
    assert list(published) == ["gateway"]
    assert published["gateway"][0].startswith("${BATON_ADDRESS:-127.0.0.1}:${BATON_PORT:-8000}:")


def test_a_service_waits_for_its_database_and_its_topics_and_the_gateway_for_all() -> None:
    for name in SERVICES:
        conditions = {on: how["condition"] for on, how in CONTAINERS[name]["depends_on"].items()}
        assert set(conditions) == {"databases", "topics"}
        assert set(conditions.values()) == {"service_completed_successfully"}
    assert set(CONTAINERS["gateway"]["depends_on"]) == set(SERVICES)


def test_whatever_goes_on_is_asked_for_its_health() -> None:
    jobs = {name for name, made in CONTAINERS.items() if made["restart"] == "on-failure"}
    assert jobs == {"databases", "topics"}
    assert {name for name, made in CONTAINERS.items() if "healthcheck" not in made} == jobs


def test_no_secret_has_a_default() -> None:
    text = (ROOT / "compose.yaml").read_text()
    for secret in ("BATON_DATABASE_PASSWORD", "BATON_POSTGRES_PASSWORD", "BATON_DOOR_KEY"):
        assert set(re.findall(rf"\$\{{{secret}([^}}]*)\}}", text)) == {":?run make up"}


def test_only_the_vendor_service_holds_the_key_of_the_door() -> None:
    holding = {n for n, m in CONTAINERS.items() if "BATON_DOOR_KEY" in m.get("environment", {})}
    assert holding == {"vendor"}


def test_the_databases_are_those_of_the_services() -> None:
    script = (ROOT / "deploy" / "databases.sh").read_text()
    assert f"for service in {' '.join(SERVICES)}; do" in script
    assert "NOSUPERUSER NOBYPASSRLS" in script


def test_the_script_of_make_up_can_be_run() -> None:
    assert (ROOT / "deploy" / "up.sh").stat().st_mode & stat.S_IXUSR


def test_the_passwords_of_what_is_kept_in_volumes_outlive_a_clean(tmp_path: Path) -> None:
    for name in ("up/env", "keys/door.json", "vendor.db"):
        (tmp_path / "var" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "var" / name).touch()
    subprocess.run(["make", "-f", ROOT / "Makefile", "clean"], cwd=tmp_path, check=True)
    left = [path for path in (tmp_path / "var").rglob("*") if path.is_file()]
    assert left == [tmp_path / "var" / "up" / "env"]
