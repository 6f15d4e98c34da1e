"""The assessment service: stage 1, and the savings ledger."""

from libs.common.service import Parts
from services.assessment.api import ROUTERS
from services.assessment.handlers import on
from services.assessment.models import Base

parts = Parts(name="assessment", title="assessment", base=Base, routers=ROUTERS, on=on)
