"""`baton journal`: fetch a programme's journal, note its head, and check a file of it alone.

Checking asks no server. It compares the file with itself and with heads noted earlier.
"""

import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Annotated, BinaryIO, NoReturn
from uuid import UUID

import httpx
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)

from libs.client.commands.address import Url
from libs.client.commands.journal_report import as_json, as_text
from libs.common.journal import Head, Malformed, Stream, read_head, read_header
from libs.common.journal import verify as verify_lines

FAILED, UNUSABLE = 1, 2
LINE_BYTES = 64 << 20
STEP_BYTES = 1 << 20
TIMEOUT = httpx.Timeout(30, read=300)

app = typer.Typer(
    help="A programme's journal: fetch it, note its head, check that nobody rewrote it.",
    no_args_is_help=True,
)

Advance = Callable[[int], None]
Programme = Annotated[UUID, typer.Argument(help="The programme's id.")]
Token = Annotated[str, typer.Option(envvar="BATON_TOKEN", help="Bearer token.", show_default=False)]


@app.command()
def verify(
    file: Annotated[str, typer.Argument(help="An exported journal, or - for standard input.")],
    head: Annotated[
        list[str] | None,
        typer.Option(metavar="SEQUENCE:HASH", help="A head you noted earlier; may be repeated."),
    ] = None,
    head_file: Annotated[
        Path | None, typer.Option(help="A file of such heads, one a line, or JSON, one a line.")
    ] = None,
    in_json: Annotated[bool, typer.Option("--json", help="Print the verdict as JSON.")] = False,
) -> None:
    """Checks an exported journal, entry by entry, without asking any server.

    Exit code 0: nothing wrong. 1: the findings are listed. 2: the input cannot be used.
    """
    marks = [*(head or []), *_marks_in(head_file)]
    with _opened(file) as (handle, size), _progress("Checking", size) as advance:
        lines = _lines(handle, advance)
        first = next(lines, b"")
        held = _heads(marks, _stream_of(first, file))
        verdict = verify_lines(chain([first], lines), held)
    typer.echo(json.dumps(as_json(verdict), indent=2) if in_json else as_text(verdict, held))
    raise typer.Exit(0 if verdict.verified else FAILED)


@app.command()
def export(
    programme: Programme,
    out: Annotated[Path, typer.Option(help="The file to write.")],
    token: Token,
    url: Url,
) -> None:
    """Saves a programme's journal to a file, which takes its name only when it is complete."""
    part = out.with_name(f"{out.name}.part")
    with (
        _answer(url, token, f"{programme}/journal/export") as answer,
        part.open("wb") as file,
        _progress("Saving", _length(answer)) as advance,
    ):
        for block in answer.iter_bytes():
            file.write(block)
            advance(len(block))
    part.replace(out)
    typer.echo(f"Saved {out}. Check it with: baton journal verify {out}")


@app.command()
def head(programme: Programme, token: Token, url: Url) -> None:
    """Prints the journal's newest SEQUENCE:HASH. Keep it where the other side cannot reach it."""
    with _answer(url, token, f"{programme}/journal/head") as answer:
        found = answer.read()
    try:
        fields = json.loads(found)
        stands = json.dumps({name: fields[name] for name in ("sequence", "hash")})
        typer.echo(str(read_head(stands, Stream("", str(programme)))))
    except (ValueError, KeyError, TypeError):
        _give_up(f"{url} did not answer with a journal's head.", FAILED)


def _give_up(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


@contextmanager
def _opened(file: str) -> Iterator[tuple[BinaryIO, int | None]]:
    """The bytes of a file and how many there are, which standard input does not tell."""
    if file == "-":
        yield sys.stdin.buffer, None
        return
    try:
        handle = Path(file).open("rb")  # noqa: SIM115
    except OSError as error:
        _give_up(f"{file} cannot be read: {error.strerror}.", UNUSABLE)
    with handle:
        yield handle, os.fstat(handle.fileno()).st_size


@contextmanager
def _progress(what: str, size: int | None) -> Iterator[Advance]:
    """A bar on standard error, gone when done, and nothing where that is not a terminal."""
    columns = BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeElapsedColumn()
    console = Console(stderr=True)
    with Progress(
        TextColumn(what),
        *columns,
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        yield partial(progress.advance, progress.add_task(what, total=size))


def _lines(handle: BinaryIO, advance: Advance) -> Iterator[bytes]:
    """The lines, advancing by the megabyte; one beyond 64 MiB comes in pieces, so memory holds."""
    unreported = 0
    while line := handle.readline(LINE_BYTES):
        yield line
        unreported += len(line)
        if unreported >= STEP_BYTES:
            advance(unreported)
            unreported = 0
    advance(unreported)


def _stream_of(first: bytes, file: str) -> Stream:
    try:
        return read_header(first).stream
    except Malformed as reason:
        _give_up(f"{file} is not a journal that can be checked: {reason}.", UNUSABLE)


def _marks_in(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        return [line for line in file.read_text("utf-8").splitlines() if line.strip()]
    except OSError as error:
        _give_up(f"{file} cannot be read: {error.strerror}.", UNUSABLE)
    except UnicodeDecodeError:
        _give_up(f"{file} is not a text file of heads.", UNUSABLE)


def _heads(marks: Iterable[str], stream: Stream) -> list[Head]:
    heads = []
    for mark in marks:
        try:
            heads.append(read_head(mark, stream))
        except Malformed as reason:
            _give_up(f"The head {mark!r} cannot be used: {reason}.", UNUSABLE)
    return heads


@contextmanager
def _answer(url: str, token: str, path: str) -> Iterator[httpx.Response]:
    """The answer to a GET below `/console/v1/programmes/`, its body not yet read."""
    address = f"{url.rstrip('/')}/console/v1/programmes/{path}"
    headers = {"Authorization": f"Bearer {token}"}
    try:
        with (
            httpx.Client(timeout=TIMEOUT, headers=headers) as client,
            client.stream("GET", address) as answer,
        ):
            if answer.status_code != 200:
                _give_up(f"{url} refused: {_refusal(answer)}", FAILED)
            yield answer
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        _give_up(f"{url} could not be asked: {error}", FAILED)
    except OSError as error:
        _give_up(f"The journal could not be saved: {error}", FAILED)


def _refusal(answer: httpx.Response) -> str:
    """What the problem document says, else the bare status."""
    status = f"{answer.status_code} {answer.reason_phrase}"
    try:
        problem = json.loads(answer.read())
        said = [problem[name] for name in ("title", "detail") if problem.get(name)]
    except (ValueError, AttributeError):
        return status
    return f"{status}: {'. '.join(map(str, said))}" if said else status


def _length(answer: httpx.Response) -> int | None:
    stated = answer.headers.get("content-length", "")
    return int(stated) if stated.isdecimal() and "content-encoding" not in answer.headers else None
