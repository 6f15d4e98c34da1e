"""How reports are written: few statements for many of them, past the ORM and its compiler.

On PostgreSQL a column of all reports is one text, a line each: the driver takes six times as long
over an array. On SQLite a report is one row of parameters.
"""

import json
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

from libs.common.db import Database
from services.vendor.report import Report

Row = tuple[str, ...]


class Recording(Protocol):
    async def receipts(self, connection: AsyncConnection, reports: Sequence[Report]) -> set[str]:
        """Writes the receipts, in the order given; the ids of those that were not known yet."""

    async def outbox(self, connection: AsyncConnection, reports: Sequence[Report]) -> None:
        """Lets the reports leave, in the order given."""


def recording_for(database: Database) -> Recording:
    return OnPostgresql() if database.is_postgresql else OnSqlite()


class OnPostgresql:
    RECEIPTS = """
        WITH new AS (
            INSERT INTO receipt (id, tenant, vendor_id, programme_id, contract_id, source,
                external_id, type, digest, recorded_at, state)
            SELECT id::uuid, tenant, vendor::uuid, programme::uuid, contract::uuid, source,
                name, type, digest, moment::timestamptz, 'recorded'
            FROM unnest(string_to_array($1, chr(10)), string_to_array($2, chr(10)),
                string_to_array($3, chr(10)), string_to_array($4, chr(10)),
                string_to_array($5, chr(10)), string_to_array($6, chr(10)),
                string_to_array($7, chr(10)), string_to_array($8, chr(10)),
                string_to_array($9, chr(10)), string_to_array($10, chr(10)))
                WITH ORDINALITY AS given (id, tenant, vendor, programme, contract, source,
                name, type, digest, moment, place)
            ORDER BY place
            ON CONFLICT DO NOTHING RETURNING id)
        SELECT string_agg(id::text, chr(10)) FROM new"""
    OUTBOX = """
        INSERT INTO outbox (event_id, topic, key, headers, value, at)
        SELECT id::uuid, topic, key, headers, convert_to(value, 'UTF8'), moment::timestamptz
        FROM unnest(string_to_array($1, chr(10)), string_to_array($2, chr(10)),
            string_to_array($3, chr(10)), string_to_array($4, chr(10)),
            string_to_array($5, chr(10)), string_to_array($6, chr(10)))
            WITH ORDINALITY AS given (id, topic, key, headers, value, moment, place)
        ORDER BY place"""

    async def receipts(self, connection: AsyncConnection, reports: Sequence[Report]) -> set[str]:
        columns = _texts([_receipt(report) for report in reports])
        new = (await connection.exec_driver_sql(self.RECEIPTS, columns)).scalar_one()
        return set(new.split("\n")) if new else set()

    async def outbox(self, connection: AsyncConnection, reports: Sequence[Report]) -> None:
        columns = _texts([_leaving(report) for report in reports])
        await connection.exec_driver_sql(self.OUTBOX, columns)


class OnSqlite:
    """Keeps ids without hyphens, as their columns' type does."""

    RECEIPTS = """
        INSERT INTO receipt (id, tenant, vendor_id, programme_id, contract_id, source,
            external_id, type, digest, recorded_at, state)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'recorded') ON CONFLICT DO NOTHING"""
    NEW = "SELECT id FROM receipt WHERE id IN (SELECT value FROM json_each(?))"
    OUTBOX = """
        INSERT INTO outbox (event_id, topic, key, headers, value, at)
        VALUES (?, ?, ?, ?, CAST(? AS BLOB), ?)"""

    async def receipts(self, connection: AsyncConnection, reports: Sequence[Report]) -> set[str]:
        rows = [self._receipt(report) for report in reports]
        written = await connection.exec_driver_sql(self.RECEIPTS, rows)
        if written.rowcount == len(reports):
            return {report.id for report in reports}
        ids = json.dumps([row[0] for row in rows])
        new = set((await connection.exec_driver_sql(self.NEW, (ids,))).scalars())
        return {report.id for report in reports if _bare(report.id) in new}

    async def outbox(self, connection: AsyncConnection, reports: Sequence[Report]) -> None:
        rows = [(_bare(id), *rest) for id, *rest in map(_leaving, reports)]
        await connection.exec_driver_sql(self.OUTBOX, rows)

    def _receipt(self, report: Report) -> Row:
        id, tenant, vendor, programme, contract, *rest = _receipt(report)
        return (_bare(id), tenant, _bare(vendor), _bare(programme), _bare(contract), *rest)


def _receipt(report: Report) -> Row:
    stamp = report.stamp
    return (
        report.id,
        stamp.tenant,
        stamp.vendor_id,
        stamp.programme_id,
        stamp.contract_id,
        report.source,
        report.external_id,
        stamp.type,
        report.digest,
        stamp.recorded_at,
    )


def _leaving(report: Report) -> Row:
    stamp, id = report.stamp, report.id
    return id, stamp.topic, stamp.programme_id, stamp.headers(id), report.value, stamp.at


def _texts(rows: Sequence[Row]) -> Row:
    return tuple(_lines(column) for column in zip(*rows, strict=True))


def _lines(column: Sequence[str]) -> str:
    """Raises `ValueError` where a line would be two."""
    text = "\n".join(column)
    if text.count("\n") != len(column) - 1:
        raise ValueError("A text with a line break cannot be recorded.")
    return text


def _bare(id: str) -> str:
    return id.replace("-", "")
