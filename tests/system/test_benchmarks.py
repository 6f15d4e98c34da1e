"""The benchmarks still run and give numbers; how fast is theirs to say, and no test's."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
WITHIN = 240.0


def figures_of(*names: str) -> list[dict[str, Any]]:
    command = [sys.executable, "-m", "benchmarks", *names, "--quick", "--json", "--on", "embedded"]
    done = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def figures() -> list[dict[str, Any]]:
    return figures_of("relay", "journal", "door")


def test_every_question_gives_numbers(figures):
    assert {figure["question"] for figure in figures} == {"relay", "journal", "door"}
    assert all(value > 0 for figure in figures for value in figure["values"])


def test_every_subject_stands_beside_its_yardsticks(figures):
    measured = {(figure["question"], figure["name"]) for figure in figures}
    subjects = [figure for figure in figures if not figure["yardstick"]]
    assert subjects
    for figure in subjects:
        assert figure["against"]
        assert all((figure["question"], name) in measured for name in figure["against"])


def test_an_aim_is_called_met_or_missed(figures):
    aims = [figure for figure in figures if figure["aim"]]
    assert aims
    assert all(figure["met"] in {True, False} for figure in aims)


@pytest.fixture(scope="module")
def plans() -> list[dict[str, Any]]:
    return figures_of("network", "reforecast")


def test_plans_are_measured_at_every_size_and_in_the_service(plans):
    names = [figure["name"] for figure in plans]
    assert all(any(name.startswith(size) for name in names) for size in ("100 ", "1,000 ", "500 "))
    assert {figure["question"] for figure in plans} == {"network", "reforecast"}


def test_how_time_grows_with_the_tasks_is_a_figure_of_its_own(plans):
    (growth,) = [
        f for f in plans if "power" in f["name"] and f["name"].endswith(": all dates, from nothing")
    ]
    assert len(growth["values"]) == 1


def test_another_scheduler_where_there_is_one_finds_the_same_dates(plans):
    different = [f["values"] for f in plans if f["unit"] == "tasks"]
    assert all(values == [0] for values in different)


def test_an_unknown_question_is_refused_with_its_name():
    command = [sys.executable, "-m", "benchmarks", "weather"]
    done = subprocess.run(
        command, check=False, cwd=ROOT, capture_output=True, text=True, timeout=WITHIN
    )
    assert done.returncode == 2
    assert "weather" in done.stderr
