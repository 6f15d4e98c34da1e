"""Regimes to vary in tests."""

from typing import Any

from services.governance.regimes.month import month_of
from services.governance.regimes.readings import MonthReadings
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import Line, MonthResult

IN_TIME = {"title": "In time", "kind": "share_within_target", "unit": "%", "better": "high"}
POOL = {"by": "pool_allocation", "pool": "payables", "allocation": "0.40"}
FEE = "95450"


def level(code: str = "in-3-days", **more: Any) -> dict[str, Any]:
    terms = {"code": code, "title": code, "metric": "in_time", "expected": 97, "minimum": 94}
    return {**terms, "cost": POOL, **more}


def written(*levels: dict[str, Any], **more: Any) -> dict[str, Any]:
    """With the terms of the sample's first lot: 12 % at risk, half of it for payables."""
    return {
        "regime": "lot-1",
        "version": 1,
        "valid_from": "2026-01-01",
        "title": "Lot 1",
        "currency": "EUR",
        "at_risk": {"share_of_fee": "0.12"},
        "pools": {"payables": "0.50", "receivables": "0.50"},
        "metrics": {"in_time": IN_TIME},
        "levels": list(levels or [level()]),
        **more,
    }


def regime(*levels: dict[str, Any], **more: Any) -> Regime:
    return Regime.model_validate(written(*levels, **more))


def read(level: str, met: int, total: int = 1000, **more: Any) -> dict[str, Any]:
    return {"level": level, "met": met, "total": total, **more}


def readings(*given: dict[str, Any], month: str = "2026-02", fee: str = FEE, **more: Any) -> Any:
    return MonthReadings.model_validate(
        {"month": month, "fee": fee, "readings": given or [read("in-3-days", 931)], **more}
    )


def of(terms: Regime, *given: dict[str, Any], past: Any = (), **more: Any) -> MonthResult:
    return month_of(terms, readings(*given, **more), past)


def line_of(terms: Regime, *given: dict[str, Any], past: Any = (), **more: Any) -> Line:
    return of(terms, *given, past=past, **more).lines[0]
