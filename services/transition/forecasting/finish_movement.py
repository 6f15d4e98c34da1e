"""Which changes moved the finish, and by how much each.

Choices: looked at are the changed tasks on the chain that drives the finish, now or in the
baseline. The share of one is what the finish would gain back if its facts alone were as in the
baseline: finish now − finish with that task reverted. Such shares need not add up, since two ways
may both be late: what is left is called interaction, so that all together is the movement, to the
minute. No more than `MOST` tasks are tried, those that moved furthest by themselves.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from libs.common.explain import Explain, rule
from libs.common.money import half_up
from services.transition.forecasting.baseline import Now, Snapshot
from services.transition.forecasting.changes import Change
from services.transition.scheduling.work_time import Clock

MOST = 25


class Share(BaseModel):
    """Of a task in the movement; `days` half-up to 0.01, `minutes` exact; later is positive."""

    model_config = ConfigDict(frozen=True)
    code: str
    minutes: int
    days: Decimal


class FinishMovement(BaseModel):
    """Working time of the plan's calendar; shares and interaction sum to `minutes` exactly."""

    model_config = ConfigDict(frozen=True)
    minutes: int
    days: Decimal
    shares: list[Share]
    interaction: int


@rule("finish_movement", version=1)
def finish_movement(
    explain: Explain, then: int, now: int, without: Mapping[str, int], minutes_per_day: int
) -> FinishMovement:
    """Of finishes in marks of the plan's calendar; `without`: that with one task reverted.

    Shares come with the largest first; a task that gains nothing back has none.
    """
    moved = explain("movement = finish now − finish in the baseline", now - then)
    gains = {code: now - finish for code, finish in without.items() if finish != now}
    largest = sorted(gains, key=lambda code: (-abs(gains[code]), code))
    shares = [_share(code, gains[code], minutes_per_day) for code in largest]
    explain("share = finish now − finish with the task reverted", gains)
    rest = explain("interaction = movement − Σ shares", moved - sum(gains.values()))
    return FinishMovement(
        minutes=moved, days=_days(moved, minutes_per_day), shares=shares, interaction=rest
    )


def finishes_without(
    baseline: Mapping[str, Snapshot],
    now: Mapping[str, Now],
    changes: Sequence[Change],
    finish_with: Callable[[str], int | None],
    clock: Clock,
) -> dict[str, int]:
    """The finish, as a mark of the plan's clock, with each task tried reverted.

    `finish_with` gives the instant of the finish if that task alone were as in the baseline: its
    work, the links to tasks before it, constraint and dates; if it was added, gone with all its
    links, if it was removed, there again with all of them. None where it cannot be so alone: then
    it has no share of its own, and its part is in the interaction.
    """
    without = {code: finish_with(code) for code in tried(baseline, now, changes)}
    return {code: clock.at(finish) for code, finish in without.items() if finish is not None}


def tried(
    baseline: Mapping[str, Snapshot], now: Mapping[str, Now], changes: Sequence[Change]
) -> list[str]:
    """Changed tasks on either chain, the furthest moved by itself first, `MOST` at most."""
    by = _furthest(changes)
    on_chains = driving_chain(
        {code: (each.placed.finish, each.placed.driven_by) for code, each in now.items()}
    ) | driving_chain({code: (each.finish, each.driven_by) for code, each in baseline.items()})
    return sorted(on_chains & by.keys(), key=lambda code: (-by[code], code))[:MOST]


def driving_chain(tasks: Mapping[str, tuple[int, str | None]]) -> set[str]:
    """From the task that finishes last (of two, the first by code) back to a date that sets it.

    `tasks`: finish, and the task that sets the start.
    """
    chain: set[str] = set()
    code = min(tasks, key=lambda code: (-tasks[code][0], code), default=None)
    while code is not None and code in tasks and code not in chain:
        chain.add(code)
        code = tasks[code][1]
    return chain


def _furthest(changes: Sequence[Change]) -> dict[str, Decimal]:
    furthest: dict[str, Decimal] = {}
    for change in changes:
        furthest[change.code] = max(furthest.get(change.code, Decimal(0)), abs(change.days))
    return furthest


def _share(code: str, minutes: int, minutes_per_day: int) -> Share:
    return Share(code=code, minutes=minutes, days=_days(minutes, minutes_per_day))


def _days(minutes: int, minutes_per_day: int) -> Decimal:
    return half_up(Decimal(minutes) / minutes_per_day, 2)
