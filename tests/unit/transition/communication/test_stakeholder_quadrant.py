"""The quadrant in which a stakeholder stands."""

import pytest

from services.transition.communication.stakeholder_quadrant import stakeholder_quadrant


@pytest.mark.parametrize(
    ("influence", "interest", "quadrant"),
    [
        (5, 5, "manage_closely"),
        (3, 3, "manage_closely"),
        (3, 2, "keep_satisfied"),
        (5, 1, "keep_satisfied"),
        (2, 3, "keep_informed"),
        (1, 5, "keep_informed"),
        (2, 2, "monitor"),
    ],
)
def test_the_middle_of_the_scale_counts_as_high(
    influence: int, interest: int, quadrant: str
) -> None:
    assert stakeholder_quadrant(influence, interest) == quadrant


def test_the_explanation_says_which_half_each_weight_lies_in() -> None:
    explanation = stakeholder_quadrant.explained(4, 2).explanation
    assert [(step.label, step.value) for step in explanation.steps] == [
        ("influence of at least 3", True),
        ("interest of at least 3", False),
        ("quadrant", "keep_satisfied"),
    ]
