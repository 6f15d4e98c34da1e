"""What forbids a process to go live on a day, whatever the others do."""

from collections.abc import Iterator
from datetime import date, timedelta

from services.transition.roll_out.freeze import HYPERCARE, SETTLING, in_the_way
from services.transition.wave_planning.problem import (
    Process,
    WaveProblem,
    may_go_live,
    transfer_begins,
)
from services.transition.wave_planning.violation import Limit, Violation


def obstacles(problem: WaveProblem, process: Process, day: date) -> Iterator[Violation]:
    """All of them."""
    if process.live and day == process.pinned:
        return
    yield from _dates(problem, process, day)
    yield from _contract(problem, process, day)
    yield from _blackouts(problem, process, day)


def _dates(problem: WaveProblem, process: Process, day: date) -> Iterator[Violation]:
    if process.pinned is not None and day != process.pinned:
        words = f"its date is pinned to {process.pinned}"
        yield _against(process, day, Limit.PINNED, str(process.pinned), words)
    if not may_go_live(problem, day):
        yield _against(process, day, Limit.NO_DATE, "", "no wave may go live on that day")
    begins = transfer_begins(problem, process, day)
    if begins < problem.starts_on:
        words = (
            f"its transfer of {process.transfer_days} business days would begin on {begins}, "
            f"before {problem.starts_on}"
        )
        yield _against(process, day, Limit.TRANSFER, str(process.transfer_days), words)


def _contract(problem: WaveProblem, process: Process, day: date) -> Iterator[Violation]:
    if process.earliest is not None and day < process.earliest:
        words = f"it is ready no earlier than {process.earliest}"
        yield _against(process, day, Limit.EARLIEST, str(process.earliest), words)
    if process.latest is not None and day > process.latest:
        words = f"the contract wants it no later than {process.latest}"
        yield _against(process, day, Limit.LATEST, str(process.latest), words)
    if problem.ends_by is not None and day > problem.ends_by:
        words = f"the last go-live of the contract is {problem.ends_by}"
        yield _against(process, day, Limit.ENDS_BY, str(problem.ends_by), words)
    if problem.notice_on is not None:
        noticed = problem.notice_on + timedelta(process.notice_days)
        if day < noticed:
            words = (
                f"notice of {process.notice_days} days from {problem.notice_on} ends on {noticed}"
            )
            yield _against(process, day, Limit.NOTICE, str(process.notice_days), words)


def _blackouts(problem: WaveProblem, process: Process, day: date) -> Iterator[Violation]:
    for blackout in problem.blackouts:
        span = f"{blackout.title} ({blackout.starts_on} to {blackout.ends_on})"
        if blackout.covers(day):
            words = f"it lies in {span}"
        elif not blackout.clear_of_hypercare:
            continue
        elif in_the_way(day, [blackout]):
            until = day + HYPERCARE - timedelta(days=1)
            words = f"its hypercare of {HYPERCARE.days} days, until {until}, would meet {span}"
        elif blackout.ends_on < day < blackout.ends_on + SETTLING:
            words = f"{SETTLING.days} days of settling follow {span}"
        else:
            continue
        yield _against(process, day, Limit.BLACKOUT, blackout.title, words)


def _against(process: Process, day: date, limit: Limit, which: str, words: str) -> Violation:
    sentence = f"{process.title} cannot go live on {day}: {words}."
    return Violation(limit, which, (process.code,), day, sentence)
