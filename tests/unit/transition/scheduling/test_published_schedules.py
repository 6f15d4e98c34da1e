"""Slack and critical tasks as Microsoft Project stored them, a peer's, and PSPLIB's lengths."""

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.transition.scheduling.network import MICROSOFT, Activity, Convention, Link
from services.transition.scheduling.outline import Outline, leaves_of
from services.transition.scheduling.schedule import place
from tests.shared_data import shared_data
from tests.unit.transition.scheduling.published import (
    at,
    minutes,
    peer_network,
    peer_plans,
    stored_network,
    stored_plans,
)
from tests.unit.transition.scheduling.small import placed, task

PEER = Convention(may_precede=True)
"A peer lets links from starts bound late dates; Microsoft Project's files do not."


def parents(plan: dict) -> dict[str, str]:  # type: ignore[type-arg]
    """By outline number, with which the names of that plan end."""
    by_number = {task["name"].split()[-1]: str(task["uid"]) for task in plan["tasks"]}
    return {
        by_number[number]: by_number[number.rpartition(".")[0]]
        for number in by_number
        if "." in number
    }


@pytest.mark.parametrize("name", ["slack9", "sf259", "task-links"])
def test_dates_slack_and_critical_tasks_are_those_that_microsoft_project_stored(name: str) -> None:
    plan = next(plan for plan in stored_plans() if plan["name"].startswith(name))
    activities, links = stored_network(plan)
    clock = activities[0].clock
    above = parents(plan) if name == "sf259" else {}
    outline = Outline([str(task["uid"]) for task in plan["tasks"]], above)
    schedule = place(
        *outline.network(activities, links, clock), at(plan["project_start"]), MICROSOFT
    )
    leaves = leaves_of(schedule)
    found = leaves | dict(outline.placed(leaves, clock))
    for task_ in plan["tasks"]:
        ours = found[str(task_["uid"])]
        assert (
            (ours.start, ours.finish, ours.early_start, ours.early_finish),
            (ours.total_float, ours.free_float, ours.critical),
        ) == (
            tuple(at(task_[name]) for name in ("start", "finish", "es", "ef")),
            (
                minutes(task_["total_slack"], plan),
                minutes(task_["free_slack"], plan),
                task_["critical"],
            ),
        ), task_["name"]


def test_total_slack_and_critical_tasks_of_thirty_random_networks_are_those_of_a_peer() -> None:
    for plan in peer_plans():
        schedule = place(*peer_network(plan), at(plan["start"]), PEER)
        ours = {each.code: (each.total_float, each.critical) for each in schedule}
        theirs = {
            task["name"]: (round(task["total_slack_days"] * 480), task["critical"])
            for task in plan["tasks"]
        }
        assert ours == theirs, plan["id"]


def published() -> Iterator[tuple[Path, int]]:
    folder = shared_data("psplib")
    with (folder / "expected.csv").open() as rows:
        for row in csv.DictReader(rows):
            name = f"{row['set']}{row['par']}_{row['inst']}.sm"
            yield folder / "projects" / name, int(row["recomputed_cpm"])


def read(project: Path) -> tuple[list[Activity], list[Link]]:
    """Jobs with their durations and successors, as PSPLIB writes them."""
    lines = project.read_text().splitlines()
    after, durations = (
        lines.index(next(line for line in lines if line.startswith(title)))
        for title in ("PRECEDENCE RELATIONS", "REQUESTS/DURATIONS")
    )
    links = [
        Link(job, successor)
        for job, _, _, *successors in numbers(lines[after + 2 :])
        for successor in successors
    ]
    activities = [task(job, int(days)) for job, _, days, *_ in numbers(lines[durations + 3 :])]
    return activities, links


def numbers(lines: list[str]) -> Iterator[list[str]]:
    for line in lines:
        if line.startswith("*"):
            return
        yield line.split()


def test_the_critical_paths_of_all_seventy_published_projects_are_as_long_as_published() -> None:
    projects = list(published())
    lengths = {project.name: placed(*read(project)).finish for project, _ in projects}
    assert len(projects) == 70
    assert lengths == {project.name: length for project, length in projects}
