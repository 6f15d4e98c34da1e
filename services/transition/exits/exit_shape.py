"""What would have to come back today: knowledge, people, systems.

Choices: a topic that somebody of the client still knows, and who stays, need not be taught back;
one that is only written down, and approved, counts half; one that only the vendor knows counts
whole; rounded up. As many people are trained as know the work at the vendor. Where no topic is
listed nobody can tell, and the template's usual amount stands.
"""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from services.transition.templates.wave_shape import USUAL, WaveShape


class TopicToBring(BaseModel):
    """`in_house`: people of the client who know it and stay. `is_documented`: in a document that
    the client approved. `learners`: people of the vendor who must know it."""

    model_config = ConfigDict(frozen=True)
    code: str
    in_house: list[str]
    is_documented: bool
    learners: list[str]


@rule("exit_shape", version=1)
def exit_shape(
    explain: Explain, topics: Sequence[TopicToBring], systems: int, access_requests: int
) -> WaveShape:
    """The shape of the wave that would bring the work back."""
    if not topics:
        explain("no topics are listed, so the usual amount is taken", USUAL.topics)
        return USUAL.model_copy(update={"systems": systems, "access_requests": access_requests})
    lost = [topic for topic in topics if not topic.in_house]
    written = [topic.code for topic in lost if topic.is_documented]
    only_there = [topic.code for topic in lost if not topic.is_documented]
    explain("known in-house by people who stay", len(topics) - len(lost))
    explain("only written down, half", written)
    explain("only the vendor knows, whole", only_there)
    count = explain("topics to bring back", len(only_there) + -(-len(written) // 2))
    people = explain("people to train", len({p for topic in topics for p in topic.learners}))
    return USUAL.model_copy(
        update={
            "topics": count,
            "people": people,
            "systems": explain("systems to connect anew", systems),
            "access_requests": explain("accesses to take back", access_requests),
        }
    )
