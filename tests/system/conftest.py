from collections.abc import Iterator

import pytest

from tests.system.server import Server
from tests.system.told import Told, ending, telling


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One Baton on its embedded default, with everything in one process."""
    running = Server(tmp_path_factory.mktemp("calm")).start()
    try:
        yield running.wait_until_ready()
    finally:
        running.kill()


@pytest.fixture(scope="session")
def calm(server: Server) -> Told:
    """The story as nothing disturbs it: told once, for all who compare with it."""
    with telling(server) as demo:
        return ending(server, demo)
