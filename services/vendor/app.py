"""The vendor service: stage 2, and the one door for vendors."""

from libs.common.service import Parts
from services.vendor import receipt_handlers  # noqa: F401
from services.vendor.api import ROUTERS
from services.vendor.door import open_door
from services.vendor.handlers import on
from services.vendor.models import Base
from services.vendor.timers import due

parts = Parts(
    name="vendor",
    title="vendor selection",
    base=Base,
    routers=ROUTERS,
    on=on,
    due=due,
    takes_files=True,
    while_running=open_door,
)
