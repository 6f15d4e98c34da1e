from decimal import Decimal
from uuid import uuid4

from services.vendor.evaluator_spread import Marks, evaluator_spread, means

BID = uuid4()


def marks(**by_criterion: list[int]) -> Marks:
    return {
        criterion: {f"evaluator {n}": Decimal(score) for n, score in enumerate(scores)}
        for criterion, scores in by_criterion.items()
    }


def test_a_criterion_scores_the_mean_over_those_who_scored_it() -> None:
    found = means(marks(quality=[80, 90], language=[70], security=[1, 1, 2]))
    assert found == {"quality": 85, "language": 70, "security": Decimal("1.333333")}


def test_what_nobody_scored_has_no_mean() -> None:
    assert means(marks(quality=[])) == {}


def test_the_spread_is_the_highest_less_the_lowest_widest_first() -> None:
    found = evaluator_spread({BID: marks(quality=[80, 90, 85], language=[40, 90])})
    assert {one.criterion: one.spread for one in found} == {"language": 50, "quality": 10}
    assert found[0].criterion == "language"


def test_one_evaluator_alone_disagrees_with_nobody() -> None:
    assert evaluator_spread({BID: marks(quality=[80])}) == []
