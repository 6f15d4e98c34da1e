"""A network of tasks, as the critical path method takes it and gives it back.

Whole working days: day 0 is the first one, a task of d days from s occupies [s, s + d).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class LinkKind(StrEnum):
    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


@dataclass(frozen=True, slots=True)
class Activity:
    """`finish_by` and `finished` are the day after the last one worked."""

    code: str
    days: int
    not_before: int = 0
    finish_by: int | None = None
    finished: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    before: str
    after: str
    kind: LinkKind = LinkKind.FS
    lag: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """`driven_by`: the task that sets the early start; none where a date or day 0 does."""

    code: str
    early_start: int
    early_finish: int
    late_start: int
    late_finish: int
    free_float: int
    critical: bool
    driven_by: str | None

    @property
    def total_float(self) -> int:
        return self.late_start - self.early_start


@dataclass(frozen=True, slots=True)
class Network:
    finish: int
    tasks: dict[str, Placed]
    critical_path: list[str]
    "Codes of the critical tasks, by early start."


class Cycle(ValueError):
    """Tasks that wait for each other. `codes` in the order of their links."""

    def __init__(self, codes: Sequence[str]) -> None:
        super().__init__(f"These tasks wait for each other: {' → '.join([*codes, codes[0]])}")
        self.codes = list(codes)


class Ambiguous(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(f"Two tasks are called {code}")
        self.code = code


class UnknownTask(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(f"A link names the task {code}, which is not in the plan")
        self.code = code
