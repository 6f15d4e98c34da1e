"""The way back at an exit."""

from services.transition.templates.plan_template import TransitionKind, WaveShape, lead_time
from tests.unit.transition.templates.drafting import leaves, plan, task, waits_for, wave

BACK = plan(wave("exit-1", "2026-09-01"), kind=TransitionKind.REVERSE)


def test_an_exit_hands_the_work_back() -> None:
    assert task(BACK, "exit-1-go-live").title == "Hand the work back"
    assert task(BACK, "exit-1-go-live").live


def test_it_takes_back_knowledge_access_licences_and_data_and_runs_in_parallel() -> None:
    assert [task.code.removeprefix("exit-1-") for task in leaves(BACK)] == [
        "mobilise",
        "document",
        "teach",
        "access",
        "shadow",
        "reverse-shadow",
        "data-return",
        "parallel-run",
        "gate",
        "go-live",
        "data-deletion",
        "hypercare",
    ]


def test_the_vendor_keeps_the_data_until_the_work_is_back_and_then_deletes_them() -> None:
    assert "exit-1-data-return" in waits_for(BACK, "exit-1-parallel-run")
    assert waits_for(BACK, "exit-1-data-deletion") == ["exit-1-go-live"]
    assert task(BACK, "exit-1-data-deletion").milestone == "exit-1-data-deleted"


def test_the_way_back_of_a_usual_process_is_as_long_as_the_way_there() -> None:
    assert lead_time(BACK.tasks) == 54


def test_systems_are_connected_to_the_team_that_takes_over() -> None:
    shapes = {"exit-1": WaveShape(systems=3)}
    draft = plan(wave("exit-1", "2026-09-01"), kind=TransitionKind.REVERSE, shapes=shapes)
    assert "exit-1-connect" in waits_for(draft, "exit-1-parallel-run")


def test_an_exit_of_several_processes_has_no_tasks_of_the_programme() -> None:
    draft = plan(wave("exit-1", "2026-09-01", "a", "b"), kind=TransitionKind.REVERSE)
    assert {task.wave for task in draft.tasks} == {"exit-1"}
