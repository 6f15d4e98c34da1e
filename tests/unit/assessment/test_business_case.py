"""Whether outsourcing pays."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.assessment.business_case import Proposal, business_case, irr, npv, payback

SCOPE = Decimal(6_500_000)
SAMPLE = Proposal.model_validate(
    {
        "baseline": "6500000",
        "vendor_fees": "3963000",
        "retained": "620000",
        "one_off": [
            {"kind": "selection", "amount": "220000"},
            {"kind": "transition", "amount": "720000"},
            {"kind": "severance", "amount": "850000"},
            {"kind": "dual_running", "amount": "450000"},
        ],
        "term_years": 5,
        "discount_rate": "0.08",
        "ramp": ["0.25", "0.9", "1"],
        "alternatives": [{"name": "improve", "annual_cost": "6100000", "one_off": "300000"}],
    }
)


def sample(**changes: object) -> Proposal:
    return Proposal.model_validate(SAMPLE.model_dump() | changes)


def test_the_sample_saves_29_and_a_half_per_cent():
    outlook = business_case(SAMPLE, SCOPE)
    assert outlook.steady_state == 4_583_000
    assert outlook.annual_saving == 1_917_000
    assert outlook.saving_percent == Decimal("29.5")


def test_the_first_flow_is_what_it_costs_and_the_ramp_stays_at_its_last_share():
    flows = business_case(SAMPLE, SCOPE).flows
    assert flows == [-2_240_000, 479_250, Decimal("1725300.0"), 1_917_000, 1_917_000, 1_917_000]


def test_npv_does_not_discount_the_first_flow():
    assert npv(Decimal("0.10"), [Decimal(-100), Decimal(110)]) == 0


def test_irr_is_the_rate_at_which_npv_is_nil():
    assert irr([Decimal(-100), Decimal(110)]) == Decimal("0.100")
    assert irr([Decimal(100), Decimal(110)]) is None


def test_payback_counts_part_of_a_year():
    assert payback([Decimal(-150), Decimal(100), Decimal(100)]) == Decimal("1.5")
    assert payback([Decimal(-150), Decimal(10)]) is None
    assert payback([Decimal(0), Decimal(10)]) == Decimal("0.0")


def test_what_loses_money_every_year_never_pays_back():
    assert payback([Decimal(0), Decimal(-10)]) is None


def test_a_baseline_that_is_not_what_the_scope_costs_is_asked_about():
    warnings = business_case(SAMPLE, Decimal(1000)).warnings
    assert warnings == ["The baseline is 6500000; the processes in scope cost 1000."]


def test_the_sample_lies_within_every_published_range():
    assert business_case(SAMPLE, SCOPE).warnings == []


def test_a_saving_that_sounds_too_good_asks_for_evidence():
    warnings = business_case(sample(vendor_fees="1000000"), SCOPE).warnings
    assert warnings[0] == "The saving is 75.1 % of the baseline; usual are 20 to 60 %."


def test_the_alternatives_stand_side_by_side_with_doing_nothing():
    names = [option.name for option in business_case(SAMPLE, SCOPE).side_by_side]
    assert names == ["do nothing", "outsource", "improve"]
    assert business_case(SAMPLE, SCOPE).side_by_side[0].total_cost == 32_500_000


def test_the_explanation_names_its_steps_in_order():
    steps = [step.label for step in business_case.explained(SAMPLE, SCOPE).explanation.steps]
    assert steps[:3] == [
        "steady state = fees + retained",
        "annual saving = baseline − steady state",
        "one-off costs",
    ]


@given(st.decimals(0, 1, places=3), st.decimals(0, 1, places=3))
def test_a_higher_rate_never_makes_later_savings_worth_more(one, other):
    low, high = sorted((one, other))
    flows = business_case(SAMPLE, SCOPE).flows
    assert npv(high, flows) <= npv(low, flows)
