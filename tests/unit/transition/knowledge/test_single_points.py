"""Topics that one person alone holds."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.transition.knowledge_risks import RiskLevel
from services.transition.knowledge.single_points import (
    LEVELS,
    HeldTopic,
    Leaver,
    SinglePoint,
    single_points,
)

JORIS = ["joris"]


def topic(code: str = "vat", criticality: int = 5, *holders: str) -> HeldTopic:
    return HeldTopic(code=code, criticality=criticality, holders=list(holders))


def only(
    holders: list[str],
    completed: list[str],
    leavers: dict[str, Leaver] | None = None,
    retained: list[str] | None = None,
) -> SinglePoint | None:
    found = single_points(
        [topic("vat", 5, *holders)], {"vat": completed}, leavers or {}, retained or []
    )
    return found[0] if found else None


def left() -> Leaver:
    return Leaver(leaving_on=date(2025, 9, 30), has_left=True)


def test_a_topic_that_one_person_holds_is_a_single_point_until_another_has_made_every_step() -> (
    None
):
    point = only(JORIS, [])
    assert point is not None
    assert (point.person, point.of_client) == ("joris", True)
    assert only(JORIS, ["ola"]) is None


def test_somebody_who_holds_it_and_has_completed_it_is_one_person() -> None:
    assert only(JORIS, JORIS) is not None


def test_a_topic_that_nobody_ever_held_has_not_begun() -> None:
    assert only([], []) is None


def test_it_is_worse_without_an_agreement_still_worse_when_leaving_and_worst_when_gone() -> None:
    leaving = Leaver(leaving_on=date(2025, 9, 30))
    found = [
        only(JORIS, [], {}, JORIS),
        only(JORIS, []),
        only(JORIS, [], {"joris": leaving}, JORIS),
        only(JORIS, [], {"joris": left()}),
    ]
    assert [point and point.level for point in found] == LEVELS
    assert [point and point.why for point in found] == [
        "only joris holds it",
        "only joris holds it, and nothing is agreed that keeps them",
        "only joris holds it, and leaves on 2025-09-30",
        "everybody who held it has left",
    ]


def test_of_two_who_hold_it_one_leaves_and_the_other_is_left_alone() -> None:
    point = only(JORIS, ["ola"], {"joris": left()})
    assert point is not None
    assert (point.person, point.of_client, point.level) == ("ola", False, RiskLevel.UNRETAINED)


def test_the_most_critical_come_first_and_of_those_the_worst() -> None:
    topics = [topic("a", 2, "x"), topic("b", 5, "x"), topic("c", 5, "y")]
    found = single_points(topics, {}, {"y": Leaver(leaving_on=date(2025, 9, 1))}, [])
    assert [point.topic for point in found] == ["c", "b", "a"]


def test_the_explanation_says_who_holds_each() -> None:
    found = single_points.explained([topic("vat", 5, "joris")], {"vat": ["ola"]}, {}, [])
    assert found.explanation.steps[0].value == {"vat": ["joris", "ola"]}
    assert found.value == []


PEOPLE = st.lists(st.sampled_from("abcd"), max_size=4, unique=True)


@given(PEOPLE, PEOPLE, PEOPLE, st.sampled_from("abcd"))
def test_another_who_learns_it_never_makes_it_worse(
    holders: list[str], completed: list[str], gone: list[str], newcomer: str
) -> None:
    leavers = dict.fromkeys(gone, left())
    before = only(holders, completed, leavers)
    after = only(holders, [*completed, newcomer], leavers)
    if before is None and (holders or completed):
        assert after is None
    if before is not None and after is not None:
        assert LEVELS.index(after.level) <= LEVELS.index(before.level)
