"""Whether the staff were consulted before a wave goes live: for its gate.

Source: in the Netherlands the works council advises before the decision is carried out; where the
employer departs from its advice, the law has it wait a month (Works Councils Act, articles 25 and
26). The day from which it may be carried out is stated with the decision.

Choices: consultations of the wave and of the whole plan; each must be decided, its day of carrying
out reached, and nothing overdue that was promised on the advice. Where none is listed a person
must answer.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule


class Consulted(BaseModel):
    """`next_promise_due`: of the conditions that are not met, the first."""

    model_config = ConfigDict(frozen=True)
    code: str
    state: str
    is_decided: bool
    carry_out_from: date | None = None
    next_promise_due: date | None = None

    def stops(self, on: date) -> str | None:
        """Why it holds the wave up on that day."""
        if not self.is_decided:
            return self.state
        if self.carry_out_from is not None and on < self.carry_out_from:
            return f"not before {self.carry_out_from}"
        if self.next_promise_due is not None and self.next_promise_due < on:
            return f"a condition overdue since {self.next_promise_due}"
        return None


class StaffConsulted(BaseModel):
    """`value`: the part of the consultations that hold nothing up, 0 to 1, not rounded."""

    model_config = ConfigDict(frozen=True)
    met: bool
    value: Decimal
    note: str


@rule("staff_consulted", version=1)
def staff_consulted(
    explain: Explain, consultations: Sequence[Consulted], on: date
) -> StaffConsulted:
    """At least one."""
    stops = {each.code: why for each in consultations if (why := each.stops(on))}
    explain("hold it up", stops)
    through = explain("decided", len(consultations) - len(stops))
    value = explain("share = decided / all", Decimal(through) / len(consultations))
    named = ", ".join(f"{code} ({why})" for code, why in stops.items())
    note = f"{through} of {len(consultations)} decided" + (
        f", waiting for {named}" if named else ""
    )
    return StaffConsulted(met=not stops, value=value, note=note)
