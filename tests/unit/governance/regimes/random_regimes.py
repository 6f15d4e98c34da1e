"""Random regimes with three months of random readings, and the same as rows of tables.

Whole numbers throughout: values and thresholds in hundredths, money in cents, shares in
ten-thousandths.
"""

from decimal import Decimal
from random import Random
from typing import Any

MONTHS = ("2026-01", "2026-02", "2026-03")
USUAL = {
    "share_within_target": (7000, 10_000),
    "availability": (9000, 10_000),
    "mean_time": (1000, 3000),
    "percentile_time": (1000, 4000),
    "count": (200, 4000),
    "survey": (2500, 7500),
}
"""Hundredths between which thresholds lie, so that every outcome comes about."""
Row = dict[str, Any]


class Drawn:
    """One regime as it is written, its months as they are read, and the rows of both."""

    def __init__(self, random: Random, number: int) -> None:
        self.random, self.number = random, number
        self.terms: Row = {"regime": number, "mode": random.choice(("half_up", "half_even"))}
        self.fees = [random.randint(0, 10**8) for _ in MONTHS]
        self.levels = [self._level(at) for at in range(random.randint(1, 5))]
        self.bands: list[Row] = []
        self.readings: list[Row] = []
        self.written = self._written()
        self.months = [self._month(at) for at in range(len(MONTHS))]

    def _level(self, at: int) -> Row:
        draw, kind = self.random, self.random.choice(list(USUAL))
        high = kind in ("share_within_target", "availability", "survey")
        targets = [draw.randint(*USUAL[kind]) for _ in range(3)]
        minimum, expected, over = sorted(targets, reverse=not high)
        return {
            "regime": self.number,
            "level": at,
            "kind": kind,
            "high": high,
            "expected": expected,
            "minimum": draw.choice((None, minimum, minimum)),
            "over": draw.choice((None, over, expected)),
            "percentile": draw.randint(1, 100) if kind == "percentile_time" else None,
            "places": draw.choice((None, 0, 1, 2)),
            "value_mode": draw.choice(("half_up", "half_even", "up", "down")),
            "cost": draw.choice(("pool", "weight", "points", "ladder")),
            "pool": draw.randint(0, 10_000),
            "allocation": draw.randint(0, 10_000 // 5),
            "between": draw.choice((0, 2500, 10_000)),
            "weight": draw.randint(1, 40),
            "charges": draw.choice((None, draw.randint(0, 10**7))),
            "no_score_below": draw.choice((None, 30)) if kind == "share_within_target" else None,
            "small_below": draw.choice((None, 60)) if kind == "share_within_target" else None,
            "allowed": draw.randint(0, 8),
        }

    def _written(self) -> Row:
        draw, terms = self.random, self.terms
        terms |= {
            "at_risk_share": draw.choice((None, draw.randint(0, 3000))),
            "at_risk_amount": draw.randint(0, 10**7),
            "cap_share": draw.choice((None, draw.randint(0, 3000))),
            "cap_amount": draw.choice((None, draw.randint(0, 10**6))),
            "in_order": draw.random() < 0.4,
            "point_share": draw.choice((None, draw.randint(0, 100))),
            "point_amount": draw.randint(0, 10**5),
            "repeat": draw.choice((None, 15, 20, 30)),
            "once": draw.random() < 0.5,
            "within": draw.choice((None, 1, 2, 2)),
            "chronic": draw.randint(2, 4),
            "chronic_of": draw.randint(1, 3),
        }
        over = terms["within"] is not None
        written = {
            "regime": "drawn",
            "version": 1,
            "valid_from": "2026-01-01",
            "title": "Drawn",
            "currency": "EUR",
            "rounding": {"mode": terms["mode"]},
            "exclusions": {"left-out": "Left out"},
            "at_risk": of_fee(terms["at_risk_share"], terms["at_risk_amount"]),
            "point_value": of_fee(terms["point_share"], terms["point_amount"]),
            "one_incident_one_credit": terms["once"],
            "pools": {f"p{level['level']}": share(level["pool"]) for level in self.levels},
            "metrics": {f"m{level['level']}": metric(level) for level in self.levels},
            "levels": [self._written_level(level, over) for level in self.levels],
        }
        if terms["cap_share"] is not None or terms["cap_amount"] is not None:
            shared = "in_order" if terms["in_order"] else "pro_rata"
            cap = of_fee(terms["cap_share"], terms["cap_amount"])
            written["cap"] = {**cap, "shared": shared}
        if terms["repeat"]:
            written["repeat"] = {"multiplier": str(Decimal(terms["repeat"]) / 10)}
        if over:
            names = ("within_months", "failures", "of_months")
            stated = (terms["within"], terms["chronic"], terms["chronic_of"])
            written["earn_back"] = dict(zip(names, stated, strict=True))
        return written

    def _written_level(self, level: Row, over: bool) -> Row:
        small: Row = {}
        if level["no_score_below"]:
            small["no_score_below"] = level["no_score_below"]
        if level["small_below"]:
            small |= {"below": level["small_below"], "allowed_misses": level["allowed"]}
        return {
            "code": f"l{level['level']}",
            "title": "Level",
            "metric": f"m{level['level']}",
            "expected": hundredths(level["expected"]),
            "minimum": hundredths(level["minimum"]),
            "earns_back_at": hundredths(level["over"]) if over else None,
            "weight": level["weight"],
            "small_volume": small or None,
            "cost": self._cost(level),
        }

    def _cost(self, level: Row) -> Row:
        between = share(level["between"])
        match level["cost"]:
            case "pool":
                pool = f"p{level['level']}"
                allocation = share(level["allocation"])
                return {
                    "by": "pool_allocation",
                    "pool": pool,
                    "allocation": allocation,
                    "between": between,
                }
            case "weight":
                return {"by": "weight_of_at_risk", "between": between}
            case "points":
                return {"by": "points_by_bands", "bands": self._bands(level, "points", 5)}
        rungs = self._bands(level, "share_of_charges", 10_000)
        return {"by": "ladder_of_charges", "rungs": rungs}

    def _bands(self, level: Row, what: str, most: int) -> list[Row]:
        """From the expected value to worse ones, without a gap; of a ladder, open to one side."""
        draw, high, edge = self.random, level["high"], level["expected"]
        steps = sorted({edge, *(draw.randint(0, 10_000) for _ in range(3))}, reverse=high)
        steps = [step for step in steps if (step <= edge if high else step >= edge)]
        costs = sorted(draw.randint(0, most) for _ in steps)
        side, other = ("below", "at_least") if high else ("above", "at_most")
        written: list[Row] = []
        for at, (step, cost) in enumerate(zip(steps, costs, strict=True)):
            row = {"regime": self.number, "level": level["level"], "cost": cost}
            far = steps[at + 1] if at + 1 < len(steps) else None
            self.bands.append({**row, "from": step, "to": far})
            said = share(cost) if what == "share_of_charges" else cost
            one = {side: hundredths(step), what: said}
            if what == "points" and far is not None:
                one[other] = hundredths(far)
            written.append(one)
        if what == "points":
            written.append({other: hundredths(edge), "points": 0})
        return written

    def _month(self, at: int) -> Row:
        charges = {
            f"l{level['level']}": hundredths(level["charges"])
            for level in self.levels
            if level["charges"] is not None
        }
        given = [self._reading(level, at) for level in self.levels for _ in range(self._how_many())]
        return {
            "month": MONTHS[at],
            "fee": hundredths(self.fees[at]),
            "charges": charges,
            "readings": given,
        }

    def _how_many(self) -> int:
        return self.random.choice((0, 1, 2, 2, 3))

    def _reading(self, level: Row, month: int) -> Row:
        draw, kind = self.random, level["kind"]
        is_out, incident = draw.random() < 0.15, draw.choice((None, "X", "Y", "Z"))
        total = draw.choice((0, draw.randint(1, 40), draw.randint(1, 5000)))
        row: Row = {
            "regime": self.number,
            "month": month,
            "level": level["level"],
            "out": is_out,
            "incident": incident,
            "met": None,
            "total": None,
            "agreed": None,
            "down": None,
            "values": [],
        }
        given: Row = {"level": f"l{level['level']}", "incident": incident}
        given["code"] = "left-out" if is_out else None
        if kind == "share_within_target":
            said: Row = {"total": total, "met": total - min(total, draw.randint(0, total) // 3)}
        elif kind == "availability":
            agreed = draw.randint(0, 50_000)
            said = {"agreed": agreed, "down": draw.randint(0, agreed) // draw.choice((1, 10, 1000))}
        elif kind == "count":
            said = {"total": draw.randint(0, 20)}
        else:
            most = 100 if kind == "survey" else 40
            said = {"values": [draw.randint(0, most) for _ in range(draw.randint(0, 8))]}
        self.readings.append({**row, **said})
        return {**given, **said}


def metric(level: Row) -> Row:
    kind = level["kind"]
    rounding = {"places": level["places"], "mode": level["value_mode"]}
    return {
        "title": kind,
        "kind": kind,
        "unit": "%" if kind in ("share_within_target", "availability") else "hours",
        "better": "high" if level["high"] else "low",
        "percentile": level["percentile"],
        "exclusions": ["left-out"],
        "rounding": rounding if level["places"] is not None else None,
    }


def of_fee(part: int | None, cents: int | None) -> Row:
    return {"amount": hundredths(cents)} if part is None else {"share_of_fee": share(part)}


def share(ten_thousandths: int) -> str:
    return str(Decimal(ten_thousandths) / 10_000)


def hundredths(value: int | None) -> str | None:
    return None if value is None else str(Decimal(value) / 100)
