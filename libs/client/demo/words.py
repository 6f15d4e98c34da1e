"""Amounts as people read them."""

from decimal import Decimal
from typing import Any


def money(value: dict[str, Any]) -> str:
    """`{"amount": "95450.00", "currency": "EUR"}` is 95,450.00 EUR."""
    return f"{Decimal(value['amount']):,.2f} {value['currency']}"


def amount(value: Any) -> str:
    """With two decimals: for a rule's steps, which carry more."""
    return f"{Decimal(str(value)):,.2f}"
