"""A child's tie to the process that started it."""

import os
import signal
import sys
import threading
import time

LAST_BREATH = 20.0
"Seconds a child has to stop in good order once its parent is gone."


def end_with_parent() -> None:
    """Stops this process when the pipe to its standard input closes: its parent is gone, however
    it went."""
    threading.Thread(target=_watch, name="parent", daemon=True).start()


def _watch() -> None:
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGINT)
    time.sleep(LAST_BREATH)
    os._exit(1)
