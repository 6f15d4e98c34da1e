"""How long and how wide a search may go."""

from dataclasses import dataclass

WORKERS = 2
"Threads that search side by side."
MOST_MEMORY = 2048
"Megabytes at which a search gives up."


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of search, without what reading and writing take."""

    seconds: float
    workers: int = WORKERS
