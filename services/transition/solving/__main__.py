"""`python -m services.transition.solving`: one question on its standard input, answers on its
standard output, a line each. It ends with its standard input, so it never outlives who asked.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from threading import Lock, Thread

from pydantic import ValidationError

from services.transition.levelling.problem import NeverEnough
from services.transition.scheduling.network import Ambiguous, Cycle, UnknownTask
from services.transition.solving.limits import WORKERS, Limits
from services.transition.solving.messages import (
    ASKED,
    Contradicted,
    Failed,
    Improvement,
    LevelAnswer,
    LevelAsked,
    Message,
    SolverFailed,
    WavesAnswer,
    WavesAsked,
)
from services.transition.wave_planning.problem import UnknownProcess

UNANSWERABLE = (Ambiguous, Cycle, NeverEnough, SolverFailed, UnknownProcess, UnknownTask)
FAILED, ORPHANED = 1, 3
_one_at_a_time = Lock()


def main(arguments: Sequence[str] | None = None) -> int:
    limits = _limits(arguments)
    question = sys.stdin.buffer.readline()
    Thread(target=_end_with_input, daemon=True).start()
    try:
        _tell(_answer(ASKED.validate_json(question), limits))
    except ValidationError as invalid:
        _tell(Failed(sentence=f"The question cannot be read: {invalid.errors()[0]['msg']}."))
        return FAILED
    except UNANSWERABLE as fault:
        _tell(Failed(sentence=str(fault)))
        return FAILED
    return 0


def _limits(arguments: Sequence[str] | None) -> Limits:
    parser = argparse.ArgumentParser(prog="services.transition.solving")
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--workers", type=int, default=WORKERS)
    given = parser.parse_args(arguments)
    return Limits(given.seconds, given.workers)


def _answer(
    asked: LevelAsked | WavesAsked, limits: Limits
) -> LevelAnswer | WavesAnswer | Contradicted:
    # The solver takes seconds and 100 MB to load: only now, when the question is known to be one.
    if isinstance(asked, LevelAsked):
        from services.transition.solving.levelling_model import solve_levelling  # noqa: PLC0415

        return solve_levelling(asked.problem, limits, _tell)
    from services.transition.solving.wave_search import solve_waves  # noqa: PLC0415

    return solve_waves(asked.problem, limits, _tell)


def _tell(message: Message | Improvement) -> None:
    with _one_at_a_time:
        sys.stdout.write(message.model_dump_json() + "\n")
        sys.stdout.flush()


def _end_with_input() -> None:
    """The solver's threads do not listen, so the process ends at once."""
    while os.read(sys.stdin.fileno(), 4096):
        pass
    os._exit(ORPHANED)


if __name__ == "__main__":
    sys.exit(main())
