"""A key for a token, and the public keys by which every service knows the token. No sign-in."""

from typing import Any, Literal

from fastapi import Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field

from libs.common.auth.issuers import DOOR_KEYS
from libs.common.auth.secret_keys import prefix_of
from libs.common.bodies import Body, View
from libs.common.edge import Handler
from libs.common.problems import ProblemBody
from libs.common.request_body import read_body
from libs.common.routers import router_of
from services.vendor.door import Door

MOST_BYTES = 4096


class Unknown(APIRoute):
    """For those whom nobody knows yet: the rate and a small body before anything is parsed."""

    def get_route_handler(self) -> Handler:
        route = super().get_route_handler()

        async def handle(request: Request) -> Response:
            _door(request).address_rate.hold_key(_address(request))
            await read_body(request, MOST_BYTES)
            return await route(request)

        return handle


router = router_of("vendor", tags=["door"], route_class=APIRoute)
exchange = router_of("vendor", tags=["door"], route_class=Unknown)


class AskForToken(Body):
    key: str = Field(min_length=1, max_length=200)


class Token(View):
    access_token: str
    token_type: Literal["Bearer"] = "Bearer"  # noqa: S105
    expires_in: int
    "Seconds."


class PublicKeys(BaseModel):
    keys: list[dict[str, Any]]
    "As in RFC 7517."


@exchange.post(
    "/token",
    responses={code: {"model": ProblemBody} for code in (401, 413, 429)},
)
async def exchange_key(body: AskForToken, request: Request, response: Response) -> Token:
    """Exchanges an API key for a token of ten minutes. 401 where the key is unknown or revoked
    (a token given before the revocation lives to its end, ten minutes at most); 413 above 4 KiB;
    429 above the rate, of each key at its address and, more widely, of the address."""
    door = _door(request)
    door.token_rate.hold_key(f"{_address(request)}/{prefix_of(body.key)}")
    key = await door.known_key(body.key)
    response.headers["Cache-Control"] = "no-store"
    return Token(access_token=door.tokens.token(key), expires_in=door.tokens.seconds)


def _door(request: Request) -> Door:
    door: Door = request.app.state.service.extra
    return door


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


@router.get(DOOR_KEYS.removeprefix("/vendor/v1"))
async def public_keys(request: Request) -> PublicKeys:
    """The door's public keys, a JWK set."""
    return PublicKeys.model_validate(_door(request).tokens.public)
