"""Says what is wrong where tasks and links cannot be a plan."""

from collections.abc import Iterator
from contextlib import contextmanager

from libs.common.problems import invalid
from services.transition.scheduling.network import Ambiguous, Cycle, UnknownTask
from services.transition.scheduling.outline import LinkOfSummary, Loop, TooDeep
from services.transition.scheduling.work_time import NeverOpen, OutOfTime

SHORTEN = (
    "Make the work, the lags and the estimates of the tasks shorter, or move dates, so that the"
    " whole plan lies within those years; then send it again."
)


@contextmanager
def schedulable() -> Iterator[None]:
    """Refuses (422) with the field at fault."""
    try:
        yield
    except Cycle as fault:
        raise invalid("/predecessors", f"{fault}.") from fault
    except UnknownTask as fault:
        raise invalid("/predecessors", f"{fault}.") from fault
    except (Loop, LinkOfSummary, TooDeep) as fault:
        raise invalid("/parent", f"{fault}") from fault
    except Ambiguous as fault:
        raise invalid("/code", f"{fault}.") from fault
    except OutOfTime as fault:
        raise invalid("/minutes", f"{fault}.", do=SHORTEN) from fault
    except NeverOpen as fault:
        raise invalid("/calendar", f"{fault}.") from fault
