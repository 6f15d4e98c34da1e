"""What rests on the vendor's word alone, and cases that are told twice."""

from datetime import UTC, date, datetime

import pytest

from libs.common.events.transition.party import Party
from libs.common.events.vendor.knowledge import KnowledgeTransferReported, TransferStep
from libs.common.ids import new_id
from services.transition.knowledge.counted_once import counted_once
from services.transition.knowledge.reported_cases import must_be_countable
from services.transition.knowledge.vendors_word import must_be_backed, vendors_word
from services.transition.models.knowledge import TransferRecord, TransferSource
from services.transition.plan.moving import Refusal

DAY = date(2025, 7, 2)
STEP = TransferStep.REVERSE_SHADOWED


def record(
    person: str = "rita",
    cases: int = 0,
    step: TransferStep = STEP,
    source: TransferSource = TransferSource.REPORT,
    word: Party = Party.VENDOR,
    evidence: tuple[str, ...] = (),
    on: date = DAY,
) -> TransferRecord:
    ids = {name: new_id() for name in ("programme_id", "vendor_id", "plan_id", "report_id")}
    return TransferRecord(
        **ids,
        topic_code="returns",
        wave="wave-2",
        person=person,
        step=step,
        done_on=on,
        cases=cases,
        unaided=0,
        evidence=list(evidence),
        reported_by="tiago",
        reported_at=datetime(2025, 7, 2, 12, tzinfo=UTC),
        source=source,
        word=word,
    )


def report(**more: object) -> KnowledgeTransferReported:
    ids = {name: new_id() for name in ("programme_id", "vendor_id", "contract_id")}
    told = {"topic_code": "returns", "person": "rita", "step": STEP, "done_on": DAY}
    return KnowledgeTransferReported.model_validate({**ids, **told, **more})


def test_a_step_is_backed_by_the_client_or_by_a_file_and_once_is_enough() -> None:
    taught = TransferStep.TAUGHT
    found = vendors_word(
        [
            record("rita", 5),
            record("rita", 3, word=Party.CLIENT),
            record("tiago", 7),
            record("tiago", step=taught, evidence=("7e" * 32,)),
        ]
    )
    assert found == (1, 3, 12, 15)
    assert found.of_steps == "1 of 3 steps rest on the vendor's word alone"
    assert found.of_cases == "12 of 15 cases rest on the vendor's word alone"
    assert vendors_word([record(word=Party.CLIENT)]).of_steps == ""


def test_cases_told_one_by_one_take_the_place_of_a_tally_of_the_same_day() -> None:
    tally, other_day = record(cases=12), record(cases=4, on=date(2025, 7, 3))
    step_alone = record()
    one_by_one = record(cases=5, source=TransferSource.CASES, word=Party.CLIENT)
    found = counted_once([tally, other_day, step_alone, one_by_one])
    assert found == [other_day, step_alone, one_by_one]
    assert counted_once([tally, other_day]) == [tally, other_day]


@pytest.mark.parametrize(
    ("word", "evidence", "counts"),
    [
        (Party.VENDOR, [], False),
        (Party.VENDOR, ["7e" * 32], True),
        (Party.CLIENT, [], True),
    ],
)
def test_being_tested_takes_a_file_or_a_witness_of_the_client(
    word: Party, evidence: list[str], counts: bool
) -> None:
    tested = report(step=TransferStep.TESTED, evidence=evidence)
    if counts:
        must_be_backed(tested, word)
        return
    with pytest.raises(Refusal) as refused:
        must_be_backed(tested, word)
    assert refused.value.kind == "nothing-shows-it"


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"handled": [{"reference": "a"}], "cases": 2}, "cases-miscounted"),
        ({"handled": [{"reference": "a"}], "step": "taught"}, "no-shadowing"),
        (
            {"handled": [{"reference": "a", "unaided": True}], "step": "shadowed"},
            "more-unaided-than-cases",
        ),
        ({"seen_by": "Rita"}, "own-witness"),
    ],
)
def test_cases_that_cannot_be_counted_are_refused(more: dict[str, object], kind: str) -> None:
    with pytest.raises(Refusal) as refused:
        must_be_countable(report(**more))
    assert refused.value.kind == kind
