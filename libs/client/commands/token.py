"""`baton token`: a bearer token of the development issuer, for the embedded default."""

import json
from pathlib import Path
from typing import Annotated

import typer

from libs.common.auth.development import DevelopmentIssuer
from libs.common.auth.roles import Role
from libs.common.settings import Settings


def token(
    person: Annotated[str, typer.Argument(help="Who it speaks for, e.g. sanne")],
    roles: Annotated[
        list[str] | None,
        typer.Option("--role", help="A role on all programmes, or ROLE@PROGRAMME; repeat it"),
    ] = None,
    tenant: Annotated[str, typer.Option(help="The client organisation")] = "veldkamp",
    vendor: Annotated[str | None, typer.Option(help="For a person of this vendor: its id")] = None,
    minutes: Annotated[int, typer.Option(min=1, max=60 * 24 * 31)] = 720,
    data: Annotated[
        Path | None, typer.Option(help="Data folder with the development key; else BATON_DATA")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines")] = False,
) -> None:
    """Prints a token signed with the development key in the data folder.

    Use it as `Authorization: Bearer <token>`. It is accepted embedded, and where `baton keys` made
    the keys; an installation with its own OpenID Connect provider does not accept it.
    """
    issuer = DevelopmentIssuer(Settings(data=data) if data else Settings())
    made = issuer.token(person, tenant, by_programme(roles or []), vendor=vendor, minutes=minutes)
    answer = {"access_token": made, "token_type": "Bearer", "expires_in": minutes * 60}
    typer.echo(json.dumps(answer) if as_json else made)


def by_programme(asked: list[str]) -> dict[str, list[str]]:
    """`["finance", "legal@0197…"]` as a token carries it. Refuses an unknown role."""
    roles: dict[str, list[str]] = {}
    for one in asked:
        role, _, programme = one.partition("@")
        if role not in set(Role):
            known = ", ".join(Role)
            raise typer.BadParameter(f"There is no role {role}; there are {known}.")
        roles.setdefault(programme or "*", []).append(role)
    return roles
