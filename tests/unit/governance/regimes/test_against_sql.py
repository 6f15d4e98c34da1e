"""A thousand random regimes over three months, beside a query written from the rules' prose."""

import json
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pytest

from services.governance.regimes.month import month_of
from services.governance.regimes.readings import MonthReadings
from services.governance.regimes.regime import Regime
from services.governance.regimes.results import MonthResult
from tests.unit.governance.regimes.random_regimes import Drawn

HOW_MANY = 1000
OUTCOMES = {"met": "met", "below_expected": "between", "breached": "breached", "no_score": "none"}
Figures = tuple[int, int, int, str, int, int]


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    random = Random(20260223)
    return [Drawn(random, number) for number in range(HOW_MANY)]


@pytest.fixture(scope="module")
def executed(drawn: list[Drawn]) -> list[list[MonthResult]]:
    return [_executed(each) for each in drawn]


def _executed(drawn: Drawn) -> list[MonthResult]:
    regime, past = Regime.model_validate(drawn.written), list[MonthResult]()
    for month in drawn.months:
        past.append(month_of(regime, MonthReadings.model_validate(month), past))
    return past


def figures(number: int, months: list[MonthResult]) -> list[Figures]:
    return [
        (number, month, level, OUTCOMES[line.outcome], cents(line.credit), cents(line.earned_back))
        for month, result in enumerate(months)
        for level, line in enumerate(result.lines)
    ]


def cents(amount: Decimal) -> int:
    return int(amount * 100)


def queried(drawn: list[Drawn], folder: Path) -> list[Figures]:
    months = [
        {"regime": each.number, "month": month, "fee": fee}
        for each in drawn
        for month, fee in enumerate(each.fees)
    ]
    tables: dict[str, list[dict[str, Any]]] = {
        "terms": [each.terms for each in drawn],
        "levels": [level for each in drawn for level in each.levels],
        "bands": [band for each in drawn for band in each.bands],
        "readings": [reading for each in drawn for reading in each.readings],
        "months": months,
    }
    with duckdb.connect(config={"threads": 1}) as db:
        for name, rows in tables.items():
            (folder / name).write_text("\n".join(json.dumps(row) for row in rows))
            source = f"read_json('{folder / name}', format='newline_delimited', sample_size=-1)"
            db.execute(f"CREATE TABLE {name} AS SELECT * FROM {source}")
        query = Path(__file__).with_name("rules.sql").read_text()
        return db.execute(query).fetchall()


def test_engine_and_query_agree_to_the_cent(
    drawn: list[Drawn], executed: list[list[MonthResult]], tmp_path: Path
) -> None:
    found = [figure for number, each in enumerate(executed) for figure in figures(number, each)]
    told = queried(drawn, tmp_path)
    assert len(found) == len(told)
    assert [pair for pair in zip(found, told, strict=True) if pair[0] != pair[1]] == []
    assert {outcome for _, _, _, outcome, _, _ in found} == set(OUTCOMES.values())


def test_every_clause_has_had_its_effect(executed: list[list[MonthResult]]) -> None:
    lines = [line for each in executed for month in each for line in month.lines]
    assert sum(line.credit > 0 for line in lines) > 1000
    assert sum(line.one_incident > 0 for line in lines) > 100
    assert sum(line.over_cap > 0 for line in lines) > 100
    assert sum(line.earned_back > 0 for line in lines) > 20
    labels = [step.label for line in lines for step in line.explanation.steps]
    assert sum(label.startswith("failed in the month before") for label in labels) > 100
