"""Which service a path belongs to, and what is said where there is none."""

from collections.abc import Collection

from starlette.responses import JSONResponse

from libs.common.problems import Problem, as_response


def service_of(path: str) -> str:
    """The first part of the path: `/vendor/v1/events` is the vendor service's."""
    return path.strip("/").partition("/")[0]


def nowhere(name: str, known: Collection[str]) -> JSONResponse:
    """For the bare address where the documents are; for any other name a refusal."""
    if not name:
        return JSONResponse({one: f"/{one}/docs" for one in known})
    there = ", ".join(f"/{one}" for one in known)
    return as_response(
        Problem(
            404,
            "not-found",
            "There is nothing here",
            f"No service {name}.",
            do=f"There are {there}.",
        )
    )
