"""Who does a stage, answers for it, is asked and is told, on both sides (RACI).

One role answers for each. Choices: who decides or owns what is at stake answers; whoever works,
does it; at an exit the work lies with the team that takes over, and the vendor hands over.
"""

from typing import NamedTuple

from services.transition.exchange.plan_document import RaciRole, Responsibility, Side


class Who(NamedTuple):
    side: Side
    title: str


OFFICE = Who(Side.CLIENT, "Programme office")
OWNER = Who(Side.CLIENT, "Process owner")
EXPERTS = Who(Side.CLIENT, "Subject experts")
IT = Who(Side.CLIENT, "IT and security")
PEOPLE = Who(Side.CLIENT, "Human resources")
SPONSOR = Who(Side.CLIENT, "Sponsor")
TAKING_OVER = Who(Side.CLIENT, "Team that takes over")
LEAD = Who(Side.VENDOR, "Transition lead")
TEAM = Who(Side.VENDOR, "Delivery team")
MANAGER = Who(Side.VENDOR, "Delivery manager")
VENDOR_IT = Who(Side.VENDOR, "IT and security")


class Raci(NamedTuple):
    does: Who
    answers: Who
    asked: Who
    told: Who


FORWARD = {
    "mobilise": Raci(LEAD, MANAGER, OFFICE, OWNER),
    "document": Raci(TEAM, LEAD, EXPERTS, OWNER),
    "teach": Raci(EXPERTS, OWNER, LEAD, OFFICE),
    "train": Raci(LEAD, MANAGER, EXPERTS, OFFICE),
    "access": Raci(IT, OFFICE, VENDOR_IT, OWNER),
    "connect": Raci(VENDOR_IT, LEAD, IT, OWNER),
    "shadow": Raci(TEAM, LEAD, EXPERTS, OWNER),
    "reverse-shadow": Raci(TEAM, LEAD, EXPERTS, OFFICE),
    "pilot": Raci(TEAM, LEAD, OWNER, OFFICE),
    "parallel-run": Raci(TEAM, OWNER, EXPERTS, LEAD),
    "gate": Raci(OFFICE, SPONSOR, OWNER, LEAD),
    "go-live": Raci(LEAD, OFFICE, OWNER, MANAGER),
    "hypercare": Raci(TEAM, MANAGER, OWNER, OFFICE),
    "governance": Raci(OFFICE, SPONSOR, LEAD, OWNER),
    "communication": Raci(OFFICE, SPONSOR, PEOPLE, LEAD),
    "consultation": Raci(PEOPLE, SPONSOR, OFFICE, LEAD),
    "integrations": Raci(VENDOR_IT, OFFICE, IT, LEAD),
    "exit-plan": Raci(LEAD, OFFICE, OWNER, MANAGER),
}
REVERSE = FORWARD | {
    "mobilise": Raci(TAKING_OVER, OFFICE, OWNER, LEAD),
    "document": Raci(TEAM, LEAD, TAKING_OVER, OWNER),
    "teach": Raci(TEAM, LEAD, TAKING_OVER, OFFICE),
    "train": Raci(OFFICE, OWNER, LEAD, TAKING_OVER),
    "access": Raci(IT, OFFICE, VENDOR_IT, OWNER),
    "connect": Raci(IT, OFFICE, VENDOR_IT, TAKING_OVER),
    "shadow": Raci(TAKING_OVER, OWNER, TEAM, OFFICE),
    "reverse-shadow": Raci(TAKING_OVER, OWNER, TEAM, OFFICE),
    "data-return": Raci(VENDOR_IT, LEAD, IT, OFFICE),
    "parallel-run": Raci(TAKING_OVER, OWNER, TEAM, LEAD),
    "go-live": Raci(LEAD, OFFICE, OWNER, MANAGER),
    "data-deletion": Raci(VENDOR_IT, MANAGER, IT, OFFICE),
    "hypercare": Raci(TAKING_OVER, OWNER, TEAM, LEAD),
}


def responsibilities_of(stage: str, is_exit: bool) -> tuple[Responsibility, ...]:
    raci = (REVERSE if is_exit else FORWARD)[stage]
    return tuple(
        Responsibility(role=role, side=who.side, who=who.title)
        for role, who in zip(RaciRole, raci, strict=True)
    )
