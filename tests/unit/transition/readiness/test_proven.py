"""Decisions held to the events that the journal discloses before them."""

from decimal import Decimal
from hashlib import sha256

from libs.common.auth.roles import Role
from libs.common.events.transition.blockers import BlockerOpened
from libs.common.events.transition.gate_signing import SignatoriesChosen
from libs.common.events.transition.gates import CriterionChanged, GateDecided
from libs.common.ids import new_id
from services.transition.readiness.criteria import SHADOWING, STANDARD
from services.transition.readiness.gate import gate
from services.transition.readiness.gate_1 import gate_1
from services.transition.readiness.gate_2 import gate_2
from services.transition.readiness.recounted import COUNTS
from services.transition.readiness.table import MEASURES
from services.transition.readiness.usual import USUAL, Asked
from tests.unit.transition.readiness.gate_stories import (
    ASKED,
    DAY,
    proof,
    shadowed,
    story,
    with_decision,
)


def test_what_was_decided_on_the_journals_own_facts_is_proven() -> None:
    for told in (story(), story(71), story(signatures=2)):
        found = proof(told)
        assert (found.findings, found.not_rebuilt) == ([], [])


def test_a_figure_that_was_tampered_with_is_found_though_the_rule_agrees_with_it() -> None:
    told = story(71)
    (decided,) = (e for e in told if isinstance(e, GateDecided))
    better = decided.criteria[0].model_copy(update={"value": Decimal("0.9000"), "met": True})
    verdict = gate([better, *decided.criteria[1:]], [])
    changed = with_decision(
        told,
        criteria=[better, *decided.criteria[1:]],
        outcome=verdict.outcome,
        score=verdict.score,
        reasons=verdict.reasons,
    )
    assert proof(changed).findings == [
        "the results that were signed are others than the decision's",
        "reverse-shadowing: the decision says 0.9000, the inputs give 0.7100",
        "reverse-shadowing: decided met, the inputs give not met",
    ]


def test_whoever_set_the_bar_and_signed_is_found() -> None:
    told = story()
    where = {name: getattr(told[0], name) for name in ("programme_id", "vendor_id", "plan_id")}
    stricter = CriterionChanged(
        **where,
        gate_id=new_id(),
        wave="wave-2",
        criterion=SHADOWING.code,
        title=SHADOWING.title,
        was_mandatory=True,
        mandatory=True,
        was_threshold=Decimal("0.80"),
        threshold=Decimal("0.85"),
        answer_dropped=False,
        reason="x",
        changed_by="anna",
        changed_on=DAY,
    )
    alone = SignatoriesChosen(
        **where,
        gate_id=new_id(),
        wave="wave-2",
        signatures=1,
        roles=[Role.SPONSOR],
        reason="x",
        chosen_by="anna",
        chosen_on=DAY,
    )
    assert proof([stricter, alone, *told]).findings == [
        "anna signed alone, and had chosen who does",
        "anna signed, and had set the bar",
    ]


def test_evidence_that_was_tampered_with_does_not_fit_its_digest() -> None:
    told = story(71)
    (decided,) = (e for e in told if isinstance(e, GateDecided))
    measured = decided.evidence["measured"]
    tally = {**measured[0]["inputs"]["tallies"][0], "unaided": 90}
    inputs = {**measured[0]["inputs"], "tallies": [tally]}
    evidence = {**decided.evidence, "measured": [{**measured[0], "inputs": inputs}]}
    found = proof(with_decision(told, evidence=evidence)).findings
    assert "the evidence is not what the digest says was signed" in found
    assert "reverse-shadowing: the recorded inputs do not give the recorded result" in found


def test_an_answer_that_is_not_in_the_journal_is_missed_or_where_it_is_withheld_not_rebuilt() -> (
    None
):
    told = story()
    code = ASKED[0].code
    found = proof(told[1:])
    assert f"{code}: no answer by amira is in the journal" in found.findings
    hidden = proof(told, hidden=0)
    assert (hidden.findings, hidden.not_rebuilt, hidden.same) == ([], [code], False)


def test_who_answered_and_yet_signed_is_found() -> None:
    told = with_decision(story(), decided_by="amira", signers=["amira"])
    assert proof(told).findings == ["amira signed, and had answered"]


def test_fewer_signatures_than_were_asked_for_or_of_other_evidence_are_found() -> None:
    told = story(signatures=2)
    one = with_decision(told, signers=["anna"], decided_by="anna")
    assert "1 signed of 2" in proof(one).findings
    other = [
        e.model_copy(update={"digest": "0" * 64}) if getattr(e, "signature", 0) == 2 else e
        for e in told
    ]
    assert proof(other).findings == [f"piet signed other evidence: {'0' * 12}…"]


def test_a_blocker_that_stood_and_was_not_told_is_found_and_one_told_must_have_stood() -> None:
    told = story()
    (decided,) = (e for e in told if isinstance(e, GateDecided))
    ours = {"programme_id": decided.programme_id, "vendor_id": decided.vendor_id}
    opened = BlockerOpened.model_validate(
        {
            **ours,
            "plan_id": decided.plan_id,
            "blocker_id": new_id(),
            "code": "mail",
            "title": "Mail is down",
            "severity": 2,
            "wave": "wave-2",
            "raised_by_side": "vendor",
            "raised_by": "tiago",
            "must_act": "client",
            "owner": "",
            "needed_by": DAY,
        }
    )
    sentence = "Blocker mail, severity 2: Mail is down (the client must act)."
    assert proof([opened, *told]).findings == [f"not told, though it stood: {sentence}"]
    stopped = story(blockers=(sentence,))
    assert proof(stopped).findings == [f"told, though the journal has it not: {sentence}"]


def test_each_version_of_the_rule_stays_what_it_was() -> None:
    met, missed = shadowed(90)[0], shadowed(71)[0]
    for version in (gate_1, lambda c, b: gate_2(c, b, Decimal("0.80"))):
        assert version([met], []).model_dump(mode="json") == {
            "outcome": "GO",
            "score": "1.0000",
            "reasons": [],
        }
        stopped = version([met, missed], ["It is frozen."])
        assert stopped.model_dump(mode="json") == {
            "outcome": "NO-GO",
            "score": "0.5000",
            "reasons": [
                "Cases handled unaided in reverse shadowing: 71 % of 85 %",
                "It is frozen.",
                "The score is 0.5000 of 0.80.",
            ],
        }
        waived = missed.model_copy(update={"waived": True})
        assert version([waived], []).outcome == "CONDITIONAL"
    assert gate_2([met, missed], [], Decimal("0.5")).reasons == [
        "Cases handled unaided in reverse shadowing: 71 % of 85 %"
    ]


def test_what_was_asked_for_under_a_version_stays_as_it_was() -> None:
    tables = {version: repr(sorted(asked.items())) for version, asked in USUAL.items()}
    assert {v: sha256(table.encode()).hexdigest()[:12] for v, table in tables.items()} == {
        1: "9bb7d560b5da",
        2: "4feecc99e191",
        3: "4feecc99e191",
    }


def test_no_version_of_a_measure_that_decisions_were_made_by_is_gone() -> None:
    assert COUNTS.keys() >= {
        ("actions_in_time", 1),
        ("both_sides_trained", 1),
        ("communication_sent", 2),
        ("key_people_kept", 1),
        ("knowledge_transfer", 2),
        ("milestones_accepted", 1),
        ("pilots_passed", 1),
        ("places_settled", 1),
        ("reverse_shadow_pass", 1),
        ("rollback_rehearsed", 1),
        ("seats_certified", 1),
        ("staff_consulted", 2),
        ("stakeholders_mapped", 1),
        ("systems_connected", 1),
        ("teams_in_spirits", 1),
        ("working_agreement_in_place", 1),
    }


def test_what_gates_ask_for_today_is_what_the_rules_newest_version_is_held_to() -> None:
    today = {c.code: Asked(c.mandatory, c.threshold, c.only_measured) for c in STANDARD}
    assert USUAL[gate.version] == today


def test_whatever_is_measured_by_a_rule_of_its_own_is_counted_again() -> None:
    assert set(MEASURES) == {counts.criterion for counts in COUNTS.values()}
