"""The `baton` command."""

import sys

import typer
from pydantic import ValidationError

from libs.client.commands import demo, events, gateway, journal, keys, serve, token, topics, up

app = typer.Typer(
    help="Baton runs outsourcing programmes from assessment to exit.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("serve")(serve.serve)
app.command("gateway")(gateway.gateway)
app.command("topics")(topics.topics)
app.command("keys")(keys.keys)
app.command("token")(token.token)
app.command("demo")(demo.demo)
app.add_typer(journal.app, name="journal")
app.add_typer(events.app, name="events")


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
