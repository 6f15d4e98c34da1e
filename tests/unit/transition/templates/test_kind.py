"""What kind of transition it is, and what a complex one does once for all."""

from datetime import date

from services.transition.templates.plan_template import (
    PlanDraft,
    TransitionKind,
    WaveShape,
    plan_template,
)
from tests.unit.transition.templates.drafting import leaves, plan, task, waits_for, wave

ONE = wave("w", "2026-06-01")
PROGRAMME = [
    "programme-governance",
    "programme-communication",
    "programme-consultation",
    "programme-integrations",
    "programme-exit-plan",
]


def told(*processes: str, shape: WaveShape | None = None) -> tuple[str, str]:
    shapes = {} if shape is None else {"w": shape}
    waves = [wave("w", "2026-06-01", *processes)]
    found = plan_template.explained(date(2025, 6, 16), "NL", waves, shapes=shapes)
    step = found.explanation.steps[0]
    return step.label, step.value


def of_programme(draft: PlanDraft) -> list[str]:
    return [task.code for task in leaves(draft) if not task.wave]


def test_one_process_is_single_and_says_why() -> None:
    assert told("a") == ("kind: processes 1, highest complexity 3 of 5", "single")


def test_several_processes_are_complex() -> None:
    assert told("a", "b") == ("kind: processes 2, highest complexity 3 of 5", "complex")


def test_one_complex_process_is_complex() -> None:
    assert told("a", shape=WaveShape(complexity=4))[1] == "complex"


def test_a_stated_kind_holds() -> None:
    found = plan_template.explained(date(2025, 6, 16), "NL", [ONE], kind=TransitionKind.COMPLEX)
    first = found.explanation.steps[0]
    assert (first.label, first.value) == ("kind, as stated", "complex")


def test_a_complex_transition_that_is_asked_for_has_tasks_of_the_programme() -> None:
    assert of_programme(plan(ONE, kind=TransitionKind.COMPLEX)) == PROGRAMME
    assert of_programme(plan(ONE, shapes={"w": WaveShape(complexity=5)})) == PROGRAMME


def test_several_usual_processes_add_none_unless_asked_for() -> None:
    assert of_programme(plan(wave("w", "2026-06-01", "a", "b"))) == []
    assert of_programme(plan(ONE, shapes={"w": WaveShape(topics=90)})) == []


def test_a_wave_that_is_added_later_does_not_bring_the_programme_again() -> None:
    assert of_programme(plan(ONE, kind=TransitionKind.COMPLEX, before="wave-3")) == []


def test_the_first_gate_waits_for_staff_consulted_told_and_the_way_out_drafted() -> None:
    waves = (wave("first", "2026-06-01"), wave("second", "2026-09-07"))
    draft = plan(*waves, kind=TransitionKind.COMPLEX)
    assert waits_for(draft, "first-gate") == [
        "first-pilot",
        "programme-communication",
        "programme-consultation",
        "programme-exit-plan",
    ]
    assert waits_for(draft, "second-gate") == ["second-pilot"]


def test_no_wave_connects_before_integrations_are_agreed() -> None:
    shapes = {"w": WaveShape(systems=2, complexity=4)}
    assert "programme-integrations" in waits_for(plan(ONE, shapes=shapes), "w-connect")


def test_a_wave_called_programme_keeps_its_name() -> None:
    draft = plan(wave("programme", "2026-06-01"), kind=TransitionKind.COMPLEX)
    codes = [task.code for task in draft.tasks]
    assert len(codes) == len(set(codes))
    assert task(draft, "programme").wave == "programme"
