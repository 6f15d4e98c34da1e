"""The tasks of the way back, as the reverse template has them for today's shape."""

from datetime import date

from services.transition.exchange.plan_document import PlannedTask
from services.transition.templates.plan_template import TransitionKind, WaveToPlan, plan_template
from services.transition.templates.wave_shape import WaveShape

CODE = "exit"


def way_back(
    today: date, country: str, processes: list[str], shape: WaveShape
) -> list[PlannedTask]:
    """Leaves alone, in outline order."""
    wave = WaveToPlan(code=CODE, title="Return of the work", processes=processes, planned_on=today)
    draft = plan_template(today, country, [wave], kind=TransitionKind.REVERSE, shapes={CODE: shape})
    summaries = {task.parent for task in draft.tasks}
    return [task for task in draft.tasks if task.code not in summaries]
