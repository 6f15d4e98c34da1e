"""API keys of a vendor's systems: issued and revoked by the client."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import Request, Response
from pydantic import Field, StringConstraints
from sqlmodel import select

from libs.common.auth.actor import Actor
from libs.common.auth.roles import Right, Role
from libs.common.auth.secret_keys import fresh_key
from libs.common.bodies import Body, View
from libs.common.edge import Session, needs
from libs.common.idempotency import HEADER as IDEMPOTENCY_KEY
from libs.common.outbox import publish
from libs.common.pages import After, Limit, Page, page
from libs.common.problems import Problem, not_found
from libs.common.routers import router_of
from services.vendor.models.api_key import ApiKey
from services.vendor.models.vendors import Vendor

router = router_of("vendor", "/vendors/{id}/keys", tags=["keys"])
Procurement = Annotated[Actor, needs(Role.PROCUREMENT)]
Reader = Annotated[Actor, needs(Role.PROCUREMENT, Role.OPERATIONS, Role.AUDITOR)]


class IssueKey(Body):
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=100)]
    "Of the system that will use it: reports appear under this name."
    rights: list[Right] = Field(min_length=1, max_length=3)


class ApiKeyView(View):
    id: UUID
    vendor_id: UUID
    name: str
    prefix: str
    rights: list[Right]
    issued_by: str
    issued_at: datetime
    revoked_by: str | None
    revoked_at: datetime | None


class IssuedKey(ApiKeyView):
    key: str
    "Shown this once: only its SHA-256 is kept."


@router.post("", status_code=201)
async def issue_key(
    id: UUID,
    body: IssueKey,
    db: Session,
    actor: Procurement,
    request: Request,
    response: Response,
) -> IssuedKey:
    """Issues a key for a vendor's system. Takes no Idempotency-Key, as the answer is not kept."""
    if IDEMPOTENCY_KEY in request.headers:
        raise Problem(
            400,
            "not-repeatable",
            "This cannot be answered twice",
            "The key is shown once and kept nowhere.",
            do=f"Leave {IDEMPOTENCY_KEY} out; revoke a key whose answer was lost.",
        )
    vendor = await db.seen(Vendor, id, actor)
    fresh = fresh_key()
    key = ApiKey(
        vendor_id=vendor.id,
        name=body.name,
        prefix=fresh.prefix,
        digest=fresh.digest,
        rights=sorted(set(body.rights)),
        issued_by=actor.id,
        issued_at=db.now,
    )
    db.add(key)
    publish(db, key.issued())
    response.headers["Location"] = f"/vendor/v1/vendors/{id}/keys/{key.id}"
    response.headers["Cache-Control"] = "no-store"
    return IssuedKey(**ApiKeyView.model_validate(key).model_dump(), key=fresh.text)


@router.get("")
async def list_keys(
    id: UUID, db: Session, actor: Reader, limit: Limit = 50, after: After = None
) -> Page[ApiKeyView]:
    """The vendor's keys, revoked ones among them; never the keys themselves."""
    await db.seen(Vendor, id, actor)
    query = select(ApiKey).where(ApiKey.vendor_id == id)
    return await page(db, query, ApiKey, actor, ApiKeyView.model_validate, limit, after)


@router.get("/{key_id}")
async def read_key(id: UUID, key_id: UUID, db: Session, actor: Reader) -> ApiKeyView:
    """One key of the vendor, without the key itself."""
    return ApiKeyView.model_validate(_of(id, await db.seen(ApiKey, key_id, actor)))


@router.post("/{key_id}/revoke")
async def revoke_key(id: UUID, key_id: UUID, db: Session, actor: Procurement) -> ApiKeyView:
    """The key gets no further token; those given before run out within ten minutes. 409 again."""
    key = _of(id, await db.locked(ApiKey, key_id, actor))
    publish(db, key.revoke(actor, db.now))
    return ApiKeyView.model_validate(key)


def _of(vendor_id: UUID, key: ApiKey) -> ApiKey:
    if key.vendor_id != vendor_id:
        raise not_found("api key", key.id)
    return key
