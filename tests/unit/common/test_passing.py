"""Which faults are waited for, and which are the event's own."""

import logging
import sqlite3

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from libs.common.passing import told_by, will_pass


class Driver(Exception):
    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


def through_sqlalchemy(sqlstate: str) -> DBAPIError:
    return DBAPIError("SELECT 1", None, Driver(sqlstate))


@pytest.mark.parametrize("state", ["57P01", "57P03", "53300", "08003", "40P01", "55P03", "53100"])
def test_an_outage_of_postgresql_will_pass(state: str):
    assert will_pass(through_sqlalchemy(state))


@pytest.mark.parametrize("state", ["23505", "22P02", "42P01", "57014", ""])
def test_a_fault_of_the_data_or_the_statement_will_not(state: str):
    assert not will_pass(through_sqlalchemy(state))


def test_a_connection_that_was_lost_will_pass():
    lost = through_sqlalchemy("")
    lost.connection_invalidated = True
    assert will_pass(lost)


def test_a_locked_file_and_a_refused_connection_will_pass():
    assert will_pass(OperationalError("x", None, sqlite3.OperationalError("locked")))
    assert will_pass(ConnectionRefusedError())


def test_a_duplicate_and_a_bug_will_not():
    assert not will_pass(IntegrityError("x", None, sqlite3.IntegrityError("unique")))
    assert not will_pass(KeyError("x"))


@pytest.mark.parametrize(("fault", "with_stack"), [(ConnectionError(), False), (KeyError(), True)])
def test_an_outage_is_told_without_its_stack(
    caplog: pytest.LogCaptureFixture, fault: Exception, with_stack: bool
):
    log = logging.getLogger(__name__)
    try:
        raise fault
    except Exception as caught:
        told_by(log, caught)("It could not be done: %r", caught)
    assert bool(caplog.records[0].exc_info) is with_stack
