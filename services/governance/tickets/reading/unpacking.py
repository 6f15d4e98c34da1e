"""A file's contents, out of its archive if it is in one, within bounds."""

import io
import zipfile
from pathlib import Path

from services.governance.tickets.reading.limits import Limits, Progress
from services.governance.tickets.reading.refusals import NotOneMember, TooLarge

CHUNK = 1024 * 1024
SMALL = 65_536
"Bytes below which the ratio says nothing: they may unpack as much as these may."
LOCKED = 0x1


def contents(path: Path, limits: Limits, progress: Progress) -> bytes:
    """Of the file, or of the only file in a zip."""
    if zipfile.is_zipfile(path):
        return _unpacked(path, limits, progress)
    size = path.stat().st_size
    if size > limits.unpacked_bytes:
        raise TooLarge(f"{path.name} has {size:,} bytes, the limit is {limits.unpacked_bytes:,}")
    data = path.read_bytes()
    progress(size, 2 * size)
    return data


def _unpacked(path: Path, limits: Limits, progress: Progress) -> bytes:
    with zipfile.ZipFile(path) as archive:
        member = _only_member(archive, path.name)
        most = min(limits.unpacked_bytes, limits.ratio * max(member.compress_size, SMALL))
        unpacked, done = io.BytesIO(), 0
        with archive.open(member) as packed:
            while part := packed.read(CHUNK):
                done += unpacked.write(part)
                if done > most:
                    raise TooLarge(f"{member.filename} unpacks to more than {most:,} bytes")
                progress(done, 2 * max(member.file_size, done))
    return unpacked.getvalue()


def _only_member(archive: zipfile.ZipFile, name: str) -> zipfile.ZipInfo:
    members = [one for one in archive.infolist() if not one.is_dir()]
    if len(members) != 1:
        raise NotOneMember(f"{name} holds {len(members)} files; one is needed")
    if members[0].flag_bits & LOCKED:
        raise NotOneMember(f"{name} is locked with a password")
    return members[0]
