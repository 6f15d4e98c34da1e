"""`baton gates verify` against a console that is played."""

import json
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from libs.client import client
from libs.client.application import application
from libs.client.commands.gates import checked
from libs.common.events.transition.gates import GateDecided, GateOutcome
from tests.unit.transition.readiness.test_reproduced import decided, shadowing

ID = "0199a000-0000-7000-8000-000000000000"


def entry(sequence: int, event: GateDecided) -> dict[str, Any]:
    data = event.model_dump(mode="json")
    attributes = {"type": GateDecided.type}
    content = {"attributes": attributes, "data": data}
    return {"sequence": sequence, "type": GateDecided.type, "content": content}


OTHER = {"sequence": 1, "type": "baton.transition.wave_went_live.v1", "content": None}
TRUE = entry(2, decided([shadowing()]))
FALSE = entry(3, decided([shadowing()], outcome=GateOutcome.GO))


def played(entries: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """A journal of two pages."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/head"):
            return httpx.Response(200, json={"sequence": len(entries)})
        if "after" in request.url.params:
            return httpx.Response(200, json={"items": entries[1:], "next": None})
        return httpx.Response(200, json={"items": entries[:1], "next": 1})

    plain = httpx.AsyncClient

    def played_client(**options: Any) -> httpx.AsyncClient:
        return plain(**{**options, "transport": httpx.MockTransport(answer)})

    monkeypatch.setattr(client.httpx, "AsyncClient", played_client)


def run(entries: list[Any], monkeypatch: pytest.MonkeyPatch, *more: str) -> Any:
    played(entries, monkeypatch)
    asked = ["gates", "verify", ID, "--token", "t", "--url", "http://baton", *more]
    return CliRunner().invoke(application("gates"), asked)


def test_decisions_that_come_out_the_same_end_with_0(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run([OTHER, TRUE], monkeypatch)
    assert result.exit_code == 0, result.output
    assert "1 of 1 decisions come out the same" in result.output


def test_one_that_does_not_ends_with_1_and_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    result = run([OTHER, TRUE, FALSE], monkeypatch, "--json")
    assert result.exit_code == 1
    first, second = json.loads(result.stdout)
    assert (first["same"], second["same"]) == (True, False)
    assert second["findings"] == ["decided GO, the rule gives NO-GO"]


def test_without_a_decision_there_is_nothing_to_verify(monkeypatch: pytest.MonkeyPatch) -> None:
    assert run([OTHER], monkeypatch).exit_code == 2


def test_what_is_withheld_erased_or_unreadable_is_never_the_same() -> None:
    for content, erased in ((None, None), (None, {"by": "eva"}), ({"data": {}}, None)):
        found = checked({**TRUE, "content": content, "erased": erased})
        assert found is not None
        assert not found.same
