"""Bearer tokens of the people who take part."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from libs.client.demo.sample import Sample
from libs.common.auth.development import DevelopmentIssuer

TENANT = "veldkamp"


class Tokens(Protocol):
    def of(self, id: str) -> str:
        """Of a person of the client."""

    def of_vendor(self, who: str, vendor_id: str) -> str | None:
        """Of a vendor's person; none where that person cannot sign in."""


class People:
    """Tokens of the development issuer, made when first asked for."""

    def __init__(self, issuer: DevelopmentIssuer, tenant: str = TENANT) -> None:
        self._issuer, self._tenant = issuer, tenant
        self._people = {person["id"]: person for person in Sample().people}
        self._made: dict[str, str] = {}

    def of(self, id: str) -> str:
        person = self._people[id]
        token = self._made.get(id) or self._issuer.token(
            id, self._tenant, person["everywhere"], name=person["name"]
        )
        return self._made.setdefault(id, token)

    def of_vendor(self, who: str, vendor_id: str) -> str | None:
        token = self._made.get(who) or self._issuer.token(who, self._tenant, [], vendor=vendor_id)
        return self._made.setdefault(who, token)

    def tokens(self) -> dict[str, str]:
        """Of everybody at the client, under name and title."""
        return {f"{p['name']}, {p['title']}": self.of(id) for id, p in self._people.items()}


class GivenTokens:
    """Of the client's own provider, `{"sanne": "<token>", …}`; vendors' people have none here."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given

    def of(self, id: str) -> str:
        return str(self._given[id])

    def of_vendor(self, who: str, vendor_id: str) -> str | None:
        return None


def tokens_in(file: Path, sample: Sample) -> GivenTokens:
    """From a JSON file. Raises ValueError where it is none, or somebody's token is missing."""
    try:
        given = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{file} is not JSON: {error}.") from error
    if not isinstance(given, dict):
        raise ValueError(f"{file} must hold one JSON object, a token by person.")
    if missing := [person["id"] for person in sample.people if person["id"] not in given]:
        raise ValueError(f"{file} has no token for {', '.join(missing)}.")
    return GivenTokens(given)


def subject(token: str) -> str:
    """The `sub` of a token, read without judging it: the services do that."""
    body = token.split(".")[1]
    return str(json.loads(urlsafe_b64decode(body + "=" * (-len(body) % 4)))["sub"])
