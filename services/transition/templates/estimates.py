"""Three-point estimates of a stage: the most likely length is the template's.

Choices, in per cent of the most likely length, optimistic and pessimistic: work that one side
holds in its hands, 80 and 150; what waits for others (departments, authorities, other vendors),
70 and 200; a decision or a cut-over is never shorter than its day, and may take two.
"""

from services.transition.exchange.plan_document import PlannedTask

OWN_WORK = (80, 150)
WAITS_FOR_OTHERS = (70, 200)
A_DAY = (100, 200)
SPREADS = {
    "access": WAITS_FOR_OTHERS,
    "connect": WAITS_FOR_OTHERS,
    "data-return": WAITS_FOR_OTHERS,
    "consultation": WAITS_FOR_OTHERS,
    "integrations": WAITS_FOR_OTHERS,
    "gate": A_DAY,
    "go-live": A_DAY,
}


def estimated(task: PlannedTask, stage: str) -> PlannedTask:
    """With its optimistic and its pessimistic minutes, rounded down."""
    least, most = SPREADS.get(stage, OWN_WORK)
    estimates = {
        "optimistic": task.minutes * least // 100,
        "pessimistic": task.minutes * most // 100,
    }
    return task.model_copy(update=estimates)
