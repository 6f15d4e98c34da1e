"""Where the commands that ask a running Baton find it."""

from typing import Annotated

import typer

from libs.common.settings import Settings


def here() -> str:
    """The address of this machine's own, by BATON_HOST and BATON_PORT."""
    return Settings().address


Url = Annotated[
    str,
    typer.Option(
        envvar="BATON_URL",
        help="Where Baton answers",
        default_factory=here,
        show_default="this machine, BATON_PORT",
    ),
]
