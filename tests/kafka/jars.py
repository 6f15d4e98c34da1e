"""Kafka's jars: named in pom.xml, fetched once by Maven, kept in a cache outside the tree."""

import fcntl
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

POM = Path(__file__).with_name("pom.xml")
LONGEST_FETCH = 600


class Unavailable(Exception):
    """Kafka cannot be had on this machine; the message says in one line what is missing."""


def java() -> str:
    return _program("java", "Java 17 or later")


def jars() -> Path:
    """A folder with all jars. `BATON_KAFKA_LIBS` names another than that in the cache."""
    given = os.environ.get("BATON_KAFKA_LIBS")
    folder = (
        Path(given) if given else _cache() / f"kafka-{sha256(POM.read_bytes()).hexdigest()[:12]}"
    )
    if not _has_jars(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        with _alone(folder.with_name(f"{folder.name}.lock")):
            if not _has_jars(folder):
                _fetch(folder)
    return folder


def _fetch(folder: Path) -> None:
    """Into a folder beside it first: half of the jars never pass for all."""
    maven = _program("mvn", "Maven")
    with TemporaryDirectory(dir=folder.parent) as name:
        part = Path(name) / "jars"
        shutil.copy(POM, name)
        command = [maven, "-q", "-B", "dependency:copy-dependencies", "-DincludeScope=runtime"]
        try:
            subprocess.run(
                [*command, f"-DoutputDirectory={part}"],
                cwd=name,
                capture_output=True,
                text=True,
                timeout=LONGEST_FETCH,
                check=True,
            )
        except subprocess.CalledProcessError as failed:
            said = (failed.stdout + failed.stderr).strip().splitlines()
            raise Unavailable(
                f"Maven could not fetch Kafka: {(said or ['no reason'])[0]}"
            ) from None
        except subprocess.TimeoutExpired:
            raise Unavailable(f"Maven could not fetch Kafka in {LONGEST_FETCH} s") from None
        shutil.rmtree(folder, ignore_errors=True)
        part.rename(folder)


def _has_jars(folder: Path) -> bool:
    return any(folder.glob("kafka_*.jar"))


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "baton"


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _program(name: str, what: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise Unavailable(f"{what} is not installed")
    return found
