"""The routes of stages 4 and 5, a file a concept."""

from services.governance.api import (
    changes,
    contracts,
    escalations,
    improvements,
    measurements,
    months,
    service_credits,
    service_levels,
)

ROUTERS = [
    contracts.router,
    measurements.router,
    service_levels.router,
    months.router,
    service_credits.router,
    escalations.router,
    improvements.router,
    changes.router,
]
