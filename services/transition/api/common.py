"""What the routes of this service share."""

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.edge import either, needs

Reader = Annotated[Actor, either(right=Right.READ)]
"People of the client with any role on the programme, and the plan's own vendor."
Planner = Annotated[Actor, needs(Role.PROGRAMME_OFFICE)]

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2089, 12, 31))]
