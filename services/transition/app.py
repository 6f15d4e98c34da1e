"""The transition service: stages 3 and 4, from the signed contract to work that runs elsewhere."""

from libs.common.service import Parts
from services.transition.api import ROUTERS
from services.transition.handlers import on
from services.transition.jobs import jobs
from services.transition.models import Base
from services.transition.timers import due

parts = Parts(
    name="transition",
    title="transition",
    base=Base,
    routers=ROUTERS,
    on=on,
    due=due,
    jobs=jobs,
)
