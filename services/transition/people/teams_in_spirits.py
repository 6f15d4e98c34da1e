"""Whether the teams are in spirits before a wave goes live: for its gate.

Choices: the latest pulse of each team within 60 days of the day; a team is in spirits where its
mean reaches 3.0 of 5. Only how many teams is told: the vendor sees the gate, and no team's mean.
"""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule

DAYS = 60
THRESHOLD = Decimal("3.0")


class TeamsInSpirits(BaseModel):
    """`value`: the part of the teams, 0 to 1, not rounded."""

    model_config = ConfigDict(frozen=True)
    met: bool
    value: Decimal
    note: str


@rule("teams_in_spirits", version=1)
def teams_in_spirits(explain: Explain, teams: int, in_spirits: int) -> TeamsInSpirits:
    """`teams`: that were asked; at least one."""
    value = explain("share = teams that reach the threshold / all", Decimal(in_spirits) / teams)
    met = explain("all of them do", in_spirits == teams)
    note = f"{in_spirits} of {teams} teams at {THRESHOLD} of 5 or more"
    return TeamsInSpirits(met=met, value=value, note=note)
