"""Child processes that are started again when they die, and stopped in good order."""

import asyncio
import logging
import signal
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from libs.common.stopping import pause
from libs.common.unusable import Unusable

log = logging.getLogger(__name__)
CANNOT_BE_USED = (1, 2)
"Exit codes of a command that has said in a sentence what must be set right; of any fault, too."

FIRST_PAUSE, LONGEST_PAUSE = 0.2, 30.0
STEADY = 20.0
"Seconds of life after which it has been of use: the pauses begin anew."
STOPS_WITHIN = 15.0
"Seconds; then it is killed."


@dataclass(frozen=True)
class Child:
    name: str
    command: Sequence[str]
    environment: Mapping[str, str]


async def keep(child: Child, stop: asyncio.Event) -> None:
    """Runs it until told to stop, and again with growing pauses where it ends by itself.

    Raises `Unusable` where its first life ends soon, with its saying that it cannot be used.
    """
    wait, first = FIRST_PAUSE, True
    while not stop.is_set():
        process, began = await _started(child), time.monotonic()
        await _ended(process, stop)
        if stop.is_set():
            await _stopped(process)
            return
        steady = time.monotonic() - began > STEADY
        if first and not steady and process.returncode in CANNOT_BE_USED:
            raise Unusable(f"The service {child.name} cannot start; it says above why.")
        wait = FIRST_PAUSE if steady else wait
        log.warning("%s %s; started again in %.1f s", child.name, _how(process), wait)
        await pause(stop, wait)
        wait, first = min(wait * 2, LONGEST_PAUSE), False


async def _started(child: Child) -> Process:
    """In a session of its own, so that Ctrl-C reaches it through us alone; it ends with our pipe
    to it, however we go."""
    process = await asyncio.create_subprocess_exec(
        *child.command, env=dict(child.environment), stdin=PIPE, start_new_session=True
    )
    log.info("%s runs as process %d", child.name, process.pid)
    return process


async def _ended(process: Process, stop: asyncio.Event) -> None:
    """Returns when the process has ended, or when it shall."""
    tasks = asyncio.create_task(process.wait()), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()


async def _stopped(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.send_signal(signal.SIGINT)
    try:
        await asyncio.wait_for(process.wait(), STOPS_WITHIN)
    except TimeoutError:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


def _how(process: Process) -> str:
    code = process.returncode or 0
    return f"was ended by signal {-code}" if code < 0 else f"ended with exit code {code}"
