"""The search in a process of its own: answers, progress, faults, cancelling, being orphaned."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

import pytest

from services.transition.levelling.problem import LevellingProblem, Resource, Task
from services.transition.solving import Improvement, SolverFailed, child, solve
from services.transition.solving.child import ROOT
from services.transition.solving.messages import LevelAsked
from services.transition.wave_planning.proposal import Proposal
from tests.psplib import published, read
from tests.shared_data import shared_data
from tests.unit.transition.wave_planning.veldkamp import PLAN, VELDKAMP

SMALL = LevellingProblem(
    tuple(Task(f"t{n}", n, {"r": 1 + n % 2}) for n in range(1, 6)), (), (Resource("r", 2),)
)


@pytest.fixture
def pids(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of the searches that are begun."""
    begun: list[int] = []
    start = asyncio.create_subprocess_exec

    async def noted(*command: str, **more: object) -> asyncio.subprocess.Process:
        process = await start(*command, **more)  # type: ignore[arg-type]
        begun.append(process.pid)
        return process

    monkeypatch.setattr(child.asyncio, "create_subprocess_exec", noted)
    return begun


def is_there(pid: int) -> bool:
    """Neither running nor waiting to be fetched."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(60):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_a_plan_is_levelled_and_told_as_it_gets_better(pids: list[int]) -> None:
    told: list[Improvement] = []
    plan = await solve(SMALL, seconds=10, on_progress=told.append)
    assert plan.optimal
    assert told[0].objective >= plan.makespan
    assert [is_there(pid) for pid in pids] == [False]


async def test_waves_are_planned() -> None:
    found = await solve(VELDKAMP, seconds=10)
    assert isinstance(found, Proposal)
    assert (found.live_on, found.optimal, found.gap) == (PLAN, True, 0.0)


async def test_a_question_without_an_answer_is_one_exception_with_a_sentence() -> None:
    problem = LevellingProblem((Task("a", 1, {"r": 3}),), (), (Resource("r", 2),))
    with pytest.raises(SolverFailed, match="a needs 3 of r, of which there are 2"):
        await solve(problem, seconds=1)


async def test_a_search_that_is_cancelled_is_gone_when_the_cancelling_is_done(
    pids: list[int],
) -> None:
    search = asyncio.create_task(solve(hard(), seconds=500, on_progress=lambda _: None))
    await until(lambda: bool(pids))
    search.cancel()
    with pytest.raises(asyncio.CancelledError):
        await search
    assert [is_there(pid) for pid in pids] == [False]


async def test_a_search_that_dies_is_one_exception_that_says_how(pids: list[int]) -> None:
    search = asyncio.create_task(solve(hard(), seconds=500))
    await until(lambda: bool(pids))
    os.kill(pids[0], signal.SIGKILL)
    with pytest.raises(SolverFailed, match="was ended by signal 9"):
        await search


async def test_a_listener_that_fails_ends_the_search(pids: list[int]) -> None:
    def fail(_: Improvement) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await solve(hard(), seconds=500, on_progress=fail)
    assert [is_there(pid) for pid in pids] == [False]


@pytest.fixture
async def searching() -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "services.transition.solving",
        "--seconds=500",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        limit=1 << 24,
    )
    yield process
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


async def test_a_search_ends_with_who_asked(searching: asyncio.subprocess.Process) -> None:
    """Its standard input is closed when its parent dies, however that dies."""
    assert searching.stdin and searching.stdout
    searching.stdin.write(LevelAsked(problem=hard()).model_dump_json().encode() + b"\n")
    assert b'"better"' in await searching.stdout.readline()
    searching.stdin.close()
    async with asyncio.timeout(60):
        assert await searching.wait() == 3


async def test_a_question_that_cannot_be_read_is_told_so(
    searching: asyncio.subprocess.Process,
) -> None:
    assert searching.stdin and searching.stdout
    searching.stdin.write(b'{"kind": "riddle"}\n')
    assert b'"failed"' in await searching.stdout.readline()
    assert await searching.wait() == 1


def test_who_asks_never_loads_the_solver() -> None:
    program = (
        "import sys, services.transition.solving; "
        "sys.exit(any(name.startswith(('ortools', 'numpy')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


def hard() -> LevellingProblem:
    """One that nobody solves to the end within a test."""
    projects = published(shared_data("psplib"))
    return read(next(p.path for p in projects if p.group == "j120" and p.best > p.critical_path))
