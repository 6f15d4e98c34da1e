"""What a proposed wave plan asks of the plan's waves."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from services.transition.wave_planning.problem import Process


def live_already(process: Process, live_on: date) -> Process:
    """Its transfer is over and its date is a fact; it only keeps its seats."""
    return replace(
        process,
        transfer_days=0,
        trainers={},
        depends_on=(),
        earliest=None,
        latest=None,
        notice_days=0,
        pinned=live_on,
        live=True,
    )


def who_would_change_waves(
    waves: Mapping[str, Sequence[str]], live_on: Mapping[str, date], live: Collection[str]
) -> list[str]:
    """A sentence for each wave whose processes do not go live on one day, and of the processes
    that are in no wave, or not proposed. `waves`: processes of those not live; `live`: those live.
    """
    return [*_parted(waves, live_on), *_strangers(waves, live_on, live)]


def _parted(waves: Mapping[str, Sequence[str]], live_on: Mapping[str, date]) -> Iterator[str]:
    for code, processes in waves.items():
        missing = [process for process in processes if process not in live_on]
        if missing:
            yield f"{code} has {', '.join(missing)}, which the proposal does not name."
        elif not processes:
            yield f"{code} has no processes."
        elif len({live_on[process] for process in processes}) > 1:
            days = ", ".join(f"{process} on {live_on[process]}" for process in processes)
            yield f"{code} would go live on several days: {days}."


def _strangers(
    waves: Mapping[str, Sequence[str]], live_on: Mapping[str, date], live: Collection[str]
) -> Iterator[str]:
    known = {process for processes in waves.values() for process in processes} | set(live)
    strangers = [code for code in live_on if code not in known]
    if strangers:
        yield f"In no wave of the plan: {', '.join(strangers)}."
