"""`baton gates verify` against a console that is played."""

import json
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from libs.client.application import application
from libs.client.commands.gates import checked
from libs.common.events import Event
from libs.common.events.transition.gates import CriterionAnswered, GateDecided
from libs.common.journal import Entry, Header, Stream, entry_after, export_lines, genesis
from tests.unit.transition.readiness.gate_stories import story, with_decision

ID = "0199a000-0000-7000-8000-000000000000"
STREAM = Stream("veldkamp", ID)
NOW = datetime(2025, 10, 8, tzinfo=UTC)


def journal(events: list[Event], hidden: int | None = None) -> list[bytes]:
    """An export; one entry withheld."""
    entries: list[Entry] = []
    head = genesis(STREAM)
    for number, event in enumerate(events):
        headers = (("ce_id", str(number).encode()), ("ce_type", event.type.encode()))
        value = event.model_dump_json().encode()
        entry = entry_after(head, headers, value, recorded_at=NOW, salt=b"s" * 16)
        head = entry.head(STREAM)
        entries.append(entry.withheld() if number == hidden else entry)
    return list(export_lines(Header(STREAM, ID), entries))


def run(lines: list[bytes], monkeypatch: pytest.MonkeyPatch, *more: str) -> Any:
    plain = httpx.AsyncClient
    whole = b"\n".join(line.rstrip(b"\n") for line in lines)

    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=whole)

    def played_client(**options: Any) -> httpx.AsyncClient:
        return plain(**{**options, "transport": httpx.MockTransport(answer)})

    monkeypatch.setattr(httpx, "AsyncClient", played_client)
    asked = ["gates", "verify", ID, "--token", "t", "--url", "http://baton", *more]
    return CliRunner().invoke(application("gates"), asked)


def test_decisions_that_come_out_the_same_of_a_whole_journal_end_with_0(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    result = run(journal(story()), monkeypatch)
    assert result.exit_code == 0, result.output
    assert "1 of 1 decisions come out the same" in result.output


def test_one_that_does_not_ends_with_1_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    told = with_decision(story(), decided_by="amira", signers=["amira"])
    result = run(journal(told), monkeypatch, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert (found["journal"]["verified"], found["same"]) == (True, False)
    assert found["decisions"][0]["findings"] == ["amira signed, and had answered"]


def test_without_a_decision_there_is_nothing_to_verify(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[Event] = [e for e in story() if isinstance(e, CriterionAnswered)]
    assert run(journal(told), monkeypatch).exit_code == 2


def test_where_an_entry_is_withheld_the_criterion_that_it_could_show_is_named() -> None:
    found = checked(journal(story(), hidden=0))
    assert found.journal.verified
    assert [one.not_rebuilt for one in found.decisions] == [["knowledge-transfer"]]
    assert not found.same


def test_a_journal_that_was_changed_is_never_the_same() -> None:
    told = story()
    lines, other = journal(told), journal(with_decision(told, decided_by="eva"))
    found = checked([*lines[:-2], other[-2], lines[-1]])
    assert not found.journal.verified
    assert not found.same


def test_a_decision_that_is_withheld_is_not_told_as_proven() -> None:
    told = story()
    last = next(n for n, e in enumerate(told) if isinstance(e, GateDecided))
    assert checked(journal(told, hidden=last)).decisions == []
