"""What puts a bid out before anything is weighed.

Order: a required certificate missing or expired, failed due diligence, then the minimum technical
score, then floors: what a floor guards is never traded for price.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from libs.common.bodies import Body
from libs.common.events.terms import Code
from libs.common.events.vendor.bids import Criterion
from libs.common.explain import Explain, rule
from libs.common.money import Percentage
from services.vendor.weighted_sum import weighted_sum

Scores = dict[str, Decimal]
"By criterion, 0 to 100."


class KnockOuts(Body):
    """What an RFP demands of every bid, whatever its score."""

    certificates: list[Code] = Field(default=[], max_length=20)
    "Standards in which the vendor holds a certificate that is valid on the day of the evaluation."
    minimum_technical_score: Percentage | None = Field(default=None, max_digits=5, decimal_places=2)
    "Of the weighted sum over all criteria but the price."


class Standing(BaseModel):
    """What is known of a bidder beside its bid."""

    model_config = ConfigDict(frozen=True)
    certificates: dict[str, date] = {}
    "By standard: the last day of the certificate that lasts longest."
    due_diligence_passed: bool | None = None


class Ground(StrEnum):
    CERTIFICATE_MISSING = "certificate_missing"
    CERTIFICATE_EXPIRED = "certificate_expired"
    DUE_DILIGENCE_FAILED = "due_diligence_failed"
    BELOW_TECHNICAL_MINIMUM = "below_technical_minimum"
    BELOW_FLOOR = "below_floor"


class KnockOut(BaseModel):
    model_config = ConfigDict(frozen=True)
    ground: Ground
    reason: str


@rule("knock_outs", version=1)
def knock_outs(
    explain: Explain, demands: KnockOuts, standing: Standing, on: date
) -> list[KnockOut]:
    """Grounds that need no score. A certificate counts to the end of its last day."""
    found = [
        ground
        for standard in demands.certificates
        if (ground := _certificate(standard, standing.certificates.get(standard), on))
    ]
    explain("certificates", found)
    if explain("due diligence passed", standing.due_diligence_passed) is False:
        found.append(_out(Ground.DUE_DILIGENCE_FAILED, "Due diligence was not passed."))
    return found


def _certificate(standard: str, valid_until: date | None, on: date) -> KnockOut | None:
    if valid_until is None:
        return _out(Ground.CERTIFICATE_MISSING, f"No certificate for {standard}.")
    if valid_until < on:
        reason = f"The certificate for {standard} expired on {valid_until}."
        return _out(Ground.CERTIFICATE_EXPIRED, reason)
    return None


@rule("technical_minimum", version=1)
def technical_minimum(
    explain: Explain, minimum: Decimal | None, criteria: Sequence[Criterion], scores: Scores
) -> KnockOut | None:
    """The weighted sum over all criteria but the price; the minimum itself is enough."""
    weights = {c.code: c.weight for c in criteria if not c.is_price}
    if minimum is None or not weights:
        return None
    technical = explain("technical score", weighted_sum(weights, scores))
    if technical >= minimum:
        return None
    reason = f"The technical score {technical:.2f} is below the minimum of {minimum}."
    return _out(Ground.BELOW_TECHNICAL_MINIMUM, reason)


@rule("floors", version=1)
def floors(explain: Explain, criteria: Sequence[Criterion], scores: Scores) -> list[KnockOut]:
    """Each criterion with a floor on its own; the floor itself is enough."""
    guarded = [(c, c.floor) for c in criteria if c.floor is not None and not c.is_price]
    return explain(
        "below a floor",
        [
            _out(
                Ground.BELOW_FLOOR,
                f"{c.title} scores {scores[c.code]:.2f}, below its floor of {floor}.",
            )
            for c, floor in guarded
            if scores[c.code] < floor
        ],
    )


def _out(ground: Ground, reason: str) -> KnockOut:
    return KnockOut(ground=ground, reason=reason)
