"""The routes of stages 3 and 4, a file a concept."""

from services.transition.api import (
    access,
    baselines,
    claims,
    exchange,
    feeds,
    forecasts,
    freezes,
    gates,
    integrations,
    knowledge,
    plans,
    tailoring,
    tasks,
    waves,
)

ROUTERS = [
    plans.router,
    tailoring.router,
    tasks.router,
    exchange.router,
    feeds.router,
    feeds.subscribed,
    baselines.router,
    forecasts.router,
    freezes.router,
    knowledge.router,
    claims.router,
    access.router,
    integrations.router,
    gates.router,
    waves.router,
]
