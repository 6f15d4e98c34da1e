"""Whether outsourcing pays: the total cost over the term against the baseline.

Source of NPV: Σ CFₜ / (1 + r)ᵗ with t = 0 for the first flow. Published ranges to warn against:
selection 1 to 10 % of the contract's value, layoffs 3 to 5 %, savings 20 to 60 %.
"""

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from libs.common.bodies import Body
from libs.common.explain import Explain, rule
from libs.common.money import Amount, Share, cents, half_up


class CostKind(StrEnum):
    SELECTION = "selection"
    TRANSITION = "transition"
    DUAL_RUNNING = "dual_running"
    SEVERANCE = "severance"
    REWORK = "rework"
    CONTINGENCY = "contingency"
    EXIT = "exit"


class OneOffCost(Body):
    kind: CostKind
    amount: Amount = Field(ge=0, decimal_places=2)


class Alternative(Body):
    """Another way, side by side: do nothing, improve, build in-house."""

    name: str = Field(min_length=1, max_length=100)
    annual_cost: Amount = Field(ge=0, decimal_places=2)
    one_off: Amount = Field(default=Decimal(0), ge=0, decimal_places=2)


class Proposal(Body):
    """A year's figures in the programme's currency. `ramp`: share of the saving, year by year."""

    baseline: Amount = Field(gt=0, decimal_places=2)
    vendor_fees: Amount = Field(ge=0, decimal_places=2)
    retained: Amount = Field(ge=0, decimal_places=2)
    one_off: list[OneOffCost] = Field(default=[], max_length=50)
    alternatives: list[Alternative] = Field(default=[], max_length=10)
    term_years: int = Field(ge=1, le=15)
    discount_rate: Share
    ramp: list[Share] = Field(default=[Decimal(1)], min_length=1, max_length=15)


class AlternativeCost(BaseModel):
    model_config = ConfigDict(frozen=True)
    name: str
    total_cost: Decimal
    net_present_cost: Decimal


class Outlook(BaseModel):
    """What the proposal comes to. `payback_years` is none where the term never pays it back."""

    model_config = ConfigDict(frozen=True)
    baseline: Decimal
    steady_state: Decimal
    annual_saving: Decimal
    saving_percent: Decimal
    one_off_total: Decimal
    flows: list[Decimal]
    net_present_value: Decimal
    internal_rate_of_return: Decimal | None
    payback_years: Decimal | None
    side_by_side: list[AlternativeCost]
    warnings: list[str]


@rule("business_case", version=1)
def business_case(explain: Explain, proposal: Proposal, scope_cost: Decimal) -> Outlook:
    """Flows to the cent, half-up; percentages to 0.1; years to 0.1; the rate of return to 0.001."""
    steady = explain("steady state = fees + retained", proposal.vendor_fees + proposal.retained)
    saving = explain("annual saving = baseline − steady state", proposal.baseline - steady)
    one_off = explain("one-off costs", sum((c.amount for c in proposal.one_off), Decimal(0)))
    flows = explain("flows: one-off first, then saving × ramp", _flows(saving, one_off, proposal))
    return Outlook(
        baseline=proposal.baseline,
        steady_state=steady,
        annual_saving=saving,
        saving_percent=explain("saving in %", _percent(saving, proposal.baseline)),
        one_off_total=one_off,
        flows=flows,
        net_present_value=explain("NPV", cents(npv(proposal.discount_rate, flows))),
        internal_rate_of_return=explain("IRR", irr(flows)),
        payback_years=explain("payback", payback(flows)),
        side_by_side=explain("side by side", _side_by_side(steady, one_off, proposal)),
        warnings=explain("to be asked about", warnings(saving, scope_cost, proposal)),
    )


def _flows(saving: Decimal, one_off: Decimal, proposal: Proposal) -> list[Decimal]:
    last = proposal.ramp[-1]
    ramp = (*proposal.ramp, *[last] * proposal.term_years)[: proposal.term_years]
    return [-one_off, *(cents(saving * share) for share in ramp)]


def npv(rate: Decimal, flows: Sequence[Decimal]) -> Decimal:
    """Net present value; the first flow is not discounted."""
    return sum((flow / (1 + rate) ** t for t, flow in enumerate(flows)), Decimal(0))


def irr(flows: Sequence[Decimal]) -> Decimal | None:
    """The rate at which NPV is nil, −99 % to 1000 %, to 0.001; none where there is none."""
    low, high = Decimal("-0.99"), Decimal(10)
    if npv(low, flows) * npv(high, flows) > 0:
        return None
    while high - low > Decimal("0.00001"):
        middle = (low + high) / 2
        same_side = npv(low, flows) * npv(middle, flows) > 0
        low, high = (middle, high) if same_side else (low, middle)
    return half_up(low, 3)


def payback(flows: Sequence[Decimal]) -> Decimal | None:
    """Years until the sum of flows turns, evenly within the year."""
    total = flows[0]
    if sum(flows) < 0:
        return None
    if total >= 0:
        return Decimal("0.0")
    for year, flow in enumerate(flows[1:]):
        if total + flow >= 0:
            return half_up(year - total / flow, 1)
        total += flow
    return None


def _side_by_side(steady: Decimal, one_off: Decimal, proposal: Proposal) -> list[AlternativeCost]:
    nothing = Alternative(name="do nothing", annual_cost=proposal.baseline)
    ours = Alternative(name="outsource", annual_cost=cents(steady), one_off=cents(one_off))
    return [_cost(option, proposal) for option in (nothing, ours, *proposal.alternatives)]


def _cost(option: Alternative, proposal: Proposal) -> AlternativeCost:
    flows = [option.one_off, *[option.annual_cost] * proposal.term_years]
    return AlternativeCost(
        name=option.name,
        total_cost=cents(sum(flows, Decimal(0))),
        net_present_cost=cents(npv(proposal.discount_rate, flows)),
    )


def warnings(saving: Decimal, scope_cost: Decimal, proposal: Proposal) -> list[str]:
    """What asks for evidence: outside the published ranges, or not what the scope costs."""
    value = proposal.vendor_fees * proposal.term_years
    checks = [
        ("The saving", _percent(saving, proposal.baseline), 20, 60, "of the baseline"),
        (
            "Selection",
            _share(CostKind.SELECTION, value, proposal),
            1,
            10,
            "of the contract's value",
        ),
        ("Severance", _share(CostKind.SEVERANCE, value, proposal), 3, 5, "of the contract's value"),
    ]
    return _baseline_warning(scope_cost, proposal) + [
        f"{what} is {percent} % {of}; usual are {low} to {high} %."
        for what, percent, low, high, of in checks
        if percent is not None and not low <= percent <= high
    ]


def _baseline_warning(scope_cost: Decimal, proposal: Proposal) -> list[str]:
    if proposal.baseline == scope_cost:
        return []
    return [f"The baseline is {proposal.baseline}; the processes in scope cost {scope_cost}."]


def _share(kind: CostKind, value: Decimal, proposal: Proposal) -> Decimal | None:
    amounts = [cost.amount for cost in proposal.one_off if cost.kind is kind]
    return _percent(sum(amounts, Decimal(0)), value) if amounts and value else None


def _percent(part: Decimal, whole: Decimal) -> Decimal:
    return half_up(part * 100 / whole, 1)
