"""Each event belongs to one of five stages."""

import pytest

from libs.common.events import CATALOGUE
from libs.common.events.assessment import BusinessCaseApproved, SavingsRecorded
from libs.common.events.governance import BenefitRealised, SlaBreached
from libs.common.events.transition.gates import GateDecided
from libs.common.events.transition.hypercare import HypercareOverran
from libs.common.events.transition.waves import WaveStabilised, WaveWentLive
from libs.common.events.vendor.bids import RfpIssued
from libs.common.events.vendor.measurements import MeasurementsReported
from libs.common.events.vendor.milestones import MilestoneReported
from services.console.stages import stage_of


@pytest.mark.parametrize(
    ("kind", "stage"),
    [
        (BusinessCaseApproved, 1),
        (RfpIssued, 2),
        (MilestoneReported, 3),
        (GateDecided, 3),
        (WaveWentLive, 4),
        (WaveStabilised, 4),
        (HypercareOverran, 4),
        (MeasurementsReported, 4),
        (SlaBreached, 4),
        (BenefitRealised, 5),
        (SavingsRecorded, 5),
    ],
)
def test_an_event_is_shown_in_the_stage_it_belongs_to(kind, stage):
    assert stage_of(kind.type) == stage


def test_every_event_of_the_catalogue_has_a_stage():
    assert {stage_of(type) for type in CATALOGUE if type.startswith("baton.")} <= {1, 2, 3, 4, 5}
