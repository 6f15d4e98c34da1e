"""The `baton` command."""

import typer

from libs.client.commands import events, journal, serve, token

app = typer.Typer(
    help="Baton runs outsourcing programmes from assessment to exit.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("token")(token.token)
app.add_typer(journal.app, name="journal")
app.add_typer(events.app, name="events")

if __name__ == "__main__":
    app()
