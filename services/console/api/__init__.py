"""The routes of the console, a file a concept."""

from services.console.api import events, journal, overview, programmes, timeline

ROUTERS = [
    programmes.router,
    timeline.router,
    overview.router,
    journal.router,
    events.router,
]
