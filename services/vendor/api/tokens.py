"""A key for a token, and the public keys by which every service knows the token. No sign-in."""

from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from libs.common.auth.issuers import DOOR_KEYS
from libs.common.bodies import Body, View
from libs.common.problems import ProblemBody
from services.vendor.door import Door

router = APIRouter(tags=["door"])


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


@router.post("/token", responses={401: {"model": ProblemBody}, 429: {"model": ProblemBody}})
async def exchange_key(body: AskForToken, request: Request, response: Response) -> Token:
    """Exchanges an API key for a token of ten minutes. 401 where the key is unknown or revoked
    (a token given before the revocation lives to its end, ten minutes at most); 429 above the
    rate of the caller's address."""
    door: Door = request.app.state.service.extra
    await door.token_rate.hold_key(request.client.host if request.client else "")
    key = await door.known_key(body.key)
    response.headers["Cache-Control"] = "no-store"
    return Token(access_token=door.tokens.token(key), expires_in=door.tokens.seconds)


@router.get(DOOR_KEYS.removeprefix("/vendor/v1"))
async def public_keys(request: Request) -> PublicKeys:
    """The door's public keys, a JWK set."""
    door: Door = request.app.state.service.extra
    return PublicKeys.model_validate(door.tokens.public)
