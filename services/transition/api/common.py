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
Lead = Annotated[Actor, needs(Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE)]
"Who leads the work for the client."
ProcessOwner = Annotated[Actor, needs(Role.PROCESS_OWNER)]
Approver = Annotated[Actor, needs(Role.SPONSOR, Role.APPROVER)]
LeadOrApprover = Annotated[
    Actor, needs(Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE, Role.SPONSOR, Role.APPROVER)
]
EitherOffice = Annotated[Actor, either(Role.PROGRAMME_OFFICE, right=Right.REPORT)]
EitherLead = Annotated[Actor, either(Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE, right=Right.REPORT)]
EitherDoer = Annotated[
    Actor, either(Role.PROCESS_OWNER, Role.PROGRAMME_OFFICE, Role.OPERATIONS, right=Right.REPORT)
]
"Who leads it, and who runs it."

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2089, 12, 31))]
