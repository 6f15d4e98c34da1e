"""Whether the holder of a seat knows what the seat takes.

Choices: a topic counts as the share of its steps that the person has made, weighed by its
criticality, as in the share of knowledge transferred; steps count as they do there, and those of
others do not.
"""

from collections.abc import Mapping
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.events.vendor.knowledge import TransferStep
from libs.common.explain import Explain, rule
from libs.common.money import half_up

STEPS = len(TransferStep)


class Training(BaseModel):
    """`share` 0 to 1, half-up to 0.0001 and compared exactly. `lacking`: topics with steps open."""

    model_config = ConfigDict(frozen=True)
    met: bool
    share: Decimal
    lacking: list[str]


@rule("seat_training", version=1)
def seat_training(
    explain: Explain,
    person: str,
    topics: Mapping[str, int],
    made: Mapping[str, int],
    threshold: Decimal,
) -> Training:
    """`topics`: of the seat, with their criticality; `made`: how many of a topic's steps the person
    has made, as far as they count.

    ValueError without topics: then somebody must answer for it.
    """
    if not topics:
        raise ValueError(f"nothing is measured of {person}: the seat has no topics")
    shares = {code: Decimal(made.get(code, 0)) / STEPS for code in topics}
    explain("topic = steps made / all steps", shares)
    points = explain("Σ criticality × topic", sum(topics[code] * shares[code] for code in topics))
    total = explain("Σ criticality", sum(topics.values()))
    met = explain(f"the first / the second reaches {threshold}", points >= threshold * total)
    share = explain("share", half_up(Decimal(points) / total, 4))
    return Training(met=met, share=share, lacking=[c for c, each in shares.items() if each < 1])
