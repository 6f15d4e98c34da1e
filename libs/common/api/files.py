"""Evidence and attachments, for services that take them."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Path, Query, Request, Response
from pydantic import BaseModel

from libs.common.auth.actor import Actor
from libs.common.auth.roles import EVERY_ROLE, Right, Role
from libs.common.edge import Edge, Session, either
from libs.common.files import described, register
from libs.common.problems import invalid


class FileEdge(Edge):
    body_limit = "file_bytes"
    reads_json = False


router = APIRouter(prefix="/files", tags=["files"], route_class=FileEdge)
Reader = Annotated[Actor, either()]
Sender = Annotated[Actor, either(*EVERY_ROLE - {Role.AUDITOR}, right=(Right.REPORT, Right.BID))]
DIGEST = Path(pattern=r"^[0-9a-f]{64}$", description="SHA-256, hexadecimal")


class StoredFile(BaseModel):
    """What to name in events and evidence lists is the digest."""

    digest: str
    name: str
    media_type: str
    size: int


@router.post(
    "",
    status_code=201,
    openapi_extra={"requestBody": {"content": {"application/octet-stream": {}}}},
)
async def store_file(
    request: Request,
    response: Response,
    db: Session,
    actor: Sender,
    name: Annotated[str, Query(min_length=1, max_length=200, description="The file's name")],
    content_type: Annotated[str, Header(max_length=100)] = "application/octet-stream",
) -> StoredFile:
    """Stores the raw body. The same content again is the same file."""
    content = await request.body()
    if not content:
        raise invalid("", "The file is empty.")
    service = request.app.state.service
    digest = await service.files.put(content)
    await register(db, digest, name, content_type, len(content), actor.id)
    response.headers["Location"] = f"/{service.name}/v1/files/{digest}"
    return StoredFile(digest=digest, name=name, media_type=content_type, size=len(content))


@router.get("/{digest}", response_class=Response)
async def read_file(
    request: Request, db: Session, actor: Reader, digest: Annotated[str, DIGEST]
) -> Response:
    """The content, as an attachment. A vendor reads only what it sent."""
    name, media_type = await described(db, digest)
    content = await request.app.state.service.files.get(digest)
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=media_type, headers=headers)
