"""What each of the five processes is given."""

import os
import sys
from collections.abc import Iterator, Mapping

from libs.client.listening import PortTaken, listening
from libs.client.processes.children import Child
from libs.common.settings import SERVICES, Settings
from libs.common.unusable import Unusable

HOST = "127.0.0.1"
NEEDED = ("database_url", "bus", "oidc_jwks", "door_key")


class Installation:
    """The services on the ports after the gateway's, reached from this machine only."""

    def __init__(self, settings: Settings) -> None:
        _require(settings)
        _refuse_ports_out_of_reach(settings)
        self._settings = settings
        self.ports = {name: settings.port + n for n, name in enumerate(SERVICES, start=1)}
        self._metrics = {
            name: settings.metrics_port + n for n, name in enumerate(SERVICES, start=1)
        }

    @property
    def places(self) -> Mapping[str, str]:
        return {name: f"http://{HOST}:{port}" for name, port in self.ports.items()}

    def children(self) -> Iterator[Child]:
        for name in SERVICES:
            command = (sys.executable, "-m", "libs.client.cli", "serve", name, "--with-parent")
            yield Child(name, command, os.environ | self._own(name))

    def refuse_taken_ports(self) -> None:
        for name, port in self.ports.items():
            try:
                listening(HOST, port).close()
            except PortTaken:
                raise PortTaken(
                    f"Port {port} of {HOST}, for the service {name}, is taken. Stop what runs "
                    f"there, or name another for the gateway with --port: the services take the "
                    f"{len(SERVICES)} after it."
                ) from None

    def _own(self, name: str) -> dict[str, str]:
        own = {
            "BATON_HOST": HOST,
            "BATON_PORT": str(self.ports[name]),
            "BATON_DOOR_URL": self.places["vendor"],
            "BATON_FORWARDED_BY": HOST,
        }
        if name != "vendor":
            own["BATON_DOOR_KEY"] = ""
        if self._settings.metrics_port:
            own["BATON_METRICS_PORT"] = str(self._metrics[name])
        return own


def _require(settings: Settings) -> None:
    """PostgreSQL and Kafka between processes; SQLite is for one."""
    missing = [name for name in NEEDED if not _given(settings, name)]
    if missing:
        names = ", ".join(f"BATON_{name.upper()}" for name in missing)
        raise Unusable(
            f"Services in processes of their own need {names}: PostgreSQL, Kafka and the two keys "
            "(`baton keys` makes those of a trial). For everything in one process leave out "
            "--processes."
        )
    address = settings.database_url.get_secret_value()
    if "{service}" not in address or "sqlite" in address:
        raise Unusable(
            "BATON_DATABASE_URL must name PostgreSQL with a database for each service: "
            "postgresql+asyncpg://user@host/baton_{service}."
        )


def _refuse_ports_out_of_reach(settings: Settings) -> None:
    highest = 65_535 - len(SERVICES)
    for name, first in (
        ("BATON_PORT", settings.port),
        ("BATON_METRICS_PORT", settings.metrics_port),
    ):
        if first > highest or (first == 0 and name == "BATON_PORT"):
            raise Unusable(
                f"{name} must be from 1 to {highest}: the services take the {len(SERVICES)} ports "
                "after it."
            )


def _given(settings: Settings, name: str) -> bool:
    value = getattr(settings, name)
    return bool(value if isinstance(value, str) else value.get_secret_value())
