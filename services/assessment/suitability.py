"""Whether a process suits outsourcing: its operational contribution against its strategic value.

Each question is answered 1 to 5, anchored in words. On the operational axis a higher answer speaks
for outsourcing; on the strategic axis a higher answer speaks for keeping. An unanswered question
counts for nothing: the score shows its coverage, and its range if the rest were 1 or 5.
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from libs.common.events.assessment import Recommendation
from libs.common.explain import Explain, rule
from libs.common.money import half_up

HIGH_OPERATIONAL = Decimal(60)
HIGH_STRATEGIC = Decimal(50)


class Office(StrEnum):
    FRONT = "front"
    BACK = "back"


class Axis(StrEnum):
    OPERATIONAL = "operational"
    STRATEGIC = "strategic"


class Question(BaseModel):
    """`low` and `high` are what 1 and 5 mean; weights count within the axis."""

    model_config = ConfigDict(frozen=True)
    code: str
    axis: Axis
    low: str
    high: str
    back_office: int
    front_office: int

    def weight(self, office: Office) -> int:
        return self.front_office if office is Office.FRONT else self.back_office


def _question(code: str, axis: Axis, low: str, high: str, back: int, front: int) -> Question:
    return Question(code=code, axis=axis, low=low, high=high, back_office=back, front_office=front)


_O, _S = Axis.OPERATIONAL, Axis.STRATEGIC
QUESTIONS = (
    _question(
        "standardisation", _O, "every case differs, nothing written", "one documented way", 20, 15
    ),
    _question("volume", _O, "a handful a month", "thousands a day", 15, 15),
    _question("volatility", _O, "steady all year", "peaks that a fixed team cannot follow", 10, 15),
    _question("exceptions", _O, "most cases need judgement", "hardly any exception", 15, 10),
    _question("technology", _O, "no system access for outsiders", "ready to connect today", 10, 10),
    _question("skill_scarcity", _O, "skills at hand", "skills not to be found", 10, 15),
    _question("cost_gap", _O, "no cheaper elsewhere", "far cheaper elsewhere", 20, 20),
    _question("strategic_value", _S, "any firm does it alike", "why customers choose us", 50, 30),
    _question(
        "customer_sensitivity", _S, "no customer notices", "customers feel every fault", 20, 45
    ),
    _question(
        "compliance_exposure", _S, "no rules beyond the usual", "supervised and fined", 30, 25
    ),
)


class Suitability(BaseModel):
    """Axes 0 to 100, or none where nothing was answered. `coverage` is a share of the weights."""

    model_config = ConfigDict(frozen=True)
    operational: Decimal | None
    operational_range: tuple[Decimal, Decimal]
    strategic: Decimal | None
    strategic_range: tuple[Decimal, Decimal]
    coverage: Decimal
    recommendation: Recommendation


@rule("suitability", version=1)
def suitability(
    explain: Explain, office: Office, answers: Mapping[str, int], hard_stop: str | None
) -> Suitability:
    """The two axes and what they recommend; a hard stop overrides every score.

    Axis = 100 × Σ weight × (answer − 1) / 4 / Σ weight, over what was answered; half-up to 0.1.
    High is 60 and above (operational), 50 and above (strategic).
    """
    operational = explain("operational contribution", _axis(Axis.OPERATIONAL, office, answers))
    strategic = explain("strategic value", _axis(Axis.STRATEGIC, office, answers))
    recommendation = Recommendation.HARD_STOP
    if hard_stop:
        explain("hard stop", hard_stop)
    else:
        recommendation = explain("quadrant", _quadrant(operational, strategic))
    return Suitability(
        operational=operational,
        operational_range=explain("range, operational", _range(Axis.OPERATIONAL, office, answers)),
        strategic=strategic,
        strategic_range=explain("range, strategic", _range(Axis.STRATEGIC, office, answers)),
        coverage=explain("coverage", _coverage(office, answers)),
        recommendation=recommendation,
    )


def _axis(axis: Axis, office: Office, answers: Mapping[str, int]) -> Decimal | None:
    asked = [q for q in QUESTIONS if q.axis is axis and q.code in answers]
    weights = sum(q.weight(office) for q in asked)
    if not weights:
        return None
    points = sum(q.weight(office) * (answers[q.code] - 1) for q in asked)
    return half_up(Decimal(points) * 100 / (4 * weights), 1)


def _range(axis: Axis, office: Office, answers: Mapping[str, int]) -> tuple[Decimal, Decimal]:
    codes = [q.code for q in QUESTIONS]
    worst = _axis(axis, office, dict.fromkeys(codes, 1) | dict(answers))
    best = _axis(axis, office, dict.fromkeys(codes, 5) | dict(answers))
    return worst or Decimal("0.0"), best or Decimal("0.0")


def _coverage(office: Office, answers: Mapping[str, int]) -> Decimal:
    answered = sum(q.weight(office) for q in QUESTIONS if q.code in answers)
    total = sum(q.weight(office) for q in QUESTIONS)
    return half_up(Decimal(answered) / total, 2)


def _quadrant(operational: Decimal | None, strategic: Decimal | None) -> Recommendation:
    """A score that is missing on either axis recommends nothing but to look closer."""
    if operational is None or strategic is None:
        return Recommendation.IMPROVE_FIRST
    if operational >= HIGH_OPERATIONAL:
        high = strategic >= HIGH_STRATEGIC
        return Recommendation.SELECTIVE if high else Recommendation.OUTSOURCE
    return Recommendation.KEEP if strategic >= HIGH_STRATEGIC else Recommendation.IMPROVE_FIRST
