"""Systems that are connected with each other."""

from datetime import date
from uuid import UUID

from libs.common.events.transition.of_plan import OfPlan
from libs.common.events.transition.party import Party
from libs.common.events.vendor.evidence import Digest


class OfIntegration(OfPlan, abstract=True):
    integration_id: UUID
    code: str


class IntegrationPlanned(OfIntegration):
    headline = "Integration {code} planned: {from_system} and {to_system}, needed by {needed_by}"
    title: str
    from_system: str
    to_system: str
    direction: str
    kind: str
    wave: str
    starts_on: date
    needed_by: date
    days: int
    "Working days that it takes."
    blocks: list[str]
    "Codes of the tasks that wait for it."
    builder: Party
    planned_by: str


class IntegrationBuilt(OfIntegration):
    headline = "Integration {code} built on {built_on}"
    wave: str
    built_on: date
    told_by: Party
    reported_by: str
    note: str
    evidence: list[Digest]


class IntegrationConnected(OfIntegration):
    headline = "Integration {code} connected on {connected_on}"
    wave: str
    connected_on: date
    disconnected_on: date | None = None
    "Where it was connected before and taken off."
    connected_by: str
    note: str
    evidence: list[Digest]


class IntegrationTested(OfIntegration):
    headline = "Integration {code} tested and passed on {tested_on}, needed by {needed_by}"
    wave: str
    needed_by: date
    tested_on: date
    tested_by: str
    note: str
    evidence: list[Digest]


class IntegrationTestFailed(OfIntegration):
    """Built, but not connected, until the fault is gone. `work_waits`: what needs it is still to be
    done, so the plan moves."""

    headline = "Integration {code} failed its test on {tested_on}: {reason}"
    wave: str
    tested_on: date
    tested_by: str
    reason: str
    work_waits: bool
    back_after: int
    obliged: Party
    evidence: list[Digest]


class IntegrationDisconnected(OfIntegration):
    """`work_waits`: what needs it is still to be done, so the plan moves. `back_after`: the working
    days that connecting it again is expected to take."""

    headline = "Integration {code} disconnected on {disconnected_on}: {reason}"
    wave: str
    connected_on: date
    disconnected_on: date
    disconnected_by: str
    reason: str
    caused_by: Party
    work_waits: bool
    back_after: int
    evidence: list[Digest]


class IntegrationOverdue(OfIntegration):
    """Not tested by the day on which it is needed; or failed or off since, and not back by the end
    of the day."""

    headline = "Integration {code} is overdue, needed by {needed_by}: {obliged}'s move"
    title: str
    wave: str
    state: str
    "What it waits for follows: built, connected, tested."
    needed_by: date
    overdue_from: date
    "The first day too late."
    obliged: Party
    blocks: list[str]
