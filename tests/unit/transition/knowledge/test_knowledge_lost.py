"""What leaves with somebody."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.transition.knowledge.knowledge_lost import TopicShares, knowledge_lost

ONE, NONE = Decimal(1), Decimal(0)
SHARES = st.integers(0, 5).map(lambda fifths: Decimal(fifths) / 5)


def topic(
    code: str,
    criticality: int,
    before: dict[str, str],
    after: dict[str, str],
    *,
    holders: list[str] | None = None,
    process: str | None = None,
    wave: str = "wave-2",
) -> TopicShares:
    return TopicShares(
        code=code,
        wave=wave,
        process=process,
        criticality=criticality,
        before={who: Decimal(share) for who, share in before.items()},
        after={who: Decimal(share) for who, share in after.items()},
        holders=holders or [],
    )


RETURNS = topic(
    "returns", 5, {"rita": "1", "tiago": "0.8"}, {"rita": "1", "tiago": "0"}, process="mail"
)
TAGGING = topic("tagging", 1, {"tiago": "0.6"}, {"tiago": "0"}, process="chat")
VOICE = topic("voice", 4, {"rita": "0.5"}, {"rita": "0.5"}, wave="wave-3")


def test_kt_falls_by_what_the_topics_that_lose_the_person_take_off() -> None:
    """(5·0.8 + 1·0.6 + 4·0.5) / 10 = 0.66; without: 4·0.5 / 10 = 0.20."""
    found = knowledge_lost("tiago", None, [TAGGING, RETURNS, VOICE])
    assert (found.share.before, found.share.after) == (Decimal("0.6600"), Decimal("0.2000"))
    told = [(each.topic, each.before, each.after, each.takes_off) for each in found.topics]
    assert told == [
        ("returns", Decimal("0.8"), NONE, Decimal("0.4")),
        ("tagging", Decimal("0.6"), NONE, Decimal("0.06")),
    ]


def test_the_fall_is_told_by_wave_process_and_person_and_not_of_what_loses_nobody() -> None:
    found = knowledge_lost("tiago", None, [TAGGING, RETURNS, VOICE])
    (wave,) = found.waves
    assert (wave.of, wave.before, wave.after) == ("wave-2", Decimal("0.7667"), NONE)
    by_process = {each.of: (each.before, each.after) for each in found.processes}
    assert by_process == {"mail": (Decimal("0.8"), NONE), "chat": (Decimal("0.6"), NONE)}
    assert found.own
    assert (found.own.before, found.own.after) == (Decimal("0.7667"), NONE)


def test_a_successor_counts_instead_by_what_they_learnt() -> None:
    after = {"rita": "1", "lena": "0.4"}
    taken = topic("returns", 5, {"rita": "1", "tiago": "0.8"}, after)
    found = knowledge_lost("tiago", "lena", [taken])
    assert (found.share.before, found.share.after) == (Decimal("0.8"), Decimal("0.4"))
    assert found.own
    assert found.own.after == Decimal("0.4")
    assert found.topics[0].successor == "lena"


def test_a_trainer_who_leaves_takes_nothing_off_and_leaves_the_topic_to_other_holders() -> None:
    held = topic("returns", 5, {"rita": "1"}, {"rita": "1"}, holders=["joris", "amira"])
    found = knowledge_lost("joris", None, [held, VOICE])
    (lost,) = found.topics
    assert (lost.holder, lost.learner, lost.holders_left) == (True, False, ["amira"])
    assert (lost.takes_off, found.share.before) == (NONE, found.share.after)
    assert found.own is None


def test_somebody_without_a_topic_leaves_nothing_and_a_plan_without_topics_has_no_share() -> None:
    assert knowledge_lost("amira", None, [VOICE]).topics == []
    assert knowledge_lost("amira", None, []).share.before is None


def test_the_explanation_names_its_version_its_inputs_and_each_step() -> None:
    why = knowledge_lost.explained("tiago", None, [TAGGING, RETURNS, VOICE]).explanation
    assert (why.rule, why.version) == ("knowledge_lost", 1)
    assert why.inputs["topics"][0]["before"] == {"tiago": "0.6"}
    assert [step.label for step in why.steps] == [
        "Σ criticality",
        "topics that lose the person: criticality × (before − after)",
        "KT before and after",
        "of the person's own topics",
        "by wave",
        "by process",
    ]
    assert why.steps[1].value == {"tagging": "0.6", "returns": "4.0"}


@given(st.lists(st.tuples(st.integers(1, 5), SHARES, SHARES), min_size=1, max_size=8))
def test_what_all_topics_take_off_is_the_whole_fall(
    rows: list[tuple[int, Decimal, Decimal]],
) -> None:
    topics = [
        topic(f"t-{n}", weight, {"a": str(a), "b": str(b)}, {"a": str(a), "b": "0"})
        for n, (weight, a, b) in enumerate(rows)
    ]
    found = knowledge_lost("b", None, topics)
    assert found.share.before is not None
    assert found.share.after is not None
    taken = sum((each.takes_off for each in found.topics), NONE)
    assert abs(found.share.before - found.share.after - taken) <= Decimal("0.0001") * len(rows)
