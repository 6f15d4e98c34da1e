"""Another scheduler, MPXJ's, in a warm process of its own that is asked round after round."""

import json
import select
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.harness import Take
from tests.mpxj.jars import Unavailable as Missing
from tests.mpxj.jars import class_path

__all__ = ["Missing", "Mpxj", "mpxj"]

PROGRAM = Path(__file__).parents[2] / "tests" / "mpxj" / "Schedule.java"
LONGEST = 120.0
"Seconds that one answer may take, the start among them."


class Mpxj:
    """Raises `Missing` where it does not answer in time."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def scheduled(self, size: int, times: int) -> Take:
        """All dates and slack of a plan of so many tasks, so many times."""
        told = self._asked(f"schedule {times}")
        return Take(size * times, told["seconds"], told["cpu"])

    def dates(self) -> dict[str, tuple[str, float]]:
        """By code: the finish, and the total slack in minutes."""
        return {code: (finish, slack) for code, (finish, slack) in self._asked("dates").items()}

    def _asked(self, order: str) -> Any:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], LONGEST)[0]:
            raise Missing(f"MPXJ had no answer within {LONGEST:.0f} s")
        line = self._process.stdout.readline()
        if not line:
            raise Missing("MPXJ ended")
        return json.loads(line)


@contextmanager
def mpxj(plan: Iterable[str]) -> Iterator[Mpxj]:
    """Raises `Missing`."""
    with TemporaryDirectory(prefix="baton-mpxj-") as folder:
        file = Path(folder) / "plan.txt"
        file.write_text("\n".join(plan))
        command = ["java", "-cp", class_path(), str(PROGRAM), str(file)]
        pipe, quiet = subprocess.PIPE, subprocess.DEVNULL
        process = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=quiet, text=True)
        try:
            yield Mpxj(process)
        finally:
            process.kill()
            process.communicate()
