"""A gate's story as its events tell it, for the proofs of its decision."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Role
from libs.common.events import Event
from libs.common.events.transition.gates import CriterionResult, GateDecided
from libs.common.explain import Explanation
from libs.common.ids import new_id
from services.transition.knowledge.knowledge_transfer import ShadowTally, reverse_shadow_pass
from services.transition.models import Answer, Gate
from services.transition.models.gate_parts import Evidence
from services.transition.readiness.answers import answered
from services.transition.readiness.criteria import SHADOWING, STANDARD
from services.transition.readiness.gate import SCORE_THRESHOLD, gate
from services.transition.readiness.proven import Entry, Proof, proven
from services.transition.readiness.shadowing import shadowing_result

DAY = date(2025, 10, 8)
ASKED = [one for one in STANDARD if not one.only_measured and one.code != SHADOWING.code]


def person(id: str) -> Actor:
    return Actor("t", id, id.capitalize(), {"*": frozenset({Role.SPONSOR})})


Shown = tuple[CriterionResult, Explanation]
"A criterion as it was measured."


def shadowed(unaided: int) -> Shown:
    tally = ShadowTally(done_on=DAY, order="1", cases=100, unaided=unaided)
    found = reverse_shadow_pass.explained([tally])
    result = shadowing_result(found.value, Decimal("0.85"))
    return result.model_copy(update={"measured": True}), found.explanation


def evidence(at: Gate, shown: Sequence[Shown], blockers: list[str]) -> Evidence:
    measured = {result.code for result, _ in shown}
    others = [answered(one, at.answers) for one in ASKED if one.code not in measured]
    results = [*(result for result, _ in shown), *others]
    verdict = gate.explained(results, blockers)
    return Evidence(
        verdict=verdict.value,
        results=results,
        blockers=blockers,
        score_threshold=SCORE_THRESHOLD,
        waivers=[],
        answers=at.answers,
        explanation=verdict.explanation,
        measured=[explanation for _, explanation in shown],
    )


def story(
    unaided: int = 90,
    signatures: int = 1,
    blockers: tuple[str, ...] = (),
    more: Sequence[Shown] = (),
) -> list[Event]:
    """A gate answered by Amira, and decided by Anna, then Piet. `more`: measured besides."""
    measured = {result.code for result, _ in more}
    ids: dict[str, Any] = {
        name: new_id() for name in ("programme_id", "vendor_id", "plan_id", "wave_id")
    }
    at = Gate(**ids, tenant="t", wave="wave-2")
    told: list[Event] = []
    if signatures > 1:
        told += at.choose_signatories(signatures, [Role.SPONSOR], "x", DAY, "sanne")
    for one in (one for one in ASKED if one.code not in measured):
        said = {"criterion": one.code, "met": True, "note": "done", "evidence": []}
        told += at.answer(
            Answer.model_validate({**said, "answered_by": "amira", "answered_on": DAY})
        )
    shown = evidence(at, [shadowed(unaided), *more], list(blockers))
    told += at.decide(shown, DAY, person("anna"))
    if signatures > 1:
        told += at.sign(shown, DAY, person("piet"))
    return told


def proof(told: list[Event], hidden: int | None = None) -> Proof:
    """As the journal has it, in JSON; one entry withheld."""
    events = [type(one).model_validate_json(one.model_dump_json()) for one in told]
    entries = [
        Entry(n, None if n == hidden else event, disclosed=n != hidden)
        for n, event in enumerate(events)
    ]
    (found,) = proven(entries)
    return found


def with_decision(told: list[Event], **changed: Any) -> list[Event]:
    return [e.model_copy(update=changed) if isinstance(e, GateDecided) else e for e in told]
