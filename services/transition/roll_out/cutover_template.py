"""The checklist that a cutover begins with where nobody states another.

Choice: eight items that every hand-over of back- or front-office work has, from the last data to
the first real case; the routing of live work is where going back begins to cost.
"""

from typing import NamedTuple

from libs.common.events.transition.party import Party


class ListedItem(NamedTuple):
    code: str
    title: str
    side: Party
    person: str
    minutes: int
    after: list[str] = []
    mandatory: bool = True
    past_no_return: bool = False
    rollback: str = ""


OFFICE, LEAD, OWNER = "programme office", "transition lead", "process owner"
STANDARD = (
    ListedItem("announce", "Tell everybody concerned", Party.CLIENT, OFFICE, 30, mandatory=False),
    ListedItem(
        "stop-changes",
        "Stop changes to the systems of the wave",
        Party.CLIENT,
        "operations",
        30,
        rollback="Allow changes again",
    ),
    ListedItem("staffed", "The new team is at its desks and signed in", Party.VENDOR, LEAD, 60),
    ListedItem(
        "hand-over-open",
        "Hand over what is open, counted on both sides",
        Party.CLIENT,
        OWNER,
        240,
        ["stop-changes", "staffed"],
        rollback="Take back what is open, counted on both sides",
    ),
    ListedItem(
        "try-one",
        "Work one real case from end to end",
        Party.VENDOR,
        LEAD,
        60,
        ["hand-over-open"],
    ),
    ListedItem(
        "route",
        "Route all new work to the new team",
        Party.CLIENT,
        "operations",
        60,
        ["try-one"],
        past_no_return=True,
        rollback="Route new work to the old team",
    ),
    ListedItem(
        "watch",
        "Watch the first two hours together",
        Party.VENDOR,
        LEAD,
        120,
        ["route"],
        past_no_return=True,
    ),
    ListedItem(
        "confirm",
        "Confirm that the work arrives and is done",
        Party.CLIENT,
        OWNER,
        30,
        ["watch"],
        past_no_return=True,
    ),
)
