"""Whose word a report is, by who is named as having sat beside."""

from datetime import date

import pytest

from libs.common.events.transition.party import Party
from libs.common.ids import new_id
from services.transition.knowledge.witnesses import Witnesses
from services.transition.models.members import TeamMember

PLAN = new_id()
JOOST = TeamMember(
    plan_id=PLAN,
    code="joost",
    name="Joost Smit",
    side=Party.CLIENT,
    role="Lead",
    joined_on=date(2025, 3, 1),
    left_on=date(2025, 7, 2),
)
KNOWN = Witnesses({PLAN: {"joost": [JOOST]}}, {PLAN: {"joost", "amira"}})


@pytest.mark.parametrize(
    ("name", "on", "word"),
    [
        ("joost", date(2025, 3, 1), Party.CLIENT),
        ("joost", date(2025, 7, 2), Party.CLIENT),
        ("joost", date(2025, 7, 3), Party.VENDOR),
        ("joost", date(2025, 2, 28), Party.VENDOR),
        ("amira", date(2025, 9, 30), Party.CLIENT),
        ("nobody", date(2025, 9, 30), Party.VENDOR),
        ("", date(2025, 9, 30), Party.VENDOR),
    ],
)
def test_a_member_witnesses_while_there_and_whoever_holds_a_topic_without_being_one_always(
    name: str, on: date, word: Party
) -> None:
    assert KNOWN.word_of(PLAN, name, on) is word
