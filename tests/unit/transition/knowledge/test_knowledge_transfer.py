"""KT % and reverse shadowing, with numbers worked by hand."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from libs.common.events.vendor.knowledge import TransferStep
from services.transition.knowledge.knowledge_transfer import (
    STEPS,
    RequiredTopic,
    ShadowTally,
    StepDone,
    knowledge_transfer,
    latest,
    reverse_shadow_pass,
    stands_in,
    summed,
)


def topic(code: str, criticality: int = 1, *people: str) -> RequiredTopic:
    return RequiredTopic(code=code, criticality=criticality, people=list(people or ("rita",)))


def done(topic: str, person: str, steps: int) -> list[StepDone]:
    return [StepDone(topic=topic, person=person, step=step) for step in STEPS[:steps]]


def tally(day: int, cases: int, unaided: int) -> ShadowTally:
    return ShadowTally(done_on=date(2025, 10, day), order=str(day), cases=cases, unaided=unaided)


def test_a_topic_counts_as_its_least_advanced_person() -> None:
    known = knowledge_transfer(
        [topic("returns", 1, "rita", "tiago")],
        done("returns", "rita", 5) + done("returns", "tiago", 2),
    )
    assert known.by_person["returns"] == {"rita": Decimal(1), "tiago": Decimal("0.4")}
    assert known.share == Decimal("0.4")


def test_topics_weigh_by_criticality() -> None:
    """(5 × 1 + 1 × 0.4) / 6 = 0.9"""
    topics = [topic("vat", 5), topic("letters", 1)]
    known = knowledge_transfer(topics, done("vat", "rita", 5) + done("letters", "rita", 2))
    assert known.share == Decimal("0.9")


def test_a_step_reported_twice_counts_once() -> None:
    steps = done("vat", "rita", 1)
    assert knowledge_transfer([topic("vat")], steps + steps).share == Decimal("0.2")


def test_a_person_of_whom_nothing_was_reported_holds_the_topic_at_nought() -> None:
    known = knowledge_transfer([topic("vat", 1, "rita", "tiago")], done("vat", "rita", 5))
    assert known.share == 0


def test_without_topics_there_is_no_score() -> None:
    assert knowledge_transfer([], []).share is None


def test_the_explanation_shows_topics_sums_and_share() -> None:
    labels = [
        step.label for step in knowledge_transfer.explained([topic("vat", 5)], []).explanation.steps
    ]
    assert labels == [
        "topic = its least advanced person's mean step completion",
        "Σ criticality",
        "Σ criticality × topic",
        "KT = the second / the first",
    ]


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), min_size=1, max_size=20))
def test_the_share_lies_between_the_least_and_the_most_advanced_topic(
    given: list[tuple[int, int]],
) -> None:
    topics = [topic(str(n), criticality) for n, (criticality, _) in enumerate(given)]
    steps = [s for n, (_, count) in enumerate(given) for s in done(str(n), "rita", count)]
    known = knowledge_transfer(topics, steps)
    assert known.share is not None
    counts = [Decimal(count) / 5 for _, count in given]
    assert min(counts) - Decimal("1e-20") <= known.share <= max(counts) + Decimal("1e-20")


def test_71_of_100_cases_unaided_is_a_share_of_71_percent() -> None:
    found = reverse_shadow_pass([tally(7, 100, 71)])
    assert (found.share, found.enough) == (Decimal("0.71"), True)


def test_only_the_latest_reports_that_hold_the_last_twenty_cases_count() -> None:
    found = reverse_shadow_pass([tally(1, 50, 0), tally(6, 12, 9), tally(5, 12, 8)])
    assert (found.cases, found.unaided) == (24, 17)


def test_the_order_in_which_reports_arrive_does_not_matter() -> None:
    reports = [tally(6, 12, 9), tally(1, 50, 0), tally(5, 12, 8)]
    assert reverse_shadow_pass(reports) == reverse_shadow_pass(reports[::-1])


def test_fewer_than_twenty_cases_are_not_enough() -> None:
    found = reverse_shadow_pass([tally(6, 19, 19)])
    assert (found.share, found.enough) == (Decimal(1), False)


def test_without_cases_there_is_no_share() -> None:
    found = reverse_shadow_pass([])
    assert (found.share, found.enough) == (None, False)


def test_the_steps_are_documented_taught_shadowed_reverse_shadowed_tested() -> None:
    assert list(STEPS) == list(TransferStep)
    assert len(STEPS) == 5


# Cases that shadowing takes


def test_shadowing_counts_once_the_stated_number_of_cases_was_handled() -> None:
    vat = RequiredTopic(code="vat", criticality=1, people=["rita"], least_cases=5)
    step = {"topic": "vat", "person": "rita", "step": TransferStep.REVERSE_SHADOWED}
    three, two = StepDone(**step, cases=3), StepDone(**step, cases=2)
    assert knowledge_transfer([vat], [three]).share == 0
    assert knowledge_transfer([vat], [three, two]).share == Decimal("0.2")


def test_what_is_no_shadowing_takes_no_cases() -> None:
    vat = RequiredTopic(code="vat", criticality=1, people=["rita"], least_cases=5)
    assert knowledge_transfer([vat], done("vat", "rita", 2)).share == Decimal("0.4")


# Those who left


def test_who_has_left_counts_as_nought_until_a_successor_is_named() -> None:
    topics, steps = [topic("vat", 1, "rita", "tiago")], done("vat", "rita", 5)
    steps += done("vat", "tiago", 5)
    assert knowledge_transfer(topics, steps).share == 1
    known = knowledge_transfer(topics, steps, {"rita": None})
    assert known.by_person["vat"] == {"rita": Decimal(0), "tiago": Decimal(1)}
    assert known.share == 0


def test_a_successor_counts_by_what_they_learned_themselves() -> None:
    steps = done("vat", "rita", 5) + done("vat", "lena", 3)
    known = knowledge_transfer([topic("vat")], steps, {"rita": "lena"})
    assert known.by_person["vat"] == {"lena": Decimal("0.6")}


def test_a_successor_who_has_left_too_is_followed_to_whoever_is_there() -> None:
    assert stands_in("rita", {"rita": "lena", "lena": "joao"}) == "joao"
    assert stands_in("rita", {"rita": "lena", "lena": None}) is None
    assert stands_in("rita", {"rita": "lena", "lena": "rita"}) is None
    assert stands_in("rita", {}) == "rita"


@given(
    st.lists(st.tuples(st.integers(1, 5), st.integers(0, 5)), min_size=1, max_size=10),
    st.sets(st.sampled_from(["rita", "tiago"])),
)
def test_departures_never_raise_the_share_and_nobody_leaving_is_version_one(
    given: list[tuple[int, int]], gone: set[str]
) -> None:
    topics = [topic(str(n), c, "rita", "tiago") for n, (c, _) in enumerate(given)]
    steps = [
        s
        for n, (_, count) in enumerate(given)
        for who, made in (("rita", count), ("tiago", 5))
        for s in done(str(n), who, made)
    ]
    before = knowledge_transfer(topics, steps)
    expected = sum((Decimal(c) * k / 5 for c, k in given), Decimal(0)) / sum(c for c, _ in given)
    assert before.share is not None
    assert abs(before.share - expected) < Decimal("1e-20")
    after = knowledge_transfer(topics, steps, dict.fromkeys(gone))
    assert after.share is not None
    assert after.share <= before.share
    if not gone:
        assert after == before


def test_the_explanation_names_who_has_left_first() -> None:
    found = knowledge_transfer.explained([topic("vat")], [], {"rita": None}).explanation
    assert found.version == 2
    assert (found.steps[0].label, found.steps[0].value) == (
        "has left, and who took over",
        {"rita": None},
    )


REPORTED = st.builds(
    StepDone,
    topic=st.sampled_from(["vat", "letters"]),
    person=st.sampled_from(["rita", "tiago"]),
    step=st.sampled_from(STEPS),
    cases=st.integers(0, 9),
)
TALLIES = st.builds(tally, st.integers(1, 31), st.integers(1, 9), st.just(1))


@given(st.lists(REPORTED))
def test_summed_by_topic_person_and_step_it_comes_to_the_same(reported: list[StepDone]) -> None:
    topics = [topic("vat", 5, "rita", "tiago"), topic("letters", 1, "rita")]
    topics.append(RequiredTopic(code="vat", criticality=3, people=["tiago"], least_cases=7))
    found = summed(reported)
    assert len(found) <= 2 * 2 * len(STEPS)
    assert knowledge_transfer(topics, found) == knowledge_transfer(topics, reported)


@given(st.lists(TALLIES, unique_by=lambda each: each.done_on))
def test_of_cases_the_latest_alone_come_to_the_same(tallied: list[ShadowTally]) -> None:
    found = latest(tallied)
    assert len(found) <= 20
    again, whole = (reverse_shadow_pass.explained(each) for each in (found, tallied))
    assert (again.value, again.explanation.steps) == (whole.value, whole.explanation.steps)
