"""What a constraint of a wave plan is called where it stands in the way."""

from services.transition.wave_planning.problem import (
    Level,
    Process,
    WaveProblem,
)
from services.transition.wave_planning.violation import Limit


def in_words(problem: WaveProblem, process: Process, limit: Limit, which: str) -> str:
    words = {
        Limit.PINNED: f"{process.title} is pinned to {which}",
        Limit.NO_DATE: "Waves go live on the stated days only",
        Limit.TRANSFER: (
            f"The transfer of {process.title} takes {which} business days "
            f"from {problem.starts_on} on"
        ),
        Limit.EARLIEST: f"{process.title} goes live no earlier than {which}",
        Limit.LATEST: f"{process.title} goes live no later than {which}",
        Limit.ENDS_BY: f"The last go-live of the contract is {which}",
        Limit.NOTICE: f"{process.title} needs {which} days of notice from {problem.notice_on} on",
    }
    blackouts = {b.title: f"{b.title} from {b.starts_on} to {b.ends_on}" for b in problem.blackouts}
    return words.get(limit) or f"Nothing may meet {blackouts[which]}"


def levels_in_words(levels: tuple[Level, ...]) -> str:
    if not levels:
        return "none"
    return ", ".join(f"{level.units} from {level.since} on" for level in levels)
