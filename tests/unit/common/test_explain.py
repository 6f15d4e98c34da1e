"""A rule's number comes with how it was found."""

from decimal import Decimal

import pytest

from libs.common.explain import Explain, rule


@rule("halved", version=3)
def halved(explain: Explain, amount: Decimal, times: int = 1) -> Decimal:
    """Half of it, so many times."""
    for turn in range(times):
        amount = explain(f"turn {turn + 1}", amount / 2)
    return amount


def test_a_rule_is_called_like_any_function():
    assert halved(Decimal(8), times=2) == 2


def test_an_explanation_names_rule_version_inputs_steps_and_result():
    explained = halved.explained(Decimal(8), times=2)
    assert explained.value == 2
    told = explained.explanation.model_dump()
    assert told == {
        "rule": "halved",
        "version": 3,
        "inputs": {"amount": "8", "times": 2},
        "steps": [{"label": "turn 1", "value": "4"}, {"label": "turn 2", "value": "2"}],
        "result": "2",
    }


def test_inputs_left_to_their_default_are_named_too():
    assert halved.explained(Decimal(8)).explanation.inputs == {"amount": "8", "times": 1}


def test_two_explanations_share_no_steps():
    first, second = halved.explained(Decimal(8)), halved.explained(Decimal(8))
    assert first.explanation.steps == second.explanation.steps
    assert len(first.explanation.steps) == 1


def test_recorded_inputs_give_the_same_number_again_and_what_does_not_fit_is_named() -> None:
    explained = halved.explained(Decimal(8), times=2)
    assert halved.again(explained.explanation.inputs) == explained.value
    for strange in ({"amount": "much"}, {"amount": "8", "thrice": 3}, {}):
        with pytest.raises(ValueError, match="do not fit"):
            halved.again(strange)
