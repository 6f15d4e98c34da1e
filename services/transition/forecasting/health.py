"""Red, amber, green, with the reasons.

Choices: the worst reason decides. A measure without data is grey and named, never green. The
whole is grey where nothing tells how the work moves (`TELLING`): no open blocker is not yet good
news. An index is judged as it is shown, to four decimals; a value on a threshold is not past it.
"""

from collections.abc import Iterator
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from libs.common.explain import Explain, rule


class Colour(StrEnum):
    RED = "red"
    AMBER = "amber"
    GREY = "grey"
    GREEN = "green"


class Limit(BaseModel):
    """Past `amber` is amber, past `red` red: below them for an index, above them for a count."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    amber: Decimal
    red: Decimal


def _limit(amber: str, red: str) -> Limit:
    return Limit(amber=Decimal(amber), red=Decimal(red))


class Thresholds(BaseModel):
    """Indices are good when high, days and counts when low. The figures are ours, to be edited;
    0.95 for CPLI and BEI is what defence programmes ask for."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: int = 1
    spi: Limit = _limit("0.95", "0.85")
    spi_t: Limit = _limit("0.95", "0.85")
    cpi: Limit = _limit("0.95", "0.85")
    path_length_index: Limit = _limit("0.95", "0.85")
    baseline_execution_index: Limit = _limit("0.95", "0.85")
    finish_slip: Limit = _limit("2", "10")
    p80_late: Limit = _limit("0", "10")
    missed_deadlines: Limit = _limit("0", "2")
    overdue_tasks: Limit = _limit("0", "5")
    open_blockers: Limit = _limit("0", "2")


USUAL = Thresholds()


class Readings(BaseModel):
    """What is known; None is no score. `finish_slip`: working days by which the finish lies after
    the baseline's, `p80_late` by which P80 lies after the contract date (negative: before)."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    spi: Decimal | None = None
    spi_t: Decimal | None = None
    cpi: Decimal | None = None
    path_length_index: Decimal | None = None
    baseline_execution_index: Decimal | None = None
    finish_slip: Decimal | None = None
    p80_late: Decimal | None = None
    missed_deadlines: int | None = Field(default=None, ge=0)
    overdue_tasks: int | None = Field(default=None, ge=0)
    open_blockers: int | None = Field(default=None, ge=0)


class Reason(BaseModel):
    """`threshold`: the one that was passed; of green, the one that was kept; of grey, none."""

    model_config = ConfigDict(frozen=True)
    measure: str
    colour: Colour
    sentence: str
    value: Decimal | None
    threshold: Decimal | None


class Health(BaseModel):
    """`reasons`: worst first. `missing`: the measures without data."""

    model_config = ConfigDict(frozen=True)
    colour: Colour
    reasons: list[Reason]
    missing: list[str]


class Wording(NamedTuple):
    title: str
    says: str


INDICES = {
    "spi": Wording("SPI", "SPI is {}"),
    "spi_t": Wording("SPI(t)", "SPI(t) is {}"),
    "cpi": Wording("CPI", "CPI is {}"),
    "path_length_index": Wording("CPLI", "The critical path length index is {}"),
    "baseline_execution_index": Wording("BEI", "The baseline execution index is {}"),
}
AMOUNTS = {
    "finish_slip": Wording("finish slip", "Working days of slip of the finish: {}"),
    "p80_late": Wording("P80", "Working days from the contract date to P80: {}"),
    "missed_deadlines": Wording("missed deadlines", "Missed deadlines: {}"),
    "overdue_tasks": Wording("overdue tasks", "Overdue tasks: {}"),
    "open_blockers": Wording("open blockers", "Open blockers: {}"),
}
TELLING = {"spi", "spi_t", "baseline_execution_index", "finish_slip", "p80_late"}
"One of these must be known for the whole to be green."
WORST_FIRST = list(Colour)


@rule("plan_health", version=1)
def plan_health(explain: Explain, readings: Readings, thresholds: Thresholds = USUAL) -> Health:
    """Indices without a unit, as they are shown (0.0001); slips in working days, the rest in whole
    numbers of tasks and blockers. Nothing is rounded here."""
    reasons = sorted(_reasons(readings, thresholds), key=lambda r: WORST_FIRST.index(r.colour))
    for reason in reasons:
        explain(reason.measure, reason.sentence)
    known = {reason.measure for reason in reasons if reason.value is not None}
    missing = [reason.measure for reason in reasons if reason.value is None]
    return Health(
        colour=explain("the worst reason decides", _worst(reasons, known)),
        reasons=reasons,
        missing=missing,
    )


def _worst(reasons: list[Reason], known: set[str]) -> Colour:
    worst = [reason.colour for reason in reasons if reason.value is not None]
    if worst and worst[0] is not Colour.GREEN:
        return worst[0]
    return Colour.GREEN if known & TELLING else Colour.GREY


def _reasons(readings: Readings, thresholds: Thresholds) -> Iterator[Reason]:
    for measure, wording in (INDICES | AMOUNTS).items():
        reading, limit = getattr(readings, measure), getattr(thresholds, measure)
        if reading is None:
            yield _no_score(measure, wording)
        else:
            yield _judged(measure, wording, Decimal(reading), limit)


def _no_score(measure: str, wording: Wording) -> Reason:
    return Reason(
        measure=measure,
        colour=Colour.GREY,
        sentence=f"No score for {wording.title}: data is missing.",
        value=None,
        threshold=None,
    )


def _judged(measure: str, wording: Wording, value: Decimal, limit: Limit) -> Reason:
    index = measure in INDICES
    colour, threshold = _colour(value, limit, index)
    passed, kept = ("below", "at or above") if index else ("above", "at or below")
    place = kept if colour is Colour.GREEN else passed
    name = Colour.AMBER if colour is Colour.GREEN else colour
    said = wording.says.format(_plain(value))
    return Reason(
        measure=measure,
        colour=colour,
        sentence=f"{said}, {place} the {name} threshold of {_plain(threshold)}.",
        value=value,
        threshold=threshold,
    )


def _colour(value: Decimal, limit: Limit, index: bool) -> tuple[Colour, Decimal]:
    for colour, threshold in ((Colour.RED, limit.red), (Colour.AMBER, limit.amber)):
        if value < threshold if index else value > threshold:
            return colour, threshold
    return Colour.GREEN, limit.amber


def _plain(value: Decimal) -> str:
    """Without needless noughts, but never with one decimal alone: 0.90, 0.8571, 12.50, 3."""
    text = format(value.normalize(), "f")
    decimals = len(text.partition(".")[2])
    return f"{value:.2f}" if decimals == 1 else text
