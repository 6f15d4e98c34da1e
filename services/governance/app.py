"""The governance service: stages 4 and 5."""

from libs.common.service import Parts
from services.governance.api import ROUTERS
from services.governance.handlers import on
from services.governance.models import Base

parts = Parts(name="governance", title="governance", base=Base, routers=ROUTERS, on=on)
