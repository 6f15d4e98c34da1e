"""What is said of relief: proposed, corrected, ended, answered."""

from typing import Annotated

from pydantic import Field, StringConstraints

from libs.common.bodies import Body
from libs.common.events.terms import Code
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Evidence
from services.transition.api.common import Day, Reason, Text
from services.transition.exchange.plan_document import Name

Named = Annotated[list[Name], Field(max_length=100)]
Codes = Annotated[list[Code], Field(max_length=100)]
Person = Annotated[Text | None, Field(description="Who says it, where a vendor's system brings it")]


class ProposeRelief(Body):
    """The other side than `caused_by` is relieved. From the day on which something was due or
    lost, to that on which it was made good; none while it goes on. `service_levels`: none named
    means all of the waves."""

    caused_by: Party
    from_on: Day
    until_on: Day | None = None
    cause: Reason
    tasks: Named = []
    milestones: Named = []
    waves: Codes = []
    service_levels: Codes = []
    evidence: Evidence = []
    by: Person = None


class Correct(ProposeRelief):
    """The whole of it, as it should read."""

    reason: Reason


class Decide(Body):
    on: Day | None = None
    "Today, unless stated."
    note: Annotated[str, StringConstraints(max_length=2000)] = ""
    evidence: Evidence = []
    by: Person = None


class Refuse(Body):
    on: Day | None = None
    reason: Reason
    evidence: Evidence = []
    by: Person = None


class End(Decide):
    until_on: Day


NOTHING_TO_ADD = Decide()
