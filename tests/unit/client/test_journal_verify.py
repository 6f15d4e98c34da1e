"""`baton journal`: what a person at a terminal sees, and what a script can rely on."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from typer.testing import CliRunner, Result

from libs.client.commands import journal
from libs.common.journal import Entry, Header, Stream, entry_after, export_lines, genesis

PROGRAMME = "0197a000-0000-7000-8000-000000000001"
STREAM = Stream("acme", PROGRAMME)
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


def entries(count: int) -> list[Entry]:
    head, chained = genesis(STREAM), []
    for number in range(1, count + 1):
        headers = (("ce_id", f"event-{number}".encode()),)
        chained.append(entry_after(head, headers, b"{}", recorded_at=MOMENT, salt=bytes(16)))
        head = chained[-1].head(STREAM)
    return chained


THREE = entries(3)
LINES = list(export_lines(Header(STREAM, PROGRAMME), THREE))
SECOND = str(THREE[1].head(STREAM))


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(journal.app, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "journal.ndjson"
    path.write_bytes(b"".join(LINES))
    return path


def test_an_untouched_file_is_verified_and_its_head_printed(file: Path):
    result = run("verify", file)
    assert result.exit_code == 0
    assert "Verified: 3 entries (3 disclosed, 0 withheld)." in result.stdout
    assert str(THREE[2].head(STREAM)) in result.stdout


def test_without_a_head_the_answer_says_what_it_could_not_see(file: Path):
    assert "No earlier head was given" in run("verify", file).stdout


def test_with_a_head_the_answer_says_how_far_it_carries(file: Path):
    result = run("verify", file, "--head", SECOND)
    assert result.exit_code == 0
    assert "Up to entry 2" in result.stdout


def test_the_journal_can_come_from_standard_input():
    result = run("verify", "-", stdin=b"".join(LINES))
    assert result.exit_code == 0
    assert "Verified" in result.stdout


def test_a_changed_file_lists_its_findings_and_fails(file: Path):
    file.write_bytes(b"".join(LINES).replace(b"event-2", b"event-9", 1))
    result = run("verify", file)
    assert result.exit_code == 1
    assert "NOT verified" in result.stdout
    assert "Entry 2 was changed" in result.stdout


def test_a_line_that_cannot_be_read_is_a_finding(file: Path):
    file.write_bytes(b"".join([*LINES[:2], b"\xff\n", *LINES[2:]]))
    result = run("verify", file)
    assert result.exit_code == 1
    assert "Line 3 cannot be read" in result.stdout


def test_a_held_head_that_is_not_met_is_a_finding(file: Path):
    result = run("verify", file, "--head", f"2:{'ab' * 32}")
    assert result.exit_code == 1
    assert "rewritten" in result.stdout


def test_heads_are_read_from_a_file_as_text_and_as_json(file: Path, tmp_path: Path):
    first = {"sequence": 1, "hash": THREE[0].hash.hex()}
    heads = tmp_path / "heads"
    heads.write_text(f"{SECOND}\n\n{json.dumps(first)}\n")
    result = run("verify", file, "--head-file", heads)
    assert result.exit_code == 0
    assert "Up to entry 2" in result.stdout


def test_a_head_that_names_another_stream_is_a_finding(file: Path, tmp_path: Path):
    stream = {"tenant": "acme", "key": "other"}
    heads = tmp_path / "heads"
    heads.write_text(json.dumps({"stream": stream, "sequence": 1, "hash": "ab" * 32}))
    result = run("verify", file, "--head-file", heads)
    assert result.exit_code == 1
    assert "another_stream" in result.stdout


def test_json_tells_the_verdict_to_a_script(file: Path):
    result = run("verify", file, "--head", SECOND, "--json")
    assert json.loads(result.stdout) == {
        "verified": True,
        "stream": {"tenant": "acme", "key": PROGRAMME},
        "entries": 3,
        "disclosed": 3,
        "withheld": 0,
        "head": {"sequence": 3, "hash": THREE[2].hash.hex()},
        "confirmed": 2,
        "findings": [],
    }


def test_json_tells_each_finding_with_kind_entry_and_line(file: Path):
    file.write_bytes(b"".join(LINES[:-1]))
    result = run("verify", file, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["findings"] == [
        {
            "kind": "trailer_missing",
            "sequence": None,
            "line": 4,
            "sentence": "The export has no trailer: its end was cut off.",
        }
    ]


@pytest.mark.parametrize("content", [b"", b"hello\n", b"{}\n", LINES[1]])
def test_a_file_that_is_no_export_is_unusable(file: Path, content: bytes):
    file.write_bytes(content)
    result = run("verify", file)
    assert result.exit_code == 2
    assert "is not a journal" in result.stderr


def test_a_file_that_is_not_there_is_unusable(tmp_path: Path):
    result = run("verify", tmp_path / "nothing")
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


@pytest.mark.parametrize("head", ["2", "two:ab", "2:ab", ":", "{}"])
def test_a_head_in_another_form_is_unusable(file: Path, head: str):
    result = run("verify", file, "--head", head)
    assert result.exit_code == 2
    assert "cannot be used" in result.stderr


def test_a_head_file_that_cannot_be_read_is_unusable(file: Path, tmp_path: Path):
    assert run("verify", file, "--head-file", tmp_path / "nothing").exit_code == 2
    (tmp_path / "noise").write_bytes(b"\xff")
    assert run("verify", file, "--head-file", tmp_path / "noise").exit_code == 2


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Callable[[httpx.Response], list[httpx.Request]]:
    """Answers every request with the response given, and keeps the requests."""
    real, asked = httpx.Client, list[httpx.Request]()

    def answering(answer: httpx.Response) -> list[httpx.Request]:
        def handle(request: httpx.Request) -> httpx.Response:
            asked.append(request)
            return answer

        transport = httpx.MockTransport(handle)
        monkeypatch.setattr(httpx, "Client", lambda **options: real(transport=transport, **options))
        return asked

    return answering


Server = Callable[[httpx.Response], list[httpx.Request]]


def test_an_export_is_saved_and_verifies(server: Server, tmp_path: Path):
    asked = server(httpx.Response(200, content=b"".join(LINES)))
    out = tmp_path / "journal.ndjson"
    result = run("export", PROGRAMME, "--url", "http://here/", "--token", "t", "--out", out)
    assert result.exit_code == 0
    assert asked[0].url == f"http://here/console/v1/programmes/{PROGRAMME}/journal/export"
    assert asked[0].headers["authorization"] == "Bearer t"
    assert run("verify", out).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["journal.ndjson"]


def test_a_refused_export_says_why_and_leaves_the_file_alone(server: Server, tmp_path: Path):
    server(httpx.Response(403, json={"title": "Not yours", "detail": "Ask the owner."}))
    out = tmp_path / "journal.ndjson"
    out.write_text("earlier")
    result = run("export", PROGRAMME, "--token", "t", "--out", out)
    assert result.exit_code == 1
    assert result.stderr == (
        "http://127.0.0.1:8000 refused: 403 Forbidden: Not yours. Ask the owner.\n"
    )
    assert out.read_text() == "earlier"


def test_an_export_to_a_folder_that_is_not_there_says_so(server: Server, tmp_path: Path):
    server(httpx.Response(200, content=b""))
    result = run("export", PROGRAMME, "--token", "t", "--out", tmp_path / "no" / "file")
    assert result.exit_code == 1
    assert "could not be saved" in result.stderr


def test_the_head_is_printed_as_it_is_noted(server: Server, monkeypatch: pytest.MonkeyPatch):
    asked = server(httpx.Response(200, json={"sequence": 2, "hash": THREE[1].hash.hex(), "x": 1}))
    monkeypatch.setenv("BATON_TOKEN", "from-the-environment")
    result = run("head", PROGRAMME)
    assert result.stdout == f"{SECOND}\n"
    assert asked[0].headers["authorization"] == "Bearer from-the-environment"


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"sequence":1,"hash":"zz"}'])
def test_an_answer_that_is_no_head_is_refused(server: Server, body: bytes):
    server(httpx.Response(200, content=body))
    result = run("head", PROGRAMME, "--token", "t")
    assert result.exit_code == 1
    assert "did not answer with a journal's head" in result.stderr


def test_a_server_that_cannot_be_reached_is_told():
    result = run("head", PROGRAMME, "--token", "t", "--url", "http://127.0.0.1:1")
    assert result.exit_code == 1
    assert "could not be asked" in result.stderr


def test_without_a_token_nothing_is_asked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("BATON_TOKEN", raising=False)
    assert run("head", PROGRAMME).exit_code == 2
