"""`baton plan` against a server that is played."""

import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from typer.testing import CliRunner

from libs.client import client
from libs.client.commands import plan

ID = "0199a000-0000-7000-8000-000000000000"
REPORT = {
    "dry_run": False,
    "added": ["a"],
    "changed": [],
    "removed": ["b", "c"],
    "kept": {"d": "it has begun"},
    "notes": ["Two tasks were scheduled by hand."],
    "was": "2025-10-01",
    "finishes_on": "2025-10-08",
}
STATUS = {
    "health": {"colour": "red", "reasons": [{"sentence": "SPI is 0.80, below 0.85."}]},
    "finishes_on": "2026-04-01",
    "agreed_finish": "2026-03-01",
    "baseline": 1,
    "critical_path": ["wave-2-gate"],
}


class Played:
    """Answers by method and the end of the path; keeps what it was sent."""

    def __init__(self) -> None:
        self.sent: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:  # noqa: PLR0911
        self.sent.append(request)
        path = request.url.path
        if path.endswith("/mspdi"):
            return httpx.Response(200, content=b"<Project>\n</Project>\n")
        if path.endswith("/imports"):
            return httpx.Response(200, json=REPORT)
        if path.endswith("/status"):
            return httpx.Response(200, json=STATUS)
        if path.endswith("/simulations"):
            job = f"/transition/v1/jobs/{ID}"
            return httpx.Response(202, json={}, headers={"Location": job})
        if "/jobs/" in path:
            done: dict[str, Any] = {"state": "done", "share": 1, "result": {"simulation_id": ID}}
            return httpx.Response(200, json={**done, "version": 2, "problem": None})
        if "/simulations/" in path:
            days = dict.fromkeys(("planned", "p10", "p50", "p80", "p90"), "2026-04-01")
            kept = {"promised_on": "2026-03-01", "on_time": "0.25"}
            return httpx.Response(200, json={**days, **kept})
        return httpx.Response(404, json={"type": "x/not-found", "title": "No", "status": 404})


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> Played:
    server = Played()
    real = client.connection

    def connection(url: str) -> Any:
        return real(url, httpx.MockTransport(server))

    monkeypatch.setattr(plan, "connection", connection)
    return server


def run(*arguments: str) -> Any:
    return CliRunner().invoke(plan.app, [*arguments, "--token", "t", "--url", "http://x"])


def test_a_plan_is_written_as_it_comes(played: Played, tmp_path: Path) -> None:
    out = tmp_path / "plan.xml"
    assert run("export", ID, "--out", str(out)).exit_code == 0
    assert out.read_bytes() == b"<Project>\n</Project>\n"


def test_a_file_is_sent_by_its_kind_and_the_report_is_told(played: Played, tmp_path: Path) -> None:
    file = tmp_path / "plan.csv"
    file.write_text("code,title\n")
    told = run("import", ID, str(file), "--dry-run")
    assert told.exit_code == 0, told.output
    (sent,) = played.sent
    assert sent.headers["content-type"] == "text/csv"
    assert sent.url.params["dry_run"] == "true"
    assert "removed: 2" in told.output and "kept d: it has begun" in told.output
    assert "ends on 2025-10-08 instead of 2025-10-01" in told.output


def test_the_status_says_its_colour_and_every_reason(played: Played) -> None:
    told = run("status", ID)
    assert "RED" in told.output and "SPI is 0.80, below 0.85." in told.output
    assert json.loads(run("status", ID, "--json").output) == STATUS


def test_a_simulation_is_waited_for(played: Played) -> None:
    told = run("simulate", ID)
    assert "2026-03-01 is kept in 25% of the draws" in told.output


@pytest.mark.parametrize("name", ["plan.mpp", "plan"])
def test_a_file_of_another_kind_is_refused_before_anything_is_sent(
    played: Played, tmp_path: Path, name: str
) -> None:
    told = run("import", ID, str(tmp_path / name))
    assert told.exit_code == 2 and not played.sent


def test_a_file_that_is_not_there_is_said_in_a_sentence(played: Played, tmp_path: Path) -> None:
    told = run("import", ID, str(tmp_path / "none.xml"))
    assert told.exit_code == 2 and not played.sent


def test_what_the_server_refuses_is_told_with_exit_code_one(played: Played) -> None:
    told = run("list")
    assert told.exit_code == 1
