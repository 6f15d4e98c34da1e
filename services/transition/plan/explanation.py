"""How the dates of a plan came about, for people."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from libs.common.explain import Explain, Explanation, rule
from services.transition.models import Plan
from services.transition.plan.network import PlanNetwork
from services.transition.scheduling.network import Placed
from services.transition.scheduling.work_time import moment

MOST_EXPLAINED = 1000


def explain_dates(network: PlanNetwork, plan: Plan) -> Explanation:
    codes = [code for code in network.outline.codes if not network.is_summary(code)]
    if len(codes) > MOST_EXPLAINED:
        codes = network.critical_path[:MOST_EXPLAINED]
    placed = {code: network[code] for code in codes}
    return critical_path.explained(plan.starts_at, placed, network.finish, plan.slack).explanation


@rule("critical_path", version=2)
def critical_path(
    explain: Explain,
    starts_at: datetime,
    tasks: Mapping[str, Placed],
    finish: int,
    convention: str,
) -> dict[str, Any]:
    """Early and late dates, floats in minutes, and the critical tasks.

    Source: forward and backward pass over links of four kinds with lags, calendars and
    constraints; see `scheduling/passes.py`.
    """
    explain("what sets each start", {code: _cause(at) for code, at in tasks.items()})
    explain("total floats, in minutes", {code: at.total_float for code, at in tasks.items()})
    critical = sorted((at for at in tasks.values() if at.critical), key=lambda at: at.start)
    explain("finish", moment(finish))
    path = explain("critical path", [at.code for at in critical])
    return {"finish": moment(finish), "critical_path": path}


def _cause(at: Placed) -> str:
    if at.breaks:
        return f"{moment(at.start)}, by a date that must be kept, against its links"
    return f"{moment(at.start)}, {f'behind {at.driven_by}' if at.driven_by else 'by a date'}"
