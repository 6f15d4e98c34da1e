"""A decision beside what was told before it, and what is found between the two."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from libs.common.events.transition.gate_signing import GateSigned
from libs.common.events.transition.gates import CriterionResult, GateDecided
from services.transition.readiness.retold import Gate
from services.transition.readiness.usual import Asked


class Case(NamedTuple):
    """`gate`: as the journal has it. `signed`: in the round that ended with the decision."""

    decided: GateDecided
    gate: Gate
    signed: list[GateSigned]
    asked: Mapping[str, Asked]

    @property
    def stated(self) -> dict[str, CriterionResult]:
        return {result.code: result for result in self.decided.criteria}


class Finding(NamedTuple):
    """A sentence says in what both differ. With a `part` beside it an entry that should be there is
    missing: where some are withheld it may be one of them, and that part is not rebuilt. A part
    without a sentence is not rebuilt, whatever is disclosed."""

    sentence: str = ""
    part: str = ""


Find = Callable[[Case], Iterator[Finding]]


def word(met: bool) -> str:
    return "met" if met else "not met"
