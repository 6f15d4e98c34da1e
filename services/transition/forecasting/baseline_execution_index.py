"""Whether as many tasks are finished as the baseline has finished by now.

Source: baseline execution index, tasks finished / tasks baselined to be finished by now.

Choices: a task that is finished before its time counts, so the index may pass 1; one that is not
in the baseline does not, or added work would flatter.
"""

from collections.abc import Collection, Mapping
from decimal import Decimal

from libs.common.explain import Explain, rule
from libs.common.money import half_up


@rule("baseline_execution_index", version=1)
def baseline_execution_index(explain: Explain, finished: int, due: int) -> Decimal | None:
    """Half-up to 0.0001; no score while nothing is due."""
    explain("tasks of the baseline that are finished", finished)
    explain("tasks baselined to be finished by now", due)
    return explain(
        "BEI = the first / the second", half_up(Decimal(finished) / due, 4) if due else None
    )


def finished_and_due(
    baseline: Mapping[str, int], finished: Collection[str], now: int
) -> tuple[int, int]:
    """Counts for the index. `baseline`: the finish of each task, an instant."""
    due = sum(finish <= now for finish in baseline.values())
    return len(baseline.keys() & set(finished)), due
