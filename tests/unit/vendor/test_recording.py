import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right
from libs.common.db.columns import Instant
from libs.common.events.vendor.milestones import MilestoneReported
from services.vendor.api.receipts import ReceiptView
from services.vendor.models import Base
from services.vendor.recording import OnPostgresql, OnSqlite
from services.vendor.report import Party, Report, Visit

VENDOR, PROGRAMME, CONTRACT = UUID(int=1), UUID(int=2), UUID(int=3)
NOW = datetime(2025, 9, 15, 8, 0, 0, 250_000, tzinfo=UTC)


class Answer:
    def __init__(self, rowcount: int = -1, scalar: str | None = None) -> None:
        self.rowcount, self._scalar = rowcount, scalar

    def scalar_one(self) -> str | None:
        return self._scalar


class Connection:
    """Notes what it is told to execute."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.told: list[tuple[str, Any]] = []

    async def exec_driver_sql(self, statement: str, parameters: Any) -> Answer:
        self.told.append((statement, parameters))
        return self.answer


def reports(ids: Sequence[str], tenant: str = "veldkamp") -> list[Report]:
    actor = Actor(tenant, "key-1", "ledger", vendor=VENDOR, rights=frozenset({Right.REPORT}))
    visit = Visit(actor, VENDOR, NOW, False, {CONTRACT: Party(PROGRAMME, True)})
    data = {"contract_id": str(CONTRACT), "milestone": "live", "reached_on": "2025-09-15"}
    event = {"specversion": "1.0", "source": "/k", "type": MilestoneReported.type, "data": data}
    return [visit.report({**event, "id": id}) for id in ids]


async def test_on_postgresql_a_column_of_all_reports_is_one_text() -> None:
    given = reports(["a", "b"])
    connection: Any = Connection(Answer(scalar=f"{given[1].id}"))
    assert await OnPostgresql().receipts(connection, given) == {given[1].id}
    [(statement, columns)] = connection.told
    assert f"${len(columns)}," in statement or f"${len(columns)})" in statement
    assert f"${len(columns) + 1}" not in statement
    assert columns[0] == f"{given[0].id}\n{given[1].id}"
    assert columns[6] == "a\nb"


async def test_where_all_were_known_none_is_new() -> None:
    connection: Any = Connection(Answer(scalar=None))
    assert await OnPostgresql().receipts(connection, reports(["a"])) == set()


async def test_a_text_of_two_lines_cannot_slip_into_its_neighbours_row() -> None:
    connection: Any = Connection(Answer())
    with pytest.raises(ValueError, match="line break"):
        await OnPostgresql().receipts(connection, reports(["a", "b"], tenant="veld\nkamp"))
    assert connection.told == []


async def test_on_sqlite_ids_and_moments_are_kept_as_their_columns_keep_them() -> None:
    [report] = given = reports(["a"])
    connection: Any = Connection(Answer(rowcount=1))
    assert await OnSqlite().receipts(connection, given) == {report.id}
    [(_, [row])] = connection.told
    assert row[0] == UUID(report.id).hex
    assert row[2:5] == (VENDOR.hex, PROGRAMME.hex, CONTRACT.hex)
    dialect: Any = type("Dialect", (), {"name": "sqlite"})
    assert row[9] == Instant().process_bind_param(NOW, dialect)


@pytest.mark.parametrize("recording", [OnPostgresql, OnSqlite])
def test_every_column_that_must_be_filled_is(recording: Any) -> None:
    for table, statement in (("receipt", recording.RECEIPTS), ("outbox", recording.OUTBOX)):
        columns = Base.metadata.tables[table].columns
        needed = {c.name for c in columns if not c.nullable and c.name != "seq"}
        [named] = re.findall(rf"INSERT INTO {table} \(([^)]*)\)", statement)
        assert {name.strip() for name in named.split(",")} == needed


def test_a_new_receipt_reads_like_any_other() -> None:
    for name in ("a", 'quote " and ß', "back\\slash"):
        [report] = reports([name])
        row = {
            "id": UUID(report.id),
            "source": "/k",
            "external_id": name,
            "type": MilestoneReported.type,
            "contract_id": CONTRACT,
            "recorded_at": NOW,
            "state": "recorded",
        }
        expected = ReceiptView.of(row).model_dump_json(exclude_none=True)
        assert report.stamp.receipt(report) == expected
