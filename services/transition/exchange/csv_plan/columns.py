"""The columns of the table."""

from services.transition.exchange.plan_document import RaciRole

RACI = {
    "responsible": RaciRole.RESPONSIBLE,
    "accountable": RaciRole.ACCOUNTABLE,
    "consulted": RaciRole.CONSULTED,
    "informed": RaciRole.INFORMED,
}
GIVEN = (
    *("code", "title", "parent", "wave", "days", "minutes", "predecessors"),
    *("constraint", "constraint_date", "deadline", "calendar", "milestone", "live"),
    *RACI,
    *("demands", "optimistic_days", "pessimistic_days", "budget", "actual_cost"),
    *("started_at", "finished_at", "percent", "note", "uid"),
)
COMPUTED = (
    *("start", "finish", "early_start", "early_finish", "late_start", "late_finish"),
    *("total_float_days", "free_float_days", "critical"),
)
"Told on the way out; on the way in nobody looks at them."
