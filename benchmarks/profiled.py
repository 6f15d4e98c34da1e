"""`python -m benchmarks.profiled FILE MODULE …`: runs a module, and leaves a profile of its work.

From the signal on, so that starting up stays outside; of the main thread, in CPU time, so that
others on the machine stay outside too.
"""

import runpy
import signal
import sys
import time
from cProfile import Profile

BEGIN = signal.SIGUSR2


def main() -> None:
    file, module = sys.argv[1:3]
    profile = Profile(time.thread_time)
    signal.signal(BEGIN, lambda *_: profile.enable())
    sys.argv = [module, *sys.argv[3:]]
    try:
        runpy.run_module(module, run_name="__main__")
    finally:
        profile.disable()
        profile.dump_stats(file)


if __name__ == "__main__":
    main()
