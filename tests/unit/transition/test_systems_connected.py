"""The share of a wave's systems that are connected."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from services.transition.readiness.systems_connected import SystemItem, systems_connected


def system(code: str, state: str, *, is_ready: bool = False) -> SystemItem:
    return SystemItem(code=code, state=state, is_ready=is_ready)


VPN = system("vpn", "granted", is_ready=True)
LEDGER = system("ledger", "requested")
INVOICES = system("invoices", "tested", is_ready=True)
ARCHIVE = system("archive", "built")


def test_all_granted_and_tested_is_met() -> None:
    found = systems_connected([VPN, INVOICES])
    assert (found.met, found.value, found.note) == (True, Decimal(1), "2 of 2")


def test_what_is_not_there_yet_is_named_with_its_state() -> None:
    found = systems_connected([VPN, LEDGER, INVOICES, ARCHIVE])
    assert (found.met, found.value) == (False, Decimal("0.5"))
    assert found.note == "2 of 4, waiting for ledger (requested), archive (built)"


def test_where_nothing_is_listed_there_is_no_share() -> None:
    found = systems_connected([])
    assert (found.met, found.value, found.note) == (
        False,
        None,
        "no access or integration is listed",
    )


def test_the_explanation_names_what_is_missing_then_counts() -> None:
    steps = systems_connected.explained([VPN, LEDGER]).explanation.steps
    assert [step.label for step in steps] == [
        "not there yet",
        "granted or tested",
        "share = the second / all",
    ]


@given(st.lists(st.booleans(), min_size=1))
def test_it_is_met_exactly_where_the_share_is_one(ready: list[bool]) -> None:
    items = [system(f"s{n}", "any", is_ready=each) for n, each in enumerate(ready)]
    found = systems_connected(items)
    assert found.value is not None
    assert 0 <= found.value <= 1
    assert found.met == (found.value == 1) == all(ready)
