import json
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from libs.common.money import Money
from services.governance.attainment import Attainment, Outcome, outcome
from services.governance.service_credit import CreditTerms, service_credit
from tests.shared_data import shared_data

SHARES = st.decimals(0, 1, places=4)
FEES = st.decimals(0, 10**9, places=2)


def credit(fee: str, at_risk: str, pool: str, allocation: str, currency: str = "EUR") -> Money:
    return service_credit(Money.of(fee, currency), terms(at_risk, pool, allocation))


def terms(at_risk: str, pool: str, allocation: str) -> CreditTerms:
    return CreditTerms.model_validate(
        {"at_risk_share": at_risk, "pool_share": pool, "allocation": allocation}
    )


def test_forty_percent_of_half_the_pool_of_ten_thousand_at_risk_is_two_thousand() -> None:
    assert credit("100000", "0.10", "0.50", "0.40", "USD") == Money.of("2000", "USD")


def test_the_published_clause_comes_out() -> None:
    cases = json.loads((shared_data("service-credits") / "cases.json").read_text())["cases"]
    case = next(one for one in cases if one["id"] == "texas-dir")
    at_risk = str(Decimal(case["at_risk_percent"]) / 100)
    found = credit(case["invoice"], at_risk, case["allocation_of_pool"], case["credit_allocation"])
    assert found.amount == Decimal(case["expected_credit"])


def test_the_first_credit_of_the_sample_is_2290_80() -> None:
    assert credit("95450", "0.12", "0.50", "0.40") == Money.of("2290.80", "EUR")


def test_half_a_cent_is_rounded_up_once_and_at_the_end() -> None:
    assert credit("0.10", "0.50", "0.50", "0.20") == Money.of("0.01", "EUR")  # 0.005
    assert credit("0.09", "0.50", "0.50", "0.20") == Money.of("0.00", "EUR")  # 0.0045


def test_a_currency_without_decimals_is_rounded_to_whole_units() -> None:
    assert credit("1005", "0.10", "0.50", "0.50", "JPY") == Money.of("25", "JPY")  # 25.125


def test_the_explanation_names_every_factor_in_order() -> None:
    explained = service_credit.explained(Money.of("95450", "EUR"), terms("0.12", "0.50", "0.40"))
    said = [
        (step.label, Decimal(step.value if isinstance(step.value, str) else step.value["amount"]))
        for step in explained.explanation.steps
    ]
    assert said == [
        ("fee × share at risk", Decimal("11454")),
        ("× pool share", Decimal("5727")),
        ("× allocation to this service level", Decimal("2290.80")),
        ("credit, half-up", Decimal("2290.80")),
    ]
    assert explained.explanation.inputs["terms"]["at_risk_share"] == "0.12"


@given(FEES, SHARES, SHARES, SHARES)
def test_a_credit_is_never_above_the_amount_at_risk(
    fee: Decimal, at_risk: Decimal, pool: Decimal, allocation: Decimal
) -> None:
    full = credit(str(fee), str(at_risk), "1", "1")
    assert Money.zero("EUR") <= credit(str(fee), str(at_risk), str(pool), str(allocation)) <= full


@given(
    st.integers(1, 10_000).flatmap(
        lambda n: st.tuples(st.just(n), st.integers(0, n), st.integers(0, n))
    ),
    st.decimals(0, 100, places=2),
)
def test_better_attainment_never_gives_a_larger_credit(
    cases: tuple[int, int, int], minimum: Decimal
) -> None:
    counted, one, other = cases
    worse, better = sorted([one, other])
    assert _due(better, counted, minimum) <= _due(worse, counted, minimum)


def _due(met: int, counted: int, minimum: Decimal) -> Money:
    percent = Decimal(met * 100) / counted
    score = Attainment(met=met, total=counted, excluded=0, counted=counted, percent=percent)
    if outcome(score, Decimal(100), minimum) is not Outcome.BREACHED:
        return Money.zero("EUR")
    return credit("95450", "0.12", "0.50", "0.40")
