"""What vendors' systems say of claims and blockers at the door, and what their receipts say."""

from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from libs.common.events import Event
from libs.common.events.transition.blockers import BlockerOpened
from libs.common.events.transition.claims import (
    ClaimDecided,
    ClaimDeemedRejected,
    ClaimWithdrawn,
    DisputeAnswered,
    MilestoneAcceptedInPart,
)
from libs.common.events.vendor.contracts import ContractSigned
from tests.integration.hearing import hearing
from tests.integration.selection import Selection
from tests.integration.test_door import RECEIPTS, kestrel
from tests.integration.test_receipts import hear
from tests.kestrel import Kestrel, System, kind
from tests.office import office

V1 = "/vendor/v1"
JUNE = "2025-06-13T10:00:00+02:00"
BLOCKER = {
    "code": "no-test-data",
    "title": "No test data",
    "severity": 1,
    "wave": "wave-1",
    "must_act": "client",
    "needed_by": "2025-07-04",
}


def word(k: Kestrel, name: str, id: str, **data: Any) -> dict[str, Any]:
    event = k.event(id, type=f"baton.vendor.{name}.v1")
    return event | {"data": {"contract_id": str(k.contract), **data}}


async def told(system: System, event: dict[str, Any]) -> UUID:
    answer = await system.tell(event)
    assert answer.status_code == 201, answer.text
    return UUID(answer.json()["event_id"])


async def test_a_claim_is_taken_back_answered_and_a_blocker_raised_each_with_its_receipt(
    tmp_path: Path,
) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        claim = await told(system, k.event("claim"))
        of = {"milestone": "wave-1-live"}
        back = await told(system, word(k, "milestone_withdrawn", "back", **of, reason="Too early"))
        answer = await told(system, word(k, "claim_answered", "answer", **of, answer="It is there"))
        blocker = await told(system, word(k, "blocker_raised", "blocker", **BLOCKER))
        for event in _heard(k, claim, back, answer, blocker):
            await hear(o, event)
        receipts = [await system.get(f"{RECEIPTS}/{id}") for id in (claim, back, answer, blocker)]
        assert [(r["state"], r["reason"]) for r in receipts] == [
            ("withdrawn", "Too early"),
            ("accepted", None),
            ("accepted", None),
            ("accepted", None),
        ]


def _heard(k: Kestrel, claim: UUID, back: UUID, answer: UUID, blocker: UUID) -> list[Event]:
    whose = {"programme_id": k.programme, "vendor_id": k.vendor, "plan_id": uuid4()}
    of = {**whose, "claim_id": uuid4(), "milestone": "wave-1-live"}
    return [
        ClaimWithdrawn.model_validate(
            {**of, "claimed_in": claim, "reason": "Too early", "withdrawn_by": "x"}
            | {"report_id": back}
        ),
        DisputeAnswered.model_validate(
            {**of, "answer": "It is there", "answered_by": "x", "evidence": []}
            | {"decide_by": JUNE, "report_id": answer}
        ),
        BlockerOpened.model_validate(
            {**whose, **BLOCKER, "blocker_id": uuid4(), "raised_by_side": "vendor"}
            | {"raised_by": "x", "owner": "", "report_id": blocker}
        ),
    ]


async def test_partial_acceptance_and_rejection_show_on_the_claims_receipt(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        claim = await told(system, k.event())
        of = {"programme_id": k.programme, "vendor_id": k.vendor, "plan_id": uuid4()}
        of |= {"claim_id": uuid4(), "report_id": claim, "milestone": "wave-1-live"}
        part = {"counts_as_reached": False, "reached_on": "2025-09-15", "conditions": []}
        said = {"reason": "Two things", "accepted_by": "joris", "answer_by": JUNE}
        silence = {"days": 3, "due_at": JUNE, "on_silence": "deemed_rejected"}
        decided = {"outcome": "rejected", "reason": "No", "decided_by": "sanne"}
        steps: list[tuple[Event, str]] = [
            (MilestoneAcceptedInPart.model_validate({**of, **part, **said}), "accepted_in_part"),
            (ClaimDecided.model_validate({**of, **decided}), "rejected"),
            (ClaimDeemedRejected.model_validate({**of, **silence}), "rejected"),
        ]
        for event, state in steps:
            await hear(o, event)
            assert (await system.get(f"{RECEIPTS}/{claim}"))["state"] == state


async def test_what_cannot_be_read_is_refused_at_the_door(tmp_path: Path) -> None:
    async with office(tmp_path, "vendor") as o:
        k = await kestrel(o)
        system = await k.system()
        of = {"milestone": "wave-1-live"}
        wrong = [
            word(k, "milestone_withdrawn", "1", **of),
            word(k, "claim_answered", "2", **of, answer=""),
            word(k, "blocker_raised", "3", **(BLOCKER | {"severity": 5})),
            word(k, "blocker_raised", "4", **(BLOCKER | {"must_act": "nobody"})),
            word(k, "blocker_raised", "5", **BLOCKER, raised_by="me"),
        ]
        for event in wrong:
            answer = await system.tell(event)
            assert (answer.status_code, kind(answer)) == (422, "invalid"), answer.text


async def test_what_silence_means_stands_in_the_contract_and_is_told_with_its_signature(
    tmp_path: Path,
) -> None:
    terms = {
        "on_silence": "deemed_accepted",
        "answer_days": 5,
        "decision_days": 2,
        "evidence_required": True,
    }
    async with office(tmp_path, "vendor") as o, hearing(o, "baton.vendor") as heard:
        s = Selection(o)
        contract = await s.contract(preconditions=[], **terms)
        path = f"{V1}/contracts/{contract}"
        found = await s.sanne.get(path)
        assert {name: found[name] for name in terms} == terms
        await s.sanne.post(f"{path}/sign", {}, baton_date=JUNE)
        (signed,) = await heard.of(ContractSigned)
        assert {name: getattr(signed, name) for name in terms} == terms
