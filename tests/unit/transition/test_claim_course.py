"""How a claim is explained: decided, withdrawn, accepted in part, fallen silent."""

from datetime import timedelta
from typing import Any

import pytest

from libs.common.events.vendor.contracts import OnSilence
from services.transition.claims.course import Course, course_of_a_claim
from services.transition.models import Claim, ClaimState
from services.transition.models.claim_life import ClaimStep
from tests.unit.transition.test_claims import AT, TAKE, UP, WHY, brought_to, claim, condition

DAY = timedelta(days=1)


def told(found: Claim, *conditions: Any) -> list[str]:
    course = Course.of(found, conditions)
    explained = course_of_a_claim.explained(course, UP).explanation
    assert (explained.rule, explained.version) == ("course_of_a_claim", 1)
    assert explained.result == found.state == explained.inputs["course"]["state"]
    return [step.label for step in explained.steps]


@pytest.mark.parametrize("state", ClaimState)
def test_every_state_is_explained_from_the_claim_to_the_last_word(state: ClaimState) -> None:
    found = brought_to(state)
    labels = told(found)
    assert labels[0] == "claimed by nobody named"
    assert labels[-1] == "so it is"
    words = [f"{word.step} by {word.by}" for word in found.history]
    assert [label for label in labels if label in words] == words


def test_a_decision_shows_each_clock_until_its_word_with_stops_and_their_reasons() -> None:
    found = brought_to(ClaimState.DISPUTED)
    list(found.stop_clock("relief-7", "Access revoked", AT + DAY))
    list(found.resume_clock("relief-7", AT + 3 * DAY))
    list(TAKE[ClaimStep.REJECT](found))
    assert told(found) == [
        "claimed by nobody named",
        "reported by Kestrel reporting, reached on",
        "the client's clock for acceptance runs from",
        "claimed on, in Europe/Amsterdam",
        "3 business days later",
        "the end of that day",
        "due at, by acceptance_deadline version 1",
        "it was not up",
        "dispute by joris",
        "the vendor's clock for answer runs from",
        "stands still by relief-7, Access revoked",
        "business time left",
        "counted on",
        "or the midnight after closing",
        "due at, by resumed_deadline version 1",
        "it was up without a word",
        "reject by anna",
        "so it is",
    ]


def test_what_silence_came_to_is_explained_with_the_contracts_word() -> None:
    found = claim()
    list(found.deem(OnSilence.DEEMED_REJECTED, WHY, UP))
    labels = told(found)
    assert "it was up without a word" in labels
    assert "deem_rejected by the contract" in labels
    assert "silence means, by the contract" in labels


def test_accepted_in_part_it_names_the_conditions_and_whose_move_it_is() -> None:
    labels = told(brought_to(ClaimState.ACCEPTED_IN_PART), condition())
    assert "condition manual of the vendor" in labels
    assert labels.index("accept_in_part by joris") < labels.index(
        "the vendor's clock for answer runs from"
    )


def test_the_person_who_claimed_is_named() -> None:
    found = claim()
    found.claimed_by = "Marek"
    (accepted,) = TAKE[ClaimStep.ACCEPT](found)
    assert told(found)[0] == "claimed by Marek"
    assert accepted.model_dump()["claimed_by"] == "Marek"
