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


def executed(drawn: Drawn) -> list[MonthResult]:
    regime, past = Regime.model_validate(drawn.written), list[MonthResult]()
    for month in drawn.months:
        past.append(month_of(regime, MonthReadings.model_validate(month), past))
    return past


def figures(drawn: Drawn) -> list[Figures]:
    return [
        (
            drawn.number,
            month,
            level,
            OUTCOMES[line.outcome],
            int(line.credit * 100),
            int(line.earned_back * 100),
        )
        for month, result in enumerate(executed(drawn))
        for level, line in enumerate(result.lines)
    ]


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


def test_engine_and_query_agree_to_the_cent(drawn: list[Drawn], tmp_path: Path) -> None:
    found = sorted(figure for each in drawn for figure in figures(each))
    told = queried(drawn, tmp_path)
    assert len(found) == len(told)
    assert [pair for pair in zip(found, told, strict=True) if pair[0] != pair[1]] == []
    assert sum(credit > 0 for *_, credit, _ in found) > 1000
    assert sum(back > 0 for *_, back in found) > 20
    assert {outcome for _, _, _, outcome, _, _ in found} == set(OUTCOMES.values())


def test_every_clause_has_had_its_effect(drawn: list[Drawn]) -> None:
    lines = [line for each in drawn[:200] for month in executed(each) for line in month.lines]
    assert any(line.one_incident for line in lines) and any(line.over_cap for line in lines)
    assert any("failed in the month before" in str(line.explanation.steps) for line in lines)
    assert Decimal(0) in {line.credit for line in lines}
