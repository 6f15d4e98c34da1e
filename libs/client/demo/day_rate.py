"""What a day costs by which a wave goes live later: reckoned as the savings ledger reckons it."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from libs.client.demo.stage import Stage
from libs.client.demo.words import amount

YEAR, MONTHS = 365, 12
Json = dict[str, Any]


async def rate_of(stage: Stage, vendor: str) -> Json:
    """As the contract states it; what it does not state, from the assessment and the prices."""
    rate = dict(stage.sample.relief["rates"][vendor])
    return rate if "amount" in rate else {**rate, **await _by_business_case(stage, vendor, rate)}


async def _by_business_case(stage: Stage, vendor: str, rate: Json) -> Json:
    """(Cost today − fees) × the wave's part of the contacts ÷ 365."""
    daan = stage.person("daan")
    listed = await daan.lists(f"/assessment/v1/programmes/{stage.known.programme}/processes")
    contract = await daan.sees(f"/vendor/v1/contracts/{stage.known.contracts[vendor]}")
    processes = {wave["code"]: wave["processes"] for wave in contract["waves"]}
    everything = [process for wave in processes.values() for process in wave]
    cost, fees = _cost(listed, everything), fees_of(contract["price"])
    part, whole = _contacts(listed, processes[rate["wave"]]), _contacts(listed, everything)
    return {
        "amount": {"amount": str(cost - fees), "currency": contract["monthly_fee"]["currency"]},
        "part": str(part),
        "whole": str(whole),
        "over_days": str(YEAR),
        "source": f"Business case: {amount(cost)} - {amount(fees)} a year, "
        f"for {part:,} of {whole:,} contacts",
    }


def _cost(listed: Iterable[Json], names: Collection[str]) -> Decimal:
    theirs = (process["cost"] for process in listed if process["name"] in names)
    return sum((Decimal(cost["amount"]) for cost in theirs), Decimal(0))


def _contacts(listed: Iterable[Json], names: Collection[str]) -> int:
    return sum(process["annual_volume"] for process in listed if process["name"] in names)


def fees_of(price: Iterable[Json]) -> Decimal:
    """A year, over all lines of the price."""
    return sum((_by_unit(line) + _by_month(line) for line in price), Decimal(0))


def _by_unit(line: Json) -> Decimal:
    unit = line.get("unit_price")
    return Decimal(unit["amount"]) * line["annual_volume"] if unit else Decimal(0)


def _by_month(line: Json) -> Decimal:
    fee = line.get("monthly_fee")
    return Decimal(fee["amount"]) * MONTHS if fee else Decimal(0)
