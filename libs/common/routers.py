"""Routers whose routes bear their whole path.

FastAPI builds a route where it is declared, and again where its router is included below a prefix:
of hundreds of routes that is a second of a service's start. These are built once, and shared.
"""

from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

from libs.common import problems
from libs.common.edge import Edge


def router_of(
    service: str, prefix: str = "", *, tags: list[str], route_class: type[APIRoute] = Edge
) -> APIRouter:
    """For a service's routes about one concept; its paths begin with `/<service>/v1<prefix>`."""
    return APIRouter(
        prefix=f"{_root(service)}{prefix}",
        tags=[*tags],
        route_class=route_class,
        responses=refusals(),
    )


def take_in(app: FastAPI, service: str, router: APIRouter) -> None:
    """Its routes as they are, or below the service's prefix where they were made without it."""
    root = _root(service)
    if router.prefix.startswith(root):
        app.router.routes.extend(router.routes)
    else:
        app.include_router(router, prefix=root)


@cache
def refusals() -> dict[int | str, dict[str, Any]]:
    """How every route refuses."""
    return problems.described()


def _root(service: str) -> str:
    return f"/{service}/v1"
