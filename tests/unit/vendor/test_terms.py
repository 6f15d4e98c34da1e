from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from services.vendor.terms import ContractTerms, DraftCriterion, DraftServiceLevel

LEVEL = {
    "code": "csat",
    "title": "Customers content",
    "expected": "88",
    "minimum": "84",
    "wave": "wave-1",
    "pool_share": "0.5",
    "allocation": "0.5",
}
WAVE = {"code": "wave-1", "title": "Voice", "processes": ["Voice"], "planned_on": "2026-03-02"}
FEE = {"amount": "100.00", "currency": "EUR"}
TERMS: dict[str, Any] = {
    "title": "Customer service",
    "starts_on": "2025-06-16",
    "term_months": 60,
    "monthly_fee": FEE,
    "at_risk_share": "0.12",
    "service_levels": [LEVEL],
    "waves": [WAVE],
    "price": [{"title": "A contact", "unit": "contact", "unit_price": FEE}],
    "country": "NL",
}


def test_terms_that_agree_with_one_another_are_taken() -> None:
    terms = ContractTerms.model_validate(TERMS)
    assert (terms.acceptance_days, terms.notice_days) == (3, 90)
    assert (terms.answer_days, terms.decision_days) == (3, 3)
    assert (terms.on_silence, terms.evidence_required) == ("escalate", False)
    assert terms.starts_on == date(2025, 6, 16)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"country": "XX"}, "no public holidays"),
        ({"waves": [WAVE, WAVE]}, "two waves are called wave-1"),
        ({"service_levels": [LEVEL, LEVEL]}, "two service levels are called csat"),
        ({"service_levels": [LEVEL | {"wave": "wave-9"}]}, "names the wave wave-9"),
        ({"monthly_fee": FEE | {"amount": "-1"}}, "not negative"),
        ({"monthly_fee": FEE | {"currency": "USD"}}, "every price is in USD"),
        ({"starts_on": "0001-01-01"}, "greater than or equal"),
        ({"waves": [WAVE | {"colour": "red"}]}, "Extra inputs"),
        ({"waves": []}, "at least 1"),
    ],
)
def test_terms_that_contradict_are_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        ContractTerms.model_validate(TERMS | change)


def test_a_minimum_lies_not_above_what_is_expected() -> None:
    with pytest.raises(ValidationError, match="above what is expected"):
        DraftServiceLevel.model_validate(LEVEL | {"minimum": "88.01"})


def test_a_level_is_reported_before_it_bears_credits() -> None:
    dates = {"report_only_from": "2026-02-01", "credit_bearing_from": "2026-01-01"}
    with pytest.raises(ValidationError, match="before it is reported"):
        DraftServiceLevel.model_validate(LEVEL | dates)


def test_the_price_has_no_floor() -> None:
    price = {"code": "price", "title": "Price", "weight": "40", "is_price": True, "floor": "10"}
    with pytest.raises(ValidationError, match="no floor"):
        DraftCriterion.model_validate(price)
