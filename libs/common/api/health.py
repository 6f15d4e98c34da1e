"""Liveness and readiness, for probes; no sign-in."""

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel
from sqlalchemy import text

router = APIRouter(prefix="/health", tags=["health"])


class Health(BaseModel):
    status: str


@router.get("/live")
async def live() -> Health:
    """The process answers."""
    return Health(status="live")


@router.get("/ready", responses={503: {"model": Health}})
async def ready(request: Request, response: Response) -> Health:
    """Migrated, its database answers, its relay and consumer run. 503 otherwise."""
    service = request.app.state.service
    try:
        async with service.database.look() as connection:
            await connection.execute(text("SELECT 1"))
    except Exception:
        service_ready = False
    else:
        service_ready = service.ready
    response.status_code = 200 if service_ready else 503
    return Health(status="ready" if service_ready else "not ready")
