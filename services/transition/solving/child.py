"""Asks the searching process and reads what it answers. Never loads the solver itself."""

import asyncio
import os
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import overload

from pydantic import ValidationError

from services.transition.levelling.bounds import Bound
from services.transition.levelling.check import Breach, check
from services.transition.levelling.plan import Levelled, levelled
from services.transition.levelling.problem import LevellingProblem
from services.transition.solving.limits import WORKERS, Limits
from services.transition.solving.messages import (
    TOLD,
    Contradicted,
    Failed,
    Improvement,
    LevelAnswer,
    LevelAsked,
    SolverFailed,
    WavesAnswer,
    WavesAsked,
)
from services.transition.wave_planning.check import check_waves
from services.transition.wave_planning.problem import WaveProblem
from services.transition.wave_planning.proposal import Contradiction, Proposal, proposal

ROOT = Path(__file__).resolve().parents[3]
LONGEST_LINE = 1 << 26
GRACE = 60.0
"Seconds beyond its limit that it may take to load, read and write."
LAST_WORDS = 2000

Progress = Callable[[Improvement], None]
Answer = LevelAnswer | WavesAnswer | Contradicted


@overload
async def solve(
    problem: LevellingProblem,
    *,
    seconds: float,
    on_progress: Progress | None = None,
    workers: int = WORKERS,
) -> Levelled: ...


@overload
async def solve(
    problem: WaveProblem,
    *,
    seconds: float,
    on_progress: Progress | None = None,
    workers: int = WORKERS,
) -> Proposal | Contradiction: ...


async def solve(
    problem: LevellingProblem | WaveProblem,
    *,
    seconds: float,
    on_progress: Progress | None = None,
    workers: int = WORKERS,
) -> Levelled | Proposal | Contradiction:
    """The best that a search of so many seconds finds; ends sooner where it is proven the best.

    Cancelling kills the search. Raises `SolverFailed`.
    """
    limits = Limits(seconds, workers)
    if isinstance(problem, LevellingProblem):
        answer = await _asked(LevelAsked(problem=problem), limits, on_progress)
        return _levelled(problem, answer)
    answer = await _asked(WavesAsked(problem=problem), limits, on_progress)
    return _planned(problem, answer)


def _levelled(problem: LevellingProblem, answer: Answer) -> Levelled:
    if not isinstance(answer, LevelAnswer):
        raise SolverFailed("The search answered another question.")
    broken = [v for v in check(problem, answer.starts) if v.kind is not Breach.TOO_LATE]
    if broken:
        raise SolverFailed(f"The search's plan cannot be done: {broken[0].sentence}")
    return levelled(problem, answer.starts, Bound(answer.bound, "the search proved it"))


def _planned(problem: WaveProblem, answer: Answer) -> Proposal | Contradiction:
    if isinstance(answer, Contradicted):
        return Contradiction(answer.sentences)
    if not isinstance(answer, WavesAnswer):
        raise SolverFailed("The search answered another question.")
    if broken := check_waves(problem, answer.live_on):
        raise SolverFailed(f"The search's plan cannot be done: {broken[0].sentence}")
    return proposal(problem, answer.live_on, round(answer.bound))


async def _asked(
    question: LevelAsked | WavesAsked, limits: Limits, on_progress: Progress | None
) -> Answer:
    try:
        async with asyncio.timeout(limits.seconds + GRACE), _running(limits) as process:
            return await _conversation(process, question, on_progress)
    except TimeoutError:
        raise SolverFailed(f"No answer in {limits.seconds + GRACE:g} seconds.") from None


async def _conversation(
    process: Process, question: LevelAsked | WavesAsked, on_progress: Progress | None
) -> Answer:
    """Its standard input stays open until it is done: it ends when that does."""
    stdin, stdout, stderr = _pipes(process)
    complaint = asyncio.create_task(_last_words(stderr))
    try:
        with suppress(ConnectionError):
            stdin.write(question.model_dump_json().encode() + b"\n")
            await stdin.drain()
        answer = await _read(stdout, on_progress)
        if answer is None:
            raise SolverFailed(await _ended(process, await complaint))
        return answer
    finally:
        complaint.cancel()


def _pipes(process: Process) -> tuple[StreamWriter, StreamReader, StreamReader]:
    if process.stdin is None or process.stdout is None or process.stderr is None:
        raise SolverFailed("The search cannot be spoken to.")
    return process.stdin, process.stdout, process.stderr


async def _read(stdout: StreamReader, on_progress: Progress | None) -> Answer | None:
    while line := await stdout.readline():
        try:
            told = TOLD.validate_json(line)
        except ValidationError:
            raise SolverFailed(f"The search said {line[:80]!r}.") from None
        if isinstance(told, Failed):
            raise SolverFailed(told.sentence)
        if not isinstance(told, Improvement):
            return told
        if on_progress is not None:
            on_progress(told)
    return None


async def _last_words(stream: StreamReader) -> str:
    """The last line of its complaints; all are read, so that it never waits for us."""
    words = b""
    while more := await stream.read(LAST_WORDS):
        words = (words + more)[-LAST_WORDS:]
    return words.decode(errors="replace").strip().rpartition("\n")[2]


async def _ended(process: Process, complaint: str) -> str:
    code = await process.wait()
    how = f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
    return f"The search {how}{f': {complaint}' if complaint else '.'}"


@asynccontextmanager
async def _running(limits: Limits) -> AsyncIterator[Process]:
    """In a session of its own, so that Ctrl-C reaches it through us alone."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.transition.solving",
        f"--seconds={limits.seconds}",
        f"--workers={limits.workers}",
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        limit=LONGEST_LINE,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        await _gone(process)


async def _gone(process: Process) -> None:
    """Waits for it even while we are cancelled, so that nothing of it stays."""
    with suppress(ProcessLookupError):
        process.kill()
    await asyncio.shield(process.wait())
