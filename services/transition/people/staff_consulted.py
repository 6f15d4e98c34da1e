"""Whether the staff were consulted before a wave goes live: for its gate.

Source: in the Netherlands the works council advises before the decision is carried out; where the
employer departs from its advice, the law has it wait a month (Works Councils Act, articles 25 and
26). The day from which it may be carried out is stated with the decision.

Choices: consultations of the wave and of the whole plan; each must be decided, its day of carrying
out reached, and nothing overdue that was promised on the advice. Where none is listed a person
must answer. What they are about is the client's alone, and vendors see gates: numbers alone are
told, without names or days.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class Standing(StrEnum):
    THROUGH = "through"
    OPEN = "not decided"
    TO_WAIT = "not to be carried out yet"
    PROMISE_OVERDUE = "with a promise overdue"


class Consulted(BaseModel):
    """`next_promise_due`: of the conditions that are not met, the first."""

    model_config = ConfigDict(frozen=True)
    is_decided: bool
    carry_out_from: date | None = None
    next_promise_due: date | None = None

    def standing(self, on: date) -> Standing:
        if not self.is_decided:
            return Standing.OPEN
        if self.carry_out_from is not None and on < self.carry_out_from:
            return Standing.TO_WAIT
        if self.next_promise_due is not None and self.next_promise_due < on:
            return Standing.PROMISE_OVERDUE
        return Standing.THROUGH


class StaffConsulted(BaseModel):
    """`value`: the part of the consultations that hold nothing up, 0 to 1, not rounded."""

    model_config = ConfigDict(frozen=True)
    met: bool
    value: Decimal
    note: str


@rule("staff_consulted", version=2)
def staff_consulted(explain: Explain, standing: Mapping[Standing, int]) -> StaffConsulted:
    """`standing`: how many consultations stand where; at least one."""
    total = explain("consultations", sum(standing.values()))
    through = explain("hold nothing up", standing.get(Standing.THROUGH, 0))
    value = explain("share = the second / the first", Decimal(through) / total)
    waiting = {each: n for each, n in standing.items() if n and each is not Standing.THROUGH}
    named = ", ".join(f"{n} {each}" for each, n in waiting.items())
    note = f"{through} of {total} decided" + (f", {named}" if named else "")
    return StaffConsulted(met=through == total, value=value, note=note)
