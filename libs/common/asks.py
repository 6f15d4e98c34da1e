"""What a route asks of its caller: a role on the programme, or a vendor's right."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPBearer

from libs.common.auth.actor import Actor
from libs.common.auth.roles import EVERY_ROLE, Right, Role
from libs.common.problems import forbidden

BEARER = HTTPBearer(auto_error=False, description="A person's or a vendor's token")


class Asks:
    """What a route asks of its caller; readable, so that documents and tests list it.

    Async, as all dependencies here: FastAPI sends a plain function to another thread and back.
    """

    def __init__(self, roles: frozenset[Role] | None, rights: frozenset[Right] | None) -> None:
        self.roles, self.rights = roles, rights

    async def __call__(
        self, request: Request, _: Annotated[object, Depends(BEARER)] = None
    ) -> Actor:
        actor: Actor = request.state.actor
        if actor.is_vendor:
            self._check_vendor(actor)
            return actor
        if self.roles is None:
            raise forbidden("This is for vendors.", kind="vendors-only")
        asking = replace(actor, wanted=self.roles)
        asking.check_somewhere()
        return asking

    def _check_vendor(self, actor: Actor) -> None:
        if self.rights is None:
            do = "Ask somebody of the client to do it."
            raise forbidden("This is for the client's people.", kind="client-only", do=do)
        if not actor.rights & self.rights:
            raise forbidden(
                f"The key lacks one of these rights: {', '.join(sorted(self.rights))}.",
                kind="right-missing",
                do="Use a key that was made with it.",
            )


def needs(*roles: Role) -> Any:
    """For people of the client with one of these roles on the programme (none named: any role)."""
    return Depends(Asks(frozenset(roles) or EVERY_ROLE, None))


def vendors(*rights: Right) -> Any:
    """For vendors with one of these rights."""
    return Depends(Asks(None, frozenset(rights)))


def either(*roles: Role, right: Right | tuple[Right, ...] = Right.READ) -> Any:
    """For people of the client with one of these roles, and for vendors with a right named."""
    rights = right if isinstance(right, tuple) else (right,)
    return Depends(Asks(frozenset(roles) or EVERY_ROLE, frozenset(rights)))
