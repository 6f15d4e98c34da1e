"""The port that a command listens on, and how it is served."""

import asyncio
import socket
from collections.abc import Callable

import uvicorn
from starlette.types import ASGIApp

from libs.common.settings import Settings
from libs.common.unusable import Unusable

SHUTDOWN_SECONDS = 3
"Open streams are cut after this, or a stop would wait for them."


class PortTaken(Unusable):
    """Something else listens there."""


def listening(host: str, port: int) -> socket.socket:
    """The port, taken before anything starts, so that a taken one is said in a sentence."""
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        place.bind((host, port))
    except OSError as error:
        place.close()
        raise PortTaken(
            f"Port {port} of {host} cannot be had ({error.strerror}). "
            "Stop what runs there, or name another with BATON_PORT."
        ) from None
    return place


def config_for(app: ASGIApp, settings: Settings, *, date_header: bool = True) -> uvicorn.Config:
    """Callers are known by the address that connects, but for the proxies named as trusted."""
    return uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        lifespan="on",
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=date_header,
        proxy_headers=bool(settings.forwarded_by),
        forwarded_allow_ips=settings.forwarded_by,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


def event_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    try:
        import uvloop  # noqa: PLC0415
    except ImportError:
        return None
    return uvloop.new_event_loop
