"""What a gate may go through, in every state, and who may sign."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.events import Event
from libs.common.events.transition.gates import CriterionResult, GateOutcome
from libs.common.ids import new_id
from libs.common.problems import Problem
from services.transition.models import Answer, Gate, GateState, Waiver
from services.transition.models.gate_base import GATE_LIFE, GateStep
from services.transition.models.gate_parts import Choice, Evidence, ExtensionAsked
from services.transition.readiness.choices import added, changed, criteria_of
from services.transition.readiness.criteria import SHADOWING, STANDARD
from services.transition.readiness.gate import SCORE_THRESHOLD, gate

DAY, LATER = date(2025, 10, 8), date(2025, 11, 28)
WAIVED = "reverse-shadowing"


def person(id: str, *roles: Role) -> Actor:
    return Actor("t", id, id.capitalize(), {"*": frozenset(roles)})


ANNA, PIET = person("anna", Role.SPONSOR), person("piet", Role.APPROVER)
AMIRA = person("amira", Role.PROCESS_OWNER)


def waiver() -> Waiver:
    return Waiver(
        criterion=WAIVED,
        owner="rita",
        reason="A coach stays.",
        expires_on=DAY,
        granted_by="daan",
        granted_on=DAY,
        asked=ExtensionAsked(until=LATER, reason="December", asked_by="amira", asked_on=DAY),
    )


def evidence(*, met: bool = False, waived: bool = True, blockers: tuple[str, ...] = ()) -> Evidence:
    result = CriterionResult(
        code=WAIVED, title="Unaided", mandatory=True, met=met, waived=waived and not met
    )
    verdict = gate.explained([result], blockers)
    return Evidence(
        verdict=verdict.value,
        results=[result],
        blockers=list(blockers),
        score_threshold=SCORE_THRESHOLD,
        waivers=[waiver()] if waived else [],
        answers=[],
        explanation=verdict.explanation,
        measured=[],
    )


def fresh(signatures: int = 1) -> Gate:
    ids = {name: new_id() for name in ("programme_id", "vendor_id", "plan_id", "wave_id")}
    return Gate(**ids, tenant="t", wave="wave-2", waivers=[waiver()], signatures_needed=signatures)


def brought_to(state: GateState) -> Gate:
    at = fresh(2 if state is GateState.SIGNING else 1)
    if state is not GateState.OPEN:
        list(at.decide(evidence(), DAY, ANNA))
    if state is GateState.FALLEN:
        list(at.weigh(["Systems connected: waiting for mail."], DAY))
    assert at.state is state
    return at


def answer() -> Answer:
    said = {"criterion": "staff-consulted", "met": True, "note": "yes", "evidence": []}
    return Answer(**said, answered_by="noor", answered_on=DAY)


def reopen(at: Gate) -> Iterator[Event]:
    at.reopen()
    return iter(())


ASKED = ExtensionAsked(until=LATER, reason="x", asked_by="amira", asked_on=DAY)
TAKE: dict[GateStep, Callable[[Gate], Iterator[Event]]] = {
    GateStep.CHOOSE: lambda at: at.choose_signatories(1, [Role.SPONSOR], "x", DAY, "sanne"),
    GateStep.ANSWER: lambda at: at.answer(answer()),
    GateStep.WAIVE: lambda at: at.waive(waiver()),
    GateStep.DECIDE: lambda at: at.decide(evidence(), DAY, ANNA),
    GateStep.SIGN: lambda at: at.sign(evidence(), DAY, PIET),
    GateStep.REFUSE: lambda at: at.refuse_to_sign("x", DAY, PIET),
    GateStep.BEGIN_ANEW: lambda at: at.sign_anew("x", DAY, "sanne"),
    GateStep.ASK_EXTENSION: lambda at: at.ask_extension(WAIVED, ASKED),
    GateStep.EXTEND: lambda at: at.extend(WAIVED, "x", DAY, ANNA),
    GateStep.MAKE_GOOD: lambda at: at.make_good(WAIVED, "x", [], DAY, "amira"),
    GateStep.REOPEN: reopen,
    GateStep.FALL: lambda at: at.fall(["Staff consulted: not met."], DAY),
    GateStep.HOLD_AGAIN: lambda at: at.hold_again(DAY),
}


@pytest.mark.parametrize("step", list(GateStep))
@pytest.mark.parametrize("state", list(GateState))
def test_each_step_leads_where_the_table_says_or_is_refused_by_name(
    state: GateState, step: GateStep
) -> None:
    at = brought_to(state)
    if step in GATE_LIFE[state]:
        list(TAKE[step](at))
        assert at.state in GATE_LIFE[state][step]
        return
    with pytest.raises(Problem) as refused:
        list(TAKE[step](at))
    assert (refused.value.status, refused.value.kind) == (409, GATE_LIFE.kind(state))
    assert at.state is state


def refusal(steps: Callable[[], Iterator[Any]]) -> str:
    with pytest.raises(Problem) as refused:
        list(steps())
    return refused.value.kind


def test_who_holds_none_of_the_roles_signs_nothing() -> None:
    assert refusal(lambda: fresh().decide(evidence(), DAY, AMIRA)) == "role-missing"


def test_who_extended_a_waiver_does_not_decide_on_it() -> None:
    used = evidence().waivers[0].model_copy(update={"extended_by": "anna"})
    on_it = evidence().model_copy(update={"waivers": [used]})
    assert refusal(lambda: fresh().decide(on_it, DAY, ANNA)) == "four-eyes"


def choose(at: Gate, threshold: str, by: str) -> None:
    fields = changed(at, SHADOWING, None, Decimal(threshold), "x")
    choice = Choice.model_validate({**fields, "chosen_by": by, "chosen_on": DAY})
    list(at.change_criterion(SHADOWING, choice))


def test_whoever_set_the_bar_does_not_say_that_it_was_reached() -> None:
    at = fresh()
    choose(at, "0.60", "anna")
    assert refusal(lambda: at.decide(evidence(), DAY, ANNA)) == "four-eyes"
    choose(at, "0.61", "piet")
    assert refusal(lambda: at.decide(evidence(), DAY, ANNA)) == "four-eyes", "she lowered it first"
    assert refusal(lambda: at.decide(evidence(), DAY, PIET)) == "four-eyes"
    list(at.decide(evidence(), DAY, person("eva", Role.APPROVER)))
    assert at.state is GateState.PASSED


def test_whoever_asked_for_something_else_does_not_sign_either() -> None:
    at = fresh(2)
    list(at.add_criterion(added(at, "vat", "VAT checked", True, "x", "piet", DAY)))
    list(at.decide(evidence(), DAY, ANNA))
    assert refusal(lambda: at.sign(evidence(), DAY, PIET)) == "four-eyes"


def test_whoever_set_the_bar_does_not_answer_for_it_nor_who_waived_it_say_it_is_made_good() -> None:
    at = fresh()
    chosen = added(at, "staff-consulted-again", "Once more", True, "x", "noor", DAY)
    list(at.add_criterion(chosen))
    own = answer().model_copy(update={"criterion": chosen.code})
    assert refusal(lambda: at.answer(own)) == "four-eyes"
    list(at.answer(own.model_copy(update={"answered_by": "amira"})))
    passed = brought_to(GateState.PASSED)
    assert refusal(lambda: passed.make_good(WAIVED, "x", [], DAY, "daan")) == "four-eyes"


def test_whoever_chose_who_signs_does_not_sign_alone() -> None:
    at = fresh()
    list(at.choose_signatories(1, [Role.SPONSOR], "x", DAY, "anna"))
    assert refusal(lambda: at.decide(evidence(), DAY, ANNA)) == "four-eyes"
    list(at.choose_signatories(2, [Role.SPONSOR], "x", DAY, "anna"))
    list(at.decide(evidence(), DAY, ANNA))
    assert at.state is GateState.SIGNING


def test_a_figure_that_moves_does_not_change_what_is_signed() -> None:
    at, first = brought_to(GateState.SIGNING), evidence()
    (result,) = first.results
    moved = result.model_copy(update={"value": Decimal("0.72")})
    *_, decided = at.sign(first.model_copy(update={"results": [moved]}), DAY, PIET)
    assert (at.state, at.outcome) == (GateState.PASSED, GateOutcome.CONDITIONAL)
    assert decided.criteria[0].value is None  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "now", [evidence(met=True), evidence(waived=False), evidence(blockers=("It is frozen.",))]
)
def test_what_no_longer_stands_is_not_signed(now: Evidence) -> None:
    at = brought_to(GateState.SIGNING)
    assert refusal(lambda: at.sign(now, DAY, PIET)) == "evidence-changed"


def test_the_evidence_keeps_its_digest_over_the_database() -> None:
    kept = Evidence.model_validate_json(evidence().model_dump_json())
    assert kept.digest == evidence().digest


def test_a_waiver_that_lapsed_holds_again_once_it_is_extended() -> None:
    at = brought_to(GateState.PASSED)
    list(at.expire(live=True))
    assert ([w.criterion for w in at.lapsed], at.holds_until) == ([WAIVED], None)
    (told,) = at.extend(WAIVED, "x", date(2025, 10, 9), ANNA)
    assert (told.had_expired, at.lapsed, at.holds_until) == (True, [], LATER)


def test_nothing_is_made_good_before_it_was_waived_and_decided() -> None:
    at = brought_to(GateState.PASSED)
    with pytest.raises(Problem) as refused:
        list(at.make_good(WAIVED, "x", [], date(2025, 10, 7), "amira"))
    assert (refused.value.status, len(at.waivers)) == (422, 1)
    at.decided_on = LATER
    with pytest.raises(Problem):
        list(at.make_good(WAIVED, "x", [], DAY, "amira"))
    list(at.make_good(WAIVED, "x", [], LATER, "amira"))
    assert at.waivers == []


def test_whoever_asked_does_not_extend() -> None:
    asked = person("amira", Role.SPONSOR)
    at = brought_to(GateState.PASSED)
    assert refusal(lambda: at.extend(WAIVED, "x", DAY, asked)) == "four-eyes"
    assert refusal(lambda: at.extend(WAIVED, "x", date(2025, 12, 1), ANNA)) == "extension-passed"


def test_a_gate_asks_for_the_usual_unless_it_chooses_otherwise() -> None:
    at = fresh()
    assert criteria_of(at) == list(STANDARD)
    list(at.add_criterion(added(at, "vat", "VAT checked", True, "x", "sanne", DAY)))
    fields = changed(at, SHADOWING, None, Decimal("0.95"), "x")
    choice = Choice.model_validate({**fields, "chosen_by": "sanne", "chosen_on": DAY})
    list(at.change_criterion(SHADOWING, choice))
    assert at.threshold(SHADOWING) == Decimal("0.95")
    assert [one.code for one in criteria_of(at)][-1] == "vat"


def test_nothing_is_chosen_that_changes_nothing() -> None:
    with pytest.raises(Problem) as refused:
        changed(fresh(), SHADOWING, True, Decimal("0.85"), "x")
    assert refused.value.status == 422


def test_what_fell_is_told_once_per_change_and_refuses_go_live_by_name() -> None:
    at = brought_to(GateState.PASSED)
    assert list(at.weigh([], DAY)) == []
    (fell,) = at.weigh(["A fell.", "B fell."], DAY)
    assert list(at.weigh(["B fell.", "A fell."], DAY)) == []
    with pytest.raises(Problem) as refused:
        at.must_let_through(DAY)
    assert refused.value.kind == "gate-no-longer-holds"
    assert "A fell. B fell." in refused.value.detail
    (less,) = at.weigh(["B fell."], DAY)
    (again,) = at.weigh([], DAY)
    assert [type(one).__name__ for one in (fell, less, again)] == [
        "GateNoLongerHolds",
        "GateNoLongerHolds",
        "GateHoldsAgain",
    ]
    at.must_let_through(DAY)


def test_what_fell_is_gone_with_the_next_decision_or_when_the_wave_moves() -> None:
    at = brought_to(GateState.FALLEN)
    list(at.decide(evidence(), DAY, ANNA))
    assert (at.state, at.fallen) == (GateState.PASSED, [])
    at = brought_to(GateState.FALLEN)
    at.reopen()
    assert (at.state, at.fallen) == (GateState.OPEN, [])
