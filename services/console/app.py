"""The console service: the journal, and what is told from it."""

from libs.common.service import Parts
from services.console.api import ROUTERS
from services.console.handlers import on
from services.console.models import Base

parts = Parts(name="console", title="console", base=Base, routers=ROUTERS, on=on)
