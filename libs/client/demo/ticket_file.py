"""A ticket log on disk: a CSV, or a ZIP of one CSV, read as a stream."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import BinaryIO, cast
from zipfile import BadZipFile, ZipFile, is_zipfile

from libs.client.demo.tickets import NotATicketLog, TicketLog, count

Progress = Callable[[int, int], None]
"Told from time to time how many bytes have been read, of how many."
EVERY = 20_000


def count_file(file: Path, progress: Progress = lambda _done, _of: None) -> TicketLog:
    """Raises `NotATicketLog` for a file that is none, and OSError where it cannot be read."""
    with _opened(file) as (binary, size):
        text = TextIOWrapper(binary, "utf-8-sig", newline="")
        try:
            return count(_watched(text, size, progress))
        except UnicodeDecodeError as error:
            raise NotATicketLog(f"{file.name} is not text in UTF-8.") from error


@contextmanager
def _opened(file: Path) -> Iterator[tuple[BinaryIO, int]]:
    if not is_zipfile(file):
        with file.open("rb") as binary:
            yield binary, file.stat().st_size
        return
    try:
        with ZipFile(file) as archive:
            inside = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
            if len(inside) != 1:
                raise NotATicketLog(f"{file.name} holds {len(inside)} CSV files; one is needed.")
            with archive.open(inside[0]) as member:
                yield cast(BinaryIO, member), inside[0].file_size
    except BadZipFile as error:
        raise NotATicketLog(f"{file.name} is a damaged ZIP file.") from error


def _watched(text: TextIOWrapper, size: int, progress: Progress) -> Iterator[str]:
    done = 0
    for number, line in enumerate(text):
        done += len(line)
        if number % EVERY == 0:
            progress(done, size)
        yield line
    progress(size, size)
