"""The routes of stages 3 and 4, a file a concept."""

from services.transition.api import (
    baselines,
    claims,
    forecasts,
    freezes,
    gates,
    knowledge,
    plans,
    tasks,
    waves,
)

ROUTERS = [
    plans.router,
    tasks.router,
    baselines.router,
    forecasts.router,
    freezes.router,
    knowledge.router,
    claims.router,
    gates.router,
    waves.router,
]
