"""All commands of `baton`, or the one that is asked for."""

import sys
from importlib import import_module
from typing import Any

import typer

COMMANDS = ("up", "serve", "gateway", "topics", "keys", "token", "demo", "life-cycles")
GROUPS = ("plan", "journal", "events", "gates")


def _baton() -> None:
    """Baton runs outsourcing programmes from assessment to exit."""


def application(asked: str = "") -> typer.Typer:
    """With the command asked for, or with all: a service need not load the demo to start."""
    known = (*COMMANDS, *GROUPS)
    app = typer.Typer(callback=_baton, no_args_is_help=True, pretty_exceptions_enable=False)
    for name in [asked] if asked in known else known:
        function = name.replace("-", "_")
        module: Any = import_module(f"libs.client.commands.{function}")
        if name in GROUPS:
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, function))
    return app


app = application(*sys.argv[1:2])
