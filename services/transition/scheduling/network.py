"""What the critical path method takes, and what it gives back.

Work, lags and floats are whole minutes of a task's own calendar; dates are instants
(`work_time`). A milestone is a task without work.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from services.transition.scheduling.work_time import Clock

MOST_NAMED = 20
"Tasks that one sentence names."


class LinkKind(StrEnum):
    """Which end of the task before bounds which end of the task after."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class ConstraintKind(StrEnum):
    """As planners abbreviate them: (start or finish) no earlier, no later, must; as late as
    possible. As soon as possible is no constraint."""

    SNET = "SNET"
    FNET = "FNET"
    SNLT = "SNLT"
    FNLT = "FNLT"
    MSO = "MSO"
    MFO = "MFO"
    ALAP = "ALAP"


@dataclass(frozen=True, slots=True)
class Constraint:
    """`at`: the instant; none for ALAP alone."""

    kind: ConstraintKind
    at: int | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """A task as the network sees it; all dates are instants.

    `deadline`: to be finished by then; moves nothing, but costs float. `started`, `finished`:
    what happened. `not_done_before`: reported not to be finished before then. `remaining`: work
    left of a task that was started, which goes on no earlier than `resumes`.
    """

    code: str
    work: int
    clock: Clock
    constraint: Constraint | None = None
    deadline: int | None = None
    started: int | None = None
    finished: int | None = None
    not_done_before: int | None = None
    remaining: int | None = None
    resumes: int | None = None

    @property
    def is_milestone(self) -> bool:
        return self.work == 0


@dataclass(frozen=True, slots=True)
class Link:
    """The lag is work time of the task after, or elapsed time."""

    before: str
    after: str
    kind: LinkKind = LinkKind.FS
    lag: int = 0
    elapsed: bool = False


@dataclass(frozen=True, slots=True)
class Convention:
    """Where schools of planning differ.

    `start_links_hold`: a link that leaves from a start (SS, SF) bounds the late start of the task
    before; without it float can be used up that others need. `may_precede`: a link or a
    constraint may put a task before the plan's start.
    """

    start_links_hold: bool = True
    may_precede: bool = False


LOGIC = Convention()
"What follows from the links: float that can be used without moving the end."
MICROSOFT = Convention(start_links_hold=False, may_precede=True)
"As Microsoft Project stores slack."


class Placed(NamedTuple):
    """Where a task lies; dates are instants, floats minutes of its own calendar.

    `start` and `finish` are the early dates, but for a task that lies as late as possible.
    `driven_by`: the task that sets the start; none where a date or the plan's start does.
    `breaks`: a date that must be kept puts it before a task that it waits for.
    """

    code: str
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    start: int
    finish: int
    total_float: int
    free_float: int
    critical: bool
    driven_by: str | None
    breaks: bool


class Cycle(ValueError):
    """Tasks that wait for each other. `codes` in the order of their links."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"These tasks wait for each other: {around(codes)}")
        self.codes = list(codes)


def around(codes: Sequence[str]) -> str:
    """A circle in words: of a long one where it begins."""
    if len(codes) <= MOST_NAMED:
        return " → ".join([*codes, codes[0]])
    return f"{' → '.join(codes[:MOST_NAMED])} → … and {len(codes) - MOST_NAMED:,} more"


class Ambiguous(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(f"Two tasks are called {code}")
        self.code = code


class UnknownTask(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(f"A link names the task {code}, which is not in the plan")
        self.code = code
