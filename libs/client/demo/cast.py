"""Who takes part and how they sign in: people with tokens, vendors' systems with API keys."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from libs.client.bearers import ApiKey
from libs.client.client import Baton
from libs.client.demo.keys import KeptKeys
from libs.client.demo.sample import Sample
from libs.client.demo.tokens import Tokens, subject
from libs.client.refusal import Unreachable

RIGHTS = ["bid", "report", "read"]
BUYER = "pieter"


class Cast:
    """Everybody shares one connection and one thread of causality."""

    def __init__(self, first: Baton, tokens: Tokens, keys: KeptKeys, sample: Sample) -> None:
        self._first, self._tokens, self._keys = first, tokens, keys
        self._people: Mapping[str, Any] = {person["id"]: person for person in sample.people}
        self._systems: dict[str, Baton] = {}

    def name(self, id: str) -> str:
        return str(self._people[id]["name"])

    async def person(self, id: str) -> Baton:
        return self._first.beside(self._tokens.of(id))

    def sub(self, id: str) -> str:
        """Under which the person's tokens speak: what roles are granted to."""
        return subject(self._tokens.of(id))

    async def vendors_person(self, who: str, vendor: str, id: str, moment: datetime) -> Baton:
        """Under their own name where they can sign in, else by the vendor's system."""
        if token := self._tokens.of_vendor(who, id):
            return self._first.beside(token)
        return await self.system(vendor, id, moment)

    async def system(self, vendor: str, id: str, moment: datetime) -> Baton:
        if vendor not in self._systems:
            key = self._keys.of(id) or await self._issue(vendor, id, moment)
            self._systems[vendor] = self._first.beside(ApiKey(key))
        return self._systems[vendor]

    async def _issue(self, vendor: str, id: str, moment: datetime) -> str:
        """A key whose answer was lost, now or before a crash, is of no use: it is revoked."""
        buyer = (await self.person(BUYER)).at(moment)
        path, name = f"/vendor/v1/vendors/{id}/keys", f"{vendor} systems"
        while True:
            async for key in buyer.pages(path):
                if key["name"] == name and key["revoked_at"] is None:
                    await buyer.post(f"{path}/{key['id']}/revoke")
            try:
                body = {"name": name, "rights": RIGHTS}
                answer = await buyer.ask("POST", path, body, repeatable=False)
            except Unreachable:
                continue
            self._keys.keep(id, answer.body["key"])
            return str(answer.body["key"])
