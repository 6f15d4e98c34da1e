"""The `baton` command."""

import typer

from libs.client.commands import demo, events, journal, serve, token, up

app = typer.Typer(
    help="Baton runs outsourcing programmes from assessment to exit.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("up")(up.up)
app.command("serve")(serve.serve)
app.command("token")(token.token)
app.command("demo")(demo.demo)
app.add_typer(journal.app, name="journal")
app.add_typer(events.app, name="events")

if __name__ == "__main__":
    app()
