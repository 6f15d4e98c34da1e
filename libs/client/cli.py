"""The `baton` command."""

import sys
from importlib import import_module
from typing import Any

import typer
from pydantic import ValidationError

COMMANDS = ("up", "serve", "gateway", "topics", "keys", "token", "demo")
GROUPS = ("journal", "events")


def _baton() -> None:
    """Baton runs outsourcing programmes from assessment to exit."""


def application(asked: str = "") -> typer.Typer:
    """With the command asked for, or with all: a service need not load the demo to start."""
    known = (*COMMANDS, *GROUPS)
    app = typer.Typer(callback=_baton, no_args_is_help=True, pretty_exceptions_enable=False)
    for name in [asked] if asked in known else known:
        module: Any = import_module(f"libs.client.commands.{name}")
        if name in GROUPS:
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, name))
    return app


app = application(*sys.argv[1:2])


def main() -> None:
    """A setting that cannot be used is said in a sentence."""
    try:
        app()
    except ValidationError as wrong:
        for error in wrong.errors():
            name = "BATON_" + "_".join(str(part) for part in error["loc"]).upper()
            typer.echo(f"{name} cannot be used: {error['msg']}.", err=True)
        sys.exit(2)
    except OSError as unusable:
        typer.echo(
            f"{unusable.filename or 'A file'}: {unusable.strerror}. Set BATON_DATA.", err=True
        )
        sys.exit(2)


if __name__ == "__main__":
    main()
