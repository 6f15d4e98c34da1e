"""The addresses of this service."""

from services.transition.api import ROUTERS

ADDRESSES = {
    (method, route.path)
    for router in ROUTERS
    for route in router.routes
    for method in getattr(route, "methods", ())
}


def test_whatever_an_action_or_a_location_names_by_its_id_can_be_read() -> None:
    owners = {path.rpartition("/")[0] for method, path in ADDRESSES if method == "POST"}
    named = {path for path in owners if path.endswith("/{id}")} | {"/transition/v1/freezes/{id}"}
    assert {path for path in named if ("GET", path) not in ADDRESSES} == set()
