"""`baton keys`: the keys of a trial installation, made once and kept."""

import json
import shlex
from pathlib import Path
from typing import Annotated

import typer

from libs.common.auth.development import DevelopmentIssuer, kept_key
from libs.common.settings import Settings

WARNING = (
    "# Keys of a trial, not for production: there people sign in at your OpenID Connect provider,\n"
    "# and the door's key comes from where you keep secrets."
)


def keys(
    data: Annotated[
        Path | None, typer.Option(help="Folder to keep them in, else BATON_DATA")
    ] = None,
    export: Annotated[bool, typer.Option("--export", help='For a shell: eval "$(…)"')] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines")] = False,
) -> None:
    """Prints BATON_OIDC_JWKS and BATON_DOOR_KEY of a trial installation, for an env file.

    Makes them once, in DATA/keys, for their owner's eyes only; `baton token --data DATA` and
    `baton demo --data DATA` sign by them. Whoever can read them can be anybody: not for production.
    """
    made = trial_keys(Settings(data=data) if data else Settings())
    if as_json:
        typer.echo(json.dumps(made))
        return
    typer.echo(WARNING)
    for name, value in made.items():
        typer.echo(f"export {name}={shlex.quote(value)}" if export else f"{name}='{value}'")


def trial_keys(settings: Settings) -> dict[str, str]:
    """Environment by name: the public keys of the development issuer, the door's private one."""
    door = kept_key(settings.data / "keys" / "door.json")
    return {
        "BATON_OIDC_JWKS": _compact(DevelopmentIssuer(settings).public),
        "BATON_DOOR_KEY": _compact(door.as_dict(private=True)),
    }


def _compact(jwk: object) -> str:
    return json.dumps(jwk, separators=(",", ":"))
