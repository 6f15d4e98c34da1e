"""Runs the gateway and its services until Ctrl-C or SIGTERM."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Iterator

import uvicorn

from libs.client.commands.topics import ensure_topics
from libs.client.listening import config_for, event_loop, listening
from libs.client.processes.children import keep
from libs.client.processes.installation import Installation
from libs.client.processes.readiness import tell_when_ready
from libs.common.settings import Settings
from libs.common.telemetry import logs
from libs.common.unusable import Unusable
from libs.gateway.app import Gateway


class Server(uvicorn.Server):
    """Leaves the signals to whoever runs it: there is more to stop than this one."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def run(settings: Settings, *, create_topics: bool = False) -> None:
    """Raises `Unusable` where something must be set right first."""
    logs.configure(settings.log_level)
    installation = Installation(settings)
    installation.refuse_taken_ports()
    ensure_topics(settings, create=create_topics)
    place = listening(settings.host, settings.port)
    with asyncio.Runner(loop_factory=event_loop()) as runner:
        runner.run(_together(installation, settings, place))


async def _together(installation: Installation, settings: Settings, place: socket.socket) -> None:
    stop, children_stop = _on_signal(), asyncio.Event()
    app = Gateway(installation.places)
    server = Server(config_for(app, settings, date_header=False))
    keeping = [asyncio.create_task(keep(c, children_stop)) for c in installation.children()]
    serving = asyncio.create_task(server.serve(sockets=[place]))
    telling = asyncio.create_task(tell_when_ready(installation.places, settings.address))
    told = asyncio.create_task(stop.wait())
    await asyncio.wait((told, serving, *keeping), return_when=asyncio.FIRST_COMPLETED)
    server.should_exit = True
    await asyncio.wait((serving,))  # its last requests find their services
    children_stop.set()
    told.cancel()
    telling.cancel()
    outcomes = await asyncio.gather(serving, *keeping, return_exceptions=True)
    _raise_first(outcomes)


def _on_signal() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


def _raise_first(outcomes: list[BaseException | None]) -> None:
    faults = [one for one in outcomes if one is not None]
    for fault in sorted(faults, key=lambda one: not isinstance(one, Unusable)):
        raise fault
