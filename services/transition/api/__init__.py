"""The routes of stages 3 and 4, a file a concept."""

from services.transition.api import claims, freezes, gates, knowledge, plans, waves

ROUTERS = [
    plans.router,
    freezes.router,
    knowledge.router,
    claims.router,
    gates.router,
    waves.router,
]
