"""What a decision says of milestones and pilots, held to what the journal told of them before."""

from typing import Any
from uuid import UUID

from libs.common.events import Event
from libs.common.events.transition.claims import (
    ClaimWithdrawn,
    MilestoneAccepted,
    MilestoneAcceptedInPart,
    MilestoneDisputed,
)
from libs.common.events.transition.gates import GateDecided
from libs.common.events.transition.pilots import PilotEnded, PilotOutcome, PilotPlanned
from libs.common.events.transition.plans import MilestonesMoved, TransitionPlanned
from libs.common.ids import new_id
from services.transition.readiness.milestones import milestones_result
from services.transition.readiness.milestones_accepted import (
    MilestoneBeforeLive,
    milestones_accepted,
)
from services.transition.readiness.pilot import pilots_result
from services.transition.readiness.pilots_passed import PilotRun, pilots_passed
from tests.unit.transition.readiness.gate_stories import DAY, Shown, proof, story

CODE = "milestones-accepted"


def milestones(**reached: bool) -> Shown:
    before = [MilestoneBeforeLive(milestone=m, reached=is_in) for m, is_in in reached.items()]
    found = milestones_accepted.explained(before)
    return milestones_result(found.value).model_copy(update={"measured": True}), found.explanation


def pilot(**run: Any) -> Shown:
    found = pilots_passed.explained([PilotRun(**{"code": "p1", "run": 1, **run})])
    return pilots_result(found.value).model_copy(update={"measured": True}), found.explanation


def of_plan(told: list[Event]) -> dict[str, UUID]:
    decided = next(e for e in told if isinstance(e, GateDecided))
    return {name: getattr(decided, name) for name in ("programme_id", "vendor_id", "plan_id")}


def planned(told: list[Event], *names: str) -> TransitionPlanned:
    facts: dict[str, Any] = {"contract_id": new_id(), "starts_on": DAY, "finishes_on": DAY}
    lists: dict[str, Any] = {"waves": [], "critical_path": []}
    before = {"wave-2": list(names)}
    return TransitionPlanned(**of_plan(told), **facts, **lists, before_live=before)


def claimed(told: list[Event], kind: type[Event], **more: Any) -> Event:
    facts = {"claim_id": new_id(), "report_id": new_id(), "milestone": "trained", **more}
    facts |= {"accepted_by": "piet", "disputed_by": "piet", "reason": "x"}
    facts |= {"withdrawn_by": "tiago", "claimed_in": new_id()}
    facts |= {"reached_on": DAY, "conditions": [], "answer_by": "2025-10-09T00:00:00Z"}
    return kind.model_validate({**of_plan(told), **facts})


def moved(told: list[Event], **facts: Any) -> MilestonesMoved:
    return MilestonesMoved(**of_plan(told), **facts, cause="the plan was changed")


def with_pilot(told: list[Event], outcome: PilotOutcome, run: int = 1) -> list[Event]:
    ours: dict[str, Any] = {**of_plan(told), "pilot_id": new_id(), "wave": "wave-2", "code": "p1"}
    ours |= {"title": "First invoices", "run": run}
    plan = {"processes": [], "cases": 50, "starts_on": DAY, "ends_on": DAY, "criteria": []}
    return [
        PilotPlanned(**ours, **plan, planned_by="amira", planned_on=DAY),
        PilotEnded(
            **ours,
            outcome=outcome,
            criteria=[],
            reasons=[],
            rule_version=2,
            ended_by="piet",
            ended_on=DAY,
        ),
    ]


def test_milestones_that_claims_and_plan_told_as_the_decision_does_are_proven() -> None:
    told = story(more=[milestones(trained=True, tidy=True)])
    first = planned(told, "trained")
    more = moved(told, before_live={"wave-2": ["trained", "tidy"]}, finished=["tidy"])
    found = proof([first, claimed(told, MilestoneAccepted), more, *told])
    assert (found.findings, found.not_rebuilt, found.same) == ([], [], True)


def test_a_milestone_that_the_journal_does_not_know_as_reached_is_found() -> None:
    told = story(more=[milestones(trained=True)])
    first, accepted = planned(told, "trained"), claimed(told, MilestoneAccepted)
    in_part = claimed(told, MilestoneAcceptedInPart, counts_as_reached=False)
    differs = f"{CODE}: decided met (1 accepted), the journal not met (waiting for trained)"
    for before in (
        [],
        [in_part],
        [accepted, claimed(told, MilestoneDisputed)],
        [accepted, claimed(told, ClaimWithdrawn)],
        [accepted, moved(told, undone=["trained"])],
    ):
        found = proof([first, *before, *told])
        assert (found.findings, found.same) == ([differs], False)


def test_a_milestone_that_was_left_out_of_what_go_live_waits_for_is_found() -> None:
    told = story(more=[milestones(trained=True)])
    first = planned(told, "trained", "tested")
    assert proof([first, claimed(told, MilestoneAccepted), *told]).findings == [
        f"{CODE}: decided met (1 accepted), the journal not met (waiting for tested)"
    ]


def test_where_the_journal_does_not_tell_what_go_live_waits_for_that_is_named() -> None:
    told = story(more=[milestones(trained=True)])
    older = planned(told).model_copy(update={"before_live": None})
    for before in ([], [older], [older, moved(told, before_live={"wave-2": ["trained"]})]):
        found = proof([*before, *told])
        assert (found.findings, found.not_rebuilt, found.same) == ([], [CODE], False)


def test_what_is_told_between_two_signatures_is_no_ground_of_the_decision() -> None:
    told = story(signatures=2, more=[milestones(trained=True)])
    late = claimed(told, MilestoneDisputed)
    first = [planned(told, "trained"), claimed(told, MilestoneAccepted)]
    assert proof([*first, *told[:-1], late, *told[-1:]]).same


def test_a_pilot_came_out_as_the_journal_told_of_its_latest_run() -> None:
    passed = pilot(state="passed", outcome=PilotOutcome.PASSED)
    told = story(more=[passed])
    assert proof(with_pilot(told, PilotOutcome.PASSED) + told).same
    again = with_pilot(told, PilotOutcome.PASSED) + with_pilot(told, PilotOutcome.FAILED, run=2)
    assert proof(again + told).findings == [
        "pilot-passed: decided met (p1, run 1: passed), the journal not met (p1, run 2: failed)"
    ]
    assert proof(told).findings == ["pilot-passed: nothing of it is in the journal"]


def test_a_pilot_that_the_decision_does_not_tell_is_found() -> None:
    told = story()
    assert proof(with_pilot(told, PilotOutcome.FAILED) + told).findings == [
        "pilot-passed is in the journal, and the decision does not say it was measured"
    ]
